import { useQuery } from '@tanstack/react-query'
import { type DragEvent, useRef, useState } from 'react'
import { ApiProblem, api } from '../../api/client.ts'
import { filesQuery, type ProjectFile, useAction } from '../../api/records.ts'
import { Button } from '../../ui/button.tsx'
import { classes } from '../../ui/classes.ts'
import { Failure, Skeleton } from '../../ui/states.tsx'
import { Cell, Table } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { toast } from '../../ui/toasts.tsx'
import { textLink } from '../auth/frame.tsx'

/** Sends a form and tells how far it is: `fetch` cannot. */
function upload(path: string, form: FormData, onProgress: (share: number) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', `/api${path}`)
    request.responseType = 'json'
    request.upload.onprogress = ({ loaded, total }) => onProgress(total === 0 ? 0 : loaded / total)
    request.onerror = () => reject(new ApiProblem({ status: 0 }))
    request.onload = () =>
      request.status < 300
        ? resolve()
        : reject(new ApiProblem({ ...(request.response ?? {}), status: request.status }))
    request.send(form)
  })
}

const size = new Intl.NumberFormat('en', { maximumFractionDigits: 1 })

const bytesText = (bytes: number): string =>
  bytes < 1_000
    ? `${bytes} B`
    : bytes < 1e6
      ? `${size.format(bytes / 1e3)} kB`
      : `${size.format(bytes / 1e6)} MB`

const shapes: Readonly<Record<string, string>> = {
  pending: 'Being measured…',
  needs_units: 'Say its unit to measure it',
  failed: 'Cannot be measured',
  unsupported: '—',
}

function Shape({ file }: { file: ProjectFile }) {
  const { geometry } = file
  if (geometry === null) return '—'
  if (geometry.status !== 'ready' || geometry.bounding_box_mm === null) return shapes[geometry.status] ?? '—'
  const { x, y, z } = geometry.bounding_box_mm
  const volume = geometry.volume_mm3 === null ? '' : `, ${size.format(geometry.volume_mm3 / 1_000)} cm³`
  return `${[x, y, z].map((side) => size.format(side)).join(' × ')} mm${volume}`
}

/** The files of a project, and a place to drop more. */
export function Files({ projectId }: { projectId: string }) {
  const { data, error, isPending } = useQuery(filesQuery(projectId))
  const remove = useAction(
    (id: string) => api.delete(`/projects/${projectId}/files/${id}`),
    () => toast('File deleted'),
  )
  return (
    <section aria-labelledby="files">
      <h2 id="files" className="mb-3 text-lg font-semibold">
        Files
      </h2>
      <DropPlace projectId={projectId} />
      {isPending && <Skeleton rows={2} />}
      {(error ?? remove.error) && <Failure error={(error ?? remove.error) as Error} />}
      {data && data.data.length > 0 && (
        <Table
          label="Uploaded files"
          head={[
            'Name',
            'Size',
            'Shape',
            'Uploaded',
            <span key="actions" className="sr-only">
              Actions
            </span>,
          ]}
        >
          {data.data.map((file) => (
            <tr key={file.id}>
              <Cell>
                <a className={textLink} href={`/api/projects/${projectId}/files/${file.id}/content`} download>
                  {file.name}
                </a>
              </Cell>
              <Cell className="whitespace-nowrap">{bytesText(file.bytes)}</Cell>
              <Cell>
                <Shape file={file} />
              </Cell>
              <Cell>
                <Time at={file.created_at} />
              </Cell>
              <Cell>
                <Button
                  small
                  kind="danger"
                  aria-label={`Delete ${file.name}`}
                  busy={remove.isPending}
                  onClick={() => remove.mutate(file.id)}
                >
                  Delete
                </Button>
              </Cell>
            </tr>
          ))}
        </Table>
      )}
    </section>
  )
}

function DropPlace({ projectId }: { projectId: string }) {
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const [share, setShare] = useState<number>()
  const send = useAction(
    (files: readonly File[]) => {
      const form = new FormData()
      // STL and OBJ say nothing of their unit.
      form.set('units', 'mm')
      for (const file of files) form.append('file', file)
      return upload(`/projects/${projectId}/files`, form, setShare)
    },
    () => toast('Uploaded'),
  )
  const take = (files: FileList | null) => {
    if (files === null || files.length === 0) return
    setShare(0)
    send.mutate([...files], { onSettled: () => setShare(undefined) })
  }
  const onDrop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    take(event.dataTransfer.files)
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping has a button beside it that does the same
    <div
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
      className={classes(
        'mb-4 grid justify-items-center gap-2 rounded-lg border border-dashed p-6 text-center text-sm',
        over ? 'border-accent bg-accent-soft' : 'border-edge',
      )}
    >
      <input
        ref={input}
        type="file"
        multiple
        aria-label="Files to upload"
        className="sr-only"
        tabIndex={-1}
        onChange={(event) => {
          take(event.target.files)
          event.target.value = ''
        }}
      />
      <p className="text-soft">
        Drop STEP, STL, drawings or photos here. Files without a unit count as millimetres.
      </p>
      <Button busy={send.isPending} onClick={() => input.current?.click()}>
        Choose files
      </Button>
      {share !== undefined && <progress aria-label="Upload" className="w-full max-w-xs" value={share} />}
      {send.error && <Failure error={send.error} />}
    </div>
  )
}
