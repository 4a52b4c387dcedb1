import { useNavigate } from '@tanstack/react-router'
import { addDays } from '../../../src/domain/calendar.ts'
import { leftToInvoice } from '../../../src/domain/records/billing.ts'
import { api } from '../../api/client.ts'
import { type Invoice, type Order, refreshRecords } from '../../api/records.ts'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { Panel } from '../../ui/panel.tsx'
import { FormProblem } from '../../ui/states.tsx'
import { useForm } from '../../ui/use-form.ts'
import { chosenLines, lineError } from './chosen-lines.ts'
import { today } from './days.ts'

const usualTermDays = 30

const leftOf = ({ quantity, qty_invoiced }: Order['lines'][number]): number =>
  leftToInvoice({ quantity, invoicedQuantity: qty_invoiced, totalMinor: 0, invoicedMinor: 0 })

/** Drafts an invoice over all that is left to invoice, or over the pieces typed. */
export function InvoiceOrder({ order }: { order: Order }) {
  const navigate = useNavigate()
  const form = useForm(
    { due_on: addDays(today(), usualTermDays), quantities: {} as Record<string, string> },
    ({ due_on, quantities }) => {
      const lines = chosenLines(quantities)
      return api.post<Invoice>('/invoices', {
        order_id: order.id,
        due_on,
        ...(lines.length > 0 && { lines }),
      })
    },
    ({ id }) => {
      void refreshRecords()
      void navigate({ to: '/invoices/$invoiceId', params: { invoiceId: id } })
    },
  )
  const { quantities } = form.values
  return (
    <Panel>
      <h2 className="font-semibold">Invoice the order</h2>
      <p className="mt-1 mb-4 text-sm text-soft">
        Leave the pieces empty to invoice everything that is left. It is a draft until you issue it.
      </p>
      <form onSubmit={form.onSubmit} className="grid gap-4">
        <FormProblem error={form.error} />
        <div className="grid items-end gap-3 sm:grid-cols-2">
          <TextField label="Due on" type="date" required {...form.text('due_on')} />
          {order.lines
            .filter((line) => leftOf(line) > 0)
            .map((line) => (
              <TextField
                key={line.id}
                label={`Invoice of ${line.part_name}`}
                hint={`${leftOf(line)} pieces left`}
                inputMode="numeric"
                placeholder={String(leftOf(line))}
                value={quantities[line.id] ?? ''}
                error={lineError(form.problem, form.sent.quantities, line.id)}
                onChange={(event) => form.set('quantities', { ...quantities, [line.id]: event.target.value })}
              />
            ))}
        </div>
        <div>
          <Button type="submit" busy={form.busy}>
            Draft an invoice
          </Button>
        </div>
      </form>
    </Panel>
  )
}
