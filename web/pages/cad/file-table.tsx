import { useState } from 'react'
import { type CadFile, type CadFolder, contentUrl } from '../../api/cad.ts'
import { api } from '../../api/client.ts'
import { refreshRecords } from '../../api/records.ts'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { bytesText, ShapeText } from '../../ui/file-facts.tsx'
import { Cell, Table } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { toast } from '../../ui/toasts.tsx'
import { quietLink } from '../auth/frame.tsx'
import { Thumbnail } from '../preview/thumbnail.tsx'
import { ChangeFile } from './change-file.tsx'
import { FileDetails } from './file-details.tsx'
import { wayTo } from './folders.ts'
import { shownCadFile } from './shown-file.ts'

interface FileTableProps {
  files: readonly CadFile[]
  folders: readonly CadFolder[]
  readOnly: boolean
  /** Says of each file where it lies. */
  withFolders: boolean
}

const folderOf = (folders: readonly CadFolder[], { folder_id }: CadFile): string =>
  ['Library', ...wayTo(folders, folder_id).map(({ name }) => name)].join(' / ')

const head = [
  'Name',
  'Size',
  'Shape',
  'Changed',
  <span key="actions" className="sr-only">
    Actions
  </span>,
]

export function FileTable({ files, folders, readOnly, withFolders }: FileTableProps) {
  const [open, setOpen] = useState<{ what: 'details' | 'change' | 'delete'; file: CadFile }>()
  const close = () => setOpen(undefined)
  // As it is now: a unit that was just said shows.
  const current = files.find(({ id }) => id === open?.file.id)
  return (
    <>
      <Table label="Files of the folder" head={head}>
        {files.map((file) => (
          <tr key={file.id}>
            <Cell>
              <div className="flex items-center gap-3">
                <Thumbnail file={shownCadFile(file)} />
                <div className="min-w-32">
                  <a className={`${quietLink} break-all`} href={contentUrl(file.id)} download>
                    {file.name}
                  </a>
                  {file.version > 1 && <p className="text-xs text-soft">Version {file.version}</p>}
                  {withFolders && <p className="text-xs text-soft">{folderOf(folders, file)}</p>}
                </div>
              </div>
            </Cell>
            <Cell className="whitespace-nowrap">{bytesText(file.bytes)}</Cell>
            <Cell>
              <ShapeText of={file.geometry} />
            </Cell>
            <Cell>
              <Time at={file.updated_at} />
            </Cell>
            <Cell>
              <div className="flex justify-end gap-2">
                <Button
                  small
                  aria-label={`Details of ${file.name}`}
                  onClick={() => setOpen({ what: 'details', file })}
                >
                  Details
                </Button>
                {!readOnly && (
                  <>
                    <Button
                      small
                      aria-label={`Change ${file.name}`}
                      onClick={() => setOpen({ what: 'change', file })}
                    >
                      Change
                    </Button>
                    <Button
                      small
                      kind="danger"
                      aria-label={`Delete ${file.name}`}
                      onClick={() => setOpen({ what: 'delete', file })}
                    >
                      Delete
                    </Button>
                  </>
                )}
              </div>
            </Cell>
          </tr>
        ))}
      </Table>
      {open?.what === 'details' && current && (
        <FileDetails file={current} readOnly={readOnly} onClose={close} />
      )}
      {open?.what === 'change' && <ChangeFile file={open.file} folders={folders} onClose={close} />}
      {open?.what === 'delete' && <DeleteFile file={open.file} onClose={close} />}
    </>
  )
}

const DeleteFile = ({ file, onClose }: { file: CadFile; onClose(): void }) => (
  <Confirm
    open
    onClose={onClose}
    title={`Delete ${file.name}?`}
    action="Delete file"
    onConfirm={async () => {
      await api.delete(`/cad/files/${file.id}`)
      void refreshRecords()
      toast('File deleted')
    }}
  >
    {file.version === 1 ? 'It is gone for good.' : `All ${file.version} versions are gone for good.`}
  </Confirm>
)
