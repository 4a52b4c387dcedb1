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
import { textLink } from '../auth/frame.tsx'
import { ChangeFile } from './change-file.tsx'
import { FileDetails } from './file-details.tsx'

interface FileTableProps {
  files: readonly CadFile[]
  folders: readonly CadFolder[]
  readOnly: boolean
}

const head = [
  'Name',
  'Size',
  'Shape',
  'Changed',
  <span key="actions" className="sr-only">
    Actions
  </span>,
]

export function FileTable({ files, folders, readOnly }: FileTableProps) {
  const [open, setOpen] = useState<{ what: 'details' | 'change' | 'delete'; file: CadFile }>()
  const close = () => setOpen(undefined)
  return (
    <>
      <Table label="Files of the folder" head={head}>
        {files.map((file) => (
          <tr key={file.id}>
            <Cell>
              <a className={textLink} href={contentUrl(file.id)} download>
                {file.name}
              </a>
              {file.version > 1 && <p className="text-xs text-soft">Version {file.version}</p>}
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
      {open?.what === 'details' && <FileDetails file={open.file} onClose={close} />}
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
