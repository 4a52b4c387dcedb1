import { useQuery } from '@tanstack/react-query'
import { Paperclip } from 'lucide-react'
import { useState } from 'react'
import { maxAttachments } from '../../../src/domain/records/message.ts'
import { fileContentUrl, sendToProject } from '../../api/project-files.ts'
import { filesQuery, type Message } from '../../api/records.ts'
import { Button } from '../../ui/button.tsx'
import { DropPlace } from '../../ui/drop-place.tsx'
import { Check } from '../../ui/field.tsx'
import { FieldGroup } from '../../ui/field-group.tsx'
import { bytesText } from '../../ui/file-facts.tsx'
import { Scroll } from '../../ui/scroll.tsx'
import { useUploads } from '../../ui/use-uploads.ts'
import { quietLink } from '../auth/frame.tsx'

/** Files that came with a message. */
export function Attached({ files }: { files: Message['attachments'] }) {
  if (files.length === 0) return null
  return (
    <ul aria-label="Attachments" className="mt-2 flex flex-wrap gap-2">
      {files.map(({ file_id, project_id, name, bytes }) => (
        <li
          key={file_id}
          className="min-w-0 max-w-full rounded-md border border-line bg-sunken px-2 py-1 text-sm"
        >
          <a
            className={`${quietLink} flex min-h-6 min-w-0 items-center gap-1.5`}
            href={fileContentUrl(project_id, file_id)}
            download
          >
            <Paperclip aria-hidden className="size-3.5 shrink-0" />
            <span className="truncate">{name}</span>
            <span className="shrink-0 text-soft">{bytesText(bytes)}</span>
          </a>
        </li>
      ))}
    </ul>
  )
}

interface AttachProps {
  projectId: string
  chosen: readonly string[]
  /** What is wrong with the choice, as the server says. */
  error: string | undefined
  onChoose(change: (before: readonly string[]) => readonly string[]): void
}

/** Chooses files of the project to go along with a message; new ones are put into the project first. */
export function Attach(props: AttachProps) {
  const [open, setOpen] = useState(false)
  const count = props.chosen.length
  return (
    <FieldGroup
      legend={<span className="sr-only">Attachments</span>}
      error={props.error}
      className="grid-cols-1 gap-3"
    >
      <div>
        <Button small kind="quiet" aria-expanded={open} onClick={() => setOpen(!open)}>
          <Paperclip aria-hidden className="size-4" />
          {count === 0 ? 'Attach files' : `Attached: ${count}`}
        </Button>
      </div>
      {open && <ChooseFiles {...props} />}
    </FieldGroup>
  )
}

function ChooseFiles({ projectId, chosen, onChoose }: Omit<AttachProps, 'error'>) {
  const { data } = useQuery(filesQuery(projectId))
  const send = sendToProject(projectId)
  const uploads = useUploads(async (file, watch) => {
    const { id } = await send(file, watch)
    onChoose((before) => [...before, id])
  })
  const isFull = chosen.length >= maxAttachments
  const toggle = (id: string, on: boolean) =>
    onChoose((before) => (on ? [...before, id] : before.filter((one) => one !== id)))
  return (
    <div className="grid grid-cols-1 gap-3 rounded-lg border border-line p-3">
      {data && data.data.length > 0 && (
        <fieldset className="grid grid-cols-1 gap-1">
          <legend className="mb-1 text-sm font-medium">Files of the project</legend>
          <Scroll
            label="Files to choose from"
            className="grid max-h-40 grid-cols-1 gap-1.5 px-1 py-0.5 text-sm"
          >
            {data.data.map(({ id, name }) => (
              <Check
                key={id}
                label={<span className="break-all">{name}</span>}
                checked={chosen.includes(id)}
                disabled={isFull && !chosen.includes(id)}
                onChange={(event) => toggle(id, event.target.checked)}
              />
            ))}
          </Scroll>
        </fieldset>
      )}
      <DropPlace
        small
        uploads={uploads}
        label="Files for the message"
        action="Attach from this computer"
        hint="Drop files here. They join the project, too."
      />
    </div>
  )
}
