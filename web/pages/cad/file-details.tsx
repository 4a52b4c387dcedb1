import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type CadFile, type CadVersion, contentUrl, previewUrl, versionsQuery } from '../../api/cad.ts'
import { Button } from '../../ui/button.tsx'
import { bytesText } from '../../ui/file-facts.tsx'
import { Badge } from '../../ui/panel.tsx'
import { Failure, Skeleton } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'
import { textLink } from '../auth/frame.tsx'
import { PreviewDialog } from '../preview/preview-dialog.tsx'
import { shownCadFile } from './shown-file.ts'

interface FileDetailsProps {
  file: CadFile
  readOnly: boolean
  onClose(): void
}

/** A file to look at with what was measured of it, as it is now or as an earlier version was. */
export function FileDetails({ file, readOnly, onClose }: FileDetailsProps) {
  const [chosen, setChosen] = useState<CadVersion>()
  const { version, bytes, geometry, sha256 } = chosen ?? file
  const isNewest = version === file.version
  const shown = isNewest
    ? shownCadFile(file)
    : {
        ...{ name: file.name, bytes, geometry },
        contentUrl: contentUrl(file.id, version),
        previewUrl: previewUrl(file.id, version),
      }
  return (
    <PreviewDialog
      key={version}
      file={shown}
      unitPath={readOnly || !isNewest ? undefined : `/cad/files/${file.id}`}
      onClose={onClose}
    >
      <Versions file={file} shown={version} onShow={setChosen} />
      <details className="text-sm">
        <summary className="min-h-6 cursor-pointer text-soft">Checksum</summary>
        <p className="mt-1 text-xs text-soft">SHA-256</p>
        <code className="font-mono text-xs break-all">{sha256}</code>
      </details>
    </PreviewDialog>
  )
}

interface VersionsProps {
  file: CadFile
  /** The version that is looked at. */
  shown: number
  onShow(version: CadVersion): void
}

function Versions({ file, shown, onShow }: VersionsProps) {
  const { data, error, isPending } = useQuery(versionsQuery(file.id))
  return (
    <div>
      <h3 className="mb-2 text-sm font-semibold">Versions</h3>
      {isPending && <Skeleton rows={1} />}
      {error && <Failure error={error} />}
      <ul className="grid gap-2 text-sm">
        {data?.map((one) => (
          <li key={one.version} className="flex items-center justify-between gap-2">
            <span className="min-w-0">
              <a className={textLink} href={contentUrl(file.id, one.version)} download>
                Version {one.version}
              </a>
              <span className="block text-xs text-soft">
                {bytesText(one.bytes)}, <Time at={one.created_at} />
              </span>
            </span>
            {one.version === shown ? (
              <Badge tone="accent">shown</Badge>
            ) : (
              <Button small aria-label={`View version ${one.version}`} onClick={() => onShow(one)}>
                View
              </Button>
            )}
          </li>
        ))}
      </ul>
    </div>
  )
}
