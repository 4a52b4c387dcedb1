import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useAccount } from '../../api/account.ts'
import { api } from '../../api/client.ts'
import { isPart, sendToProject } from '../../api/project-files.ts'
import { filesQuery, type Quote, refreshRecords } from '../../api/records.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog, DialogActions } from '../../ui/dialog.tsx'
import { DropPlace } from '../../ui/drop-place.tsx'
import { TextArea } from '../../ui/field.tsx'
import { FormProblem } from '../../ui/states.tsx'
import { useForm } from '../../ui/use-form.ts'
import { useUploads } from '../../ui/use-uploads.ts'
import { type DraftStore, draftStore, emptyDraft, type PartDraft, requestOf, withPart } from './draft.ts'
import { PartFields, Suggestions } from './part-fields.tsx'

interface RequestQuoteProps {
  projectId: string
  onClose(): void
}

/** Asks the shop for the price of parts. What was typed stays through closing and reloading, until it is sent. */
export function RequestQuote(props: RequestQuoteProps) {
  const { id } = useAccount()
  const [drafts] = useState(() => draftStore(sessionStorage, id, props.projectId))
  return (
    <Dialog
      open
      wide
      onClose={props.onClose}
      title="Ask for a quote"
      lead="The shop answers with prices for each part and quantity."
    >
      <RequestForm {...props} drafts={drafts} />
    </Dialog>
  )
}

function RequestForm({ projectId, onClose, drafts }: RequestQuoteProps & { drafts: DraftStore }) {
  const { parts, note, form, uploads, files } = useRequest(projectId, drafts)
  const { setValues } = form
  const change = (next: PartDraft) =>
    setValues((draft) => ({ ...draft, parts: draft.parts.map((one) => (one.key === next.key ? next : one)) }))
  const remove = (key: number) =>
    setValues((draft) => ({ ...draft, parts: draft.parts.filter((one) => one.key !== key) }))
  return (
    <form onSubmit={form.onSubmit} className="grid grid-cols-1 gap-4">
      <FormProblem error={form.error} />
      <Suggestions />
      <DropPlace
        small
        uploads={uploads}
        label="Files for the request"
        action="Choose from this computer"
        hint="Drop files here: each becomes a part of the request."
      />
      {parts.map((part, index) => (
        <PartFields
          key={part.key}
          part={part}
          index={index}
          errorOf={(name) =>
            form.errorOf(`lines[${form.sent.parts.findIndex(({ key }) => key === part.key)}].${name}`)
          }
          alone={parts.length === 1}
          files={files}
          onChange={change}
          onRemove={() => remove(part.key)}
        />
      ))}
      <div>
        <Button onClick={() => setValues((draft) => withPart(draft))}>Add another</Button>
      </div>
      <TextArea
        label="Note"
        maxLength={5000}
        value={note}
        error={form.errorOf('note')}
        onChange={(event) => form.set('note', event.target.value)}
      />
      <DialogActions>
        <Button kind="quiet" onClick={() => setValues(emptyDraft)}>
          Start over
        </Button>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" kind="primary" busy={form.busy}>
          Send request
        </Button>
      </DialogActions>
    </form>
  )
}

/** The draft with what is done to it: kept as it is typed, filled by dropped files, dropped when it is sent. */
function useRequest(projectId: string, drafts: DraftStore) {
  const navigate = useNavigate()
  const { data: files } = useQuery(filesQuery(projectId))
  const form = useForm(
    drafts.read(),
    (draft) => api.post<Quote>('/quotes', requestOf(projectId, draft)),
    ({ id }) => {
      drafts.drop()
      void refreshRecords()
      void navigate({ to: '/quotes/$quoteId', params: { quoteId: id } })
    },
  )
  useEffect(() => drafts.keep(form.values), [drafts, form.values])
  const send = sendToProject(projectId)
  const uploads = useUploads(async (file, watch) => {
    const sent = await send(file, watch)
    if (isPart(sent.name)) form.setValues((draft) => withPart(draft, sent))
  })
  return { ...form.values, form, uploads, files: files?.data ?? [] }
}
