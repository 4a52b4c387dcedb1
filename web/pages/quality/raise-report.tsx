import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { severities } from '../../../src/domain/records/ncr.ts'
import { api } from '../../api/client.ts'
import { type Ncr, type Order, refreshRecords } from '../../api/records.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog, DialogActions } from '../../ui/dialog.tsx'
import { Check, SelectField, TextArea, TextField } from '../../ui/field.tsx'
import { FormProblem } from '../../ui/states.tsx'
import { useForm } from '../../ui/use-form.ts'

interface RaiseReportProps {
  projectId: string
  /** Lines of the order it is raised from. */
  lines?: Order['lines']
}

/** Raises a quality report, and opens it. */
export function RaiseReport(of: RaiseReportProps) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button onClick={() => setOpen(true)}>Raise a quality report</Button>
      {open && <ReportForm {...of} onClose={() => setOpen(false)} />}
    </>
  )
}

function ReportForm({ projectId, lines = [], onClose }: RaiseReportProps & { onClose(): void }) {
  const navigate = useNavigate()
  const form = useForm(
    {
      order_line_id: lines[0]?.id ?? '',
      severity: 'minor',
      qty_affected: '1',
      description: '',
      internal: false,
    },
    ({ order_line_id, qty_affected, ...values }) =>
      api.post<Ncr>('/ncrs', {
        ...values,
        project_id: projectId,
        qty_affected: Number(qty_affected),
        ...(order_line_id !== '' && { order_line_id }),
      }),
    ({ id }) => {
      void refreshRecords()
      void navigate({ to: '/quality/$ncrId', params: { ncrId: id } })
    },
  )
  return (
    <Dialog
      open
      onClose={onClose}
      title="Raise a quality report"
      lead="The customer is told at once, unless it is internal."
    >
      <form onSubmit={form.onSubmit} className="grid gap-4">
        <FormProblem error={form.error} />
        {lines.length > 0 && (
          <SelectField
            label="Line of the order"
            options={[
              ...lines.map(({ id, part_name, quantity }) => [id, `${quantity} × ${part_name}`] as const),
              ['', 'None: the project as a whole'],
            ]}
            {...form.text('order_line_id')}
          />
        )}
        <SelectField
          label="Severity"
          options={severities.map((severity) => [severity, severity] as const)}
          {...form.text('severity')}
        />
        <TextField label="Pieces affected" type="number" min={1} required {...form.text('qty_affected')} />
        <TextArea label="What is wrong" required maxLength={4000} {...form.text('description')} />
        <Check
          label="Internal: the customer does not see it"
          checked={form.values.internal}
          onChange={(event) => form.set('internal', event.target.checked)}
        />
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind="primary" busy={form.busy}>
            Raise
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
