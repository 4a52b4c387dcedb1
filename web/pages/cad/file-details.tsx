import { useQuery } from '@tanstack/react-query'
import { type CadFile, contentUrl, versionsQuery } from '../../api/cad.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog, DialogActions } from '../../ui/dialog.tsx'
import { bytesText, figureText, ShapeText } from '../../ui/file-facts.tsx'
import { Failure, Skeleton } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'
import { textLink } from '../auth/frame.tsx'
import { Facts } from '../records/labels.tsx'

const orDash = (value: number | null, unit: string): string =>
  value === null ? '—' : `${figureText(value)} ${unit}`.trim()

const closed = (watertight: boolean | null): string => (watertight === null ? '—' : watertight ? 'Yes' : 'No')

/** What was measured of a file, and what it was before. */
export function FileDetails({ file, onClose }: { file: CadFile; onClose(): void }) {
  const { geometry } = file
  return (
    <Dialog open onClose={onClose} title={file.name}>
      <Facts
        facts={[
          ['Shape', <ShapeText key="shape" of={geometry} />],
          ['Unit of the file', geometry.units ?? '—'],
          ['Surface', orDash(geometry.area_mm2, 'mm²')],
          ['Volume', orDash(geometry.volume_mm3, 'mm³')],
          ['Outline', orDash(geometry.outline_length_mm, 'mm')],
          ['Triangles', orDash(geometry.triangles, '')],
          ['Closed body', closed(geometry.watertight)],
          [
            'SHA-256',
            <code key="hash" className="font-mono text-xs break-all">
              {file.sha256}
            </code>,
          ],
        ]}
      />
      {geometry.reason !== null && <p className="text-sm text-bad">{geometry.reason}</p>}
      <Versions file={file} />
      <DialogActions>
        <Button onClick={onClose}>Close</Button>
      </DialogActions>
    </Dialog>
  )
}

function Versions({ file }: { file: CadFile }) {
  const { data, error, isPending } = useQuery(versionsQuery(file.id))
  return (
    <div>
      <h3 className="mb-2 font-semibold">Versions</h3>
      {isPending && <Skeleton rows={1} />}
      {error && <Failure error={error} />}
      <ul className="grid gap-1 text-sm">
        {data?.map(({ version, bytes, created_at }) => (
          <li key={version}>
            <a className={textLink} href={contentUrl(file.id, version)} download>
              Version {version}
            </a>
            , {bytesText(bytes)}, <Time at={created_at} />
          </li>
        ))}
      </ul>
    </div>
  )
}
