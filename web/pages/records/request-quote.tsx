import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { api } from '../../api/client.ts'
import { filesQuery, type Quote, refreshRecords } from '../../api/records.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog, DialogActions } from '../../ui/dialog.tsx'
import { SelectField, TextArea, TextField } from '../../ui/field.tsx'
import { FormProblem } from '../../ui/states.tsx'
import { useForm } from '../../ui/use-form.ts'

const empty = { part_name: '', file_id: '', process: '', material: '', finish: '', quantities: '', note: '' }

/** `10, 50` as numbers; what is none is for the server to refuse. */
const numbersOf = (typed: string): number[] =>
  typed
    .split(/[,;\s]+/)
    .filter((part) => part !== '')
    .map(Number)

/** Asks the shop for the price of a part. */
export function RequestQuote({ projectId, onClose }: { projectId: string; onClose(): void }) {
  const navigate = useNavigate()
  const { data: files } = useQuery(filesQuery(projectId))
  const form = useForm(
    empty,
    ({ note, quantities, file_id, finish, ...part }) =>
      api.post<Quote>('/quotes', {
        project_id: projectId,
        ...(note && { note }),
        lines: [
          {
            ...part,
            ...(file_id && { file_id }),
            ...(finish && { finish }),
            quantities: numbersOf(quantities),
          },
        ],
      }),
    ({ id }) => {
      void refreshRecords()
      void navigate({ to: '/quotes/$quoteId', params: { quoteId: id } })
    },
  )
  const fileOptions = [
    ['', 'None'],
    ...(files?.data ?? []).map(({ id, name }) => [id, name] as const),
  ] as const
  return (
    <Dialog
      open
      onClose={onClose}
      title="Ask for a quote"
      lead="The shop answers with prices for each quantity."
    >
      <form onSubmit={form.onSubmit} className="grid gap-4">
        <FormProblem error={form.error} />
        <TextField label="Part" required maxLength={200} {...form.text('part_name')} />
        <SelectField label="File" options={fileOptions} {...form.text('file_id')} />
        <TextField label="Process" placeholder="CNC milling" required {...form.text('process')} />
        <TextField label="Material" placeholder="EN AW-6082" required {...form.text('material')} />
        <TextField label="Finish" {...form.text('finish')} />
        <TextField
          label="Quantities"
          placeholder="10, 50"
          hint="Each gets a price of its own."
          required
          {...form.text('quantities')}
        />
        <TextArea label="Note" {...form.text('note')} />
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind="primary" busy={form.busy}>
            Send request
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
