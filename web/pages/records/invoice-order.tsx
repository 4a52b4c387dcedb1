import { useNavigate } from '@tanstack/react-router'
import { api } from '../../api/client.ts'
import { type Invoice, refreshRecords } from '../../api/records.ts'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { Panel } from '../../ui/panel.tsx'
import { FormProblem } from '../../ui/states.tsx'
import { useForm } from '../../ui/use-form.ts'

const termDays = 30
const dayMs = 86_400_000

/** Drafts an invoice over all that is left to invoice. */
export function InvoiceOrder({ orderId }: { orderId: string }) {
  const navigate = useNavigate()
  const form = useForm(
    { due_on: new Date(Date.now() + termDays * dayMs).toISOString().slice(0, 10) },
    ({ due_on }) => api.post<Invoice>('/invoices', { order_id: orderId, due_on }),
    ({ id }) => {
      void refreshRecords()
      void navigate({ to: '/invoices/$invoiceId', params: { invoiceId: id } })
    },
  )
  return (
    <Panel>
      <h2 className="mb-3 font-semibold">Invoice what is left</h2>
      <form onSubmit={form.onSubmit} className="grid max-w-xs gap-4">
        <FormProblem error={form.error} />
        <TextField label="Due on" type="date" required {...form.text('due_on')} />
        <div>
          <Button type="submit" busy={form.busy}>
            Draft an invoice
          </Button>
        </div>
      </form>
    </Panel>
  )
}
