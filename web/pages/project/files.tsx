import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../api/client.ts'
import { fileContentUrl, sendToProject, shownFile } from '../../api/project-files.ts'
import { filesQuery, type ProjectFile, refreshRecords } from '../../api/records.ts'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { DropPlace } from '../../ui/drop-place.tsx'
import { bytesText, ShapeText } from '../../ui/file-facts.tsx'
import { Failure, Skeleton } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'
import { toast } from '../../ui/toasts.tsx'
import { useUploads } from '../../ui/use-uploads.ts'
import { quietLink } from '../auth/frame.tsx'
import { PreviewDialog } from '../preview/preview-dialog.tsx'
import { SayUnit } from '../preview/say-unit.tsx'
import { Thumbnail } from '../preview/thumbnail.tsx'

const dropHint = {
  first: 'Drop your first part here: STEP, STL, IGES, 3MF, OBJ, drawings or photos.',
  more: 'Drop more parts, drawings or photos here.',
}

/** The files of a project, each with its picture, and a place to drop more. */
export function Files({ projectId }: { projectId: string }) {
  const { data, error, isPending, refetch } = useQuery(filesQuery(projectId))
  const [open, setOpen] = useState<{ what: 'preview' | 'delete'; id: string }>()
  const uploads = useUploads(sendToProject(projectId))
  const files = data?.data ?? []
  const chosen = files.find(({ id }) => id === open?.id)
  const close = () => setOpen(undefined)
  const isFirst = data !== undefined && files.length === 0
  return (
    <section aria-labelledby="files">
      <h2 id="files" className="mb-3 text-lg font-semibold">
        Files
      </h2>
      <div className="grid grid-cols-1 gap-3">
        {isPending && <Skeleton rows={2} />}
        {error && <Failure error={error} retry={() => void refetch()} />}
        {files.length > 0 && (
          <ul aria-label="Uploaded files" className="grid grid-cols-1 gap-2">
            {files.map((file) => (
              <FileRow
                key={file.id}
                projectId={projectId}
                file={file}
                onPreview={() => setOpen({ what: 'preview', id: file.id })}
                onDelete={() => setOpen({ what: 'delete', id: file.id })}
              />
            ))}
          </ul>
        )}
        <DropPlace
          uploads={uploads}
          small={!isFirst}
          primary={isFirst}
          hint={isFirst ? dropHint.first : dropHint.more}
        />
      </div>
      {chosen && open?.what === 'preview' && (
        <PreviewDialog
          file={shownFile(projectId, chosen)}
          unitPath={`/projects/${projectId}/files/${chosen.id}`}
          onClose={close}
        />
      )}
      {chosen && open?.what === 'delete' && (
        <DeleteFile projectId={projectId} file={chosen} onClose={close} />
      )}
    </section>
  )
}

interface FileRowProps {
  projectId: string
  file: ProjectFile
  onPreview(): void
  onDelete(): void
}

function FileRow({ projectId, file, onPreview, onDelete }: FileRowProps) {
  const { id, name, bytes, geometry, created_at } = file
  return (
    <li className="rounded-lg border border-line bg-raised p-3">
      <div className="flex flex-wrap items-center gap-3 sm:flex-nowrap">
        <Thumbnail file={shownFile(projectId, file)} />
        <div className="min-w-0 flex-1 basis-40">
          <a
            className={`${quietLink} block truncate font-medium`}
            href={fileContentUrl(projectId, id)}
            title={`Download ${name}`}
            download
          >
            {name}
          </a>
          {geometry !== null && geometry.status !== 'unsupported' && (
            <p className="text-sm">
              <ShapeText of={geometry} />
            </p>
          )}
          <p className="text-xs text-soft">
            {bytesText(bytes)} · <Time at={created_at} />
          </p>
        </div>
        <div className="flex gap-2">
          {geometry !== null && (
            <Button small aria-label={`View ${name}`} onClick={onPreview}>
              View
            </Button>
          )}
          <Button small kind="danger" aria-label={`Delete ${name}`} onClick={onDelete}>
            Delete
          </Button>
        </div>
      </div>
      {geometry?.status === 'needs_units' && (
        <div className="mt-3">
          <SayUnit path={`/projects/${projectId}/files/${id}`} name={name} />
        </div>
      )}
    </li>
  )
}

interface DeleteFileProps {
  projectId: string
  file: ProjectFile
  onClose(): void
}

const DeleteFile = ({ projectId, file, onClose }: DeleteFileProps) => (
  <Confirm
    open
    onClose={onClose}
    title={`Delete ${file.name}?`}
    action="Delete file"
    onConfirm={async () => {
      await api.delete(`/projects/${projectId}/files/${file.id}`)
      void refreshRecords()
      toast('File deleted')
    }}
  >
    It is gone for good, also from quotes, orders and messages that name it. Those stay as they are.
  </Confirm>
)
