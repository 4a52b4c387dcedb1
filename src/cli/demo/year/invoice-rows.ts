import { newId } from '../../../platform/ids.ts'
import { after, dayOf } from './days.ts'
import type { JobRecords, OrderRecord, Place } from './job-rows.ts'
import type { NumberBook } from './numbers.ts'
import type { Job, PlannedInvoice } from './plan.ts'
import type { Rows } from './rows.ts'

const dueSoonDays = 3

export interface InvoiceRecord {
  invoiceNo: string
  dueOn: string
  total: number
  paid: number
}

/** What each payment brings: the whole, or first the smaller half. */
function amountsOf({ payments, halves }: PlannedInvoice, total: number): number[] {
  const first = Math.floor(total / 2)
  const parts = halves ? [first, total - first] : [total]
  return parts.slice(0, payments.length)
}

/** An order's invoice with its payments. The scheduler has told of what was due before `now`. */
export function addInvoice(
  rows: Rows,
  numbers: NumberBook,
  place: Place,
  { job, records, order, now }: { job: Job; records: JobRecords; order: OrderRecord; now: Date },
): InvoiceRecord | null {
  const { invoice } = job
  if (invoice === null) return null
  const { issuedAt } = invoice
  const id = newId(issuedAt)
  const invoiceNo = numbers.next('invoice', issuedAt)
  const amounts = amountsOf(invoice, order.total)
  const paid = amounts.reduce((sum, amount) => sum + amount, 0)
  const status = paid === order.total ? 'paid' : paid > 0 ? 'partially_paid' : 'issued'
  const dueOn = dayOf(after(issuedAt, invoice.termDays))
  const base = { workspace_id: place.workspaceId, order_id: order.id }
  rows.add('invoices', {
    ...base,
    ...{ id, invoice_no: invoiceNo, project_id: records.projectId, customer_id: place.customerId, status },
    ...{ currency: 'USD', due_on: dueOn, is_test: false },
    ...{ subtotal_minor: order.subtotal, tax_minor: order.tax, total_minor: order.total, paid_minor: paid },
    due_soon_sent_for: dueOn <= dayOf(after(now, dueSoonDays)) ? dueOn : null,
    overdue_sent_for: dueOn < dayOf(now) ? dueOn : null,
    created_at: issuedAt,
    issued_at: issuedAt,
    paid_at: status === 'paid' ? (invoice.payments.at(-1) ?? null) : null,
  })
  for (const [index, part] of job.parts.entries())
    rows.add('invoice_lines', {
      ...base,
      ...{ invoice_id: id, order_line_id: order.lineIds[index] ?? '', quantity: part.quantity },
      total_minor: part.quantity * part.unitCents,
    })
  for (const [index, chargeId] of order.chargeIds.entries())
    rows.add('invoice_charges', {
      ...base,
      ...{ invoice_id: id, order_charge_id: chargeId, amount_minor: order.chargeCents[index] ?? 0 },
    })
  for (const [index, amount] of amounts.entries()) {
    const at = invoice.payments[index] ?? now
    rows.add('payments', {
      ...{ id: newId(at), workspace_id: place.workspaceId, invoice_id: id, amount_minor: amount },
      ...{ method: 'wire', reference: '', received_on: dayOf(at), source: 'staff', created_at: at },
    })
  }
  return { invoiceNo, dueOn, total: order.total, paid }
}
