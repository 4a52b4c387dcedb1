import type { InvoiceAnswer, InvoiceExpansion, PaymentAnswer } from '../../contract/invoices.ts'
import type { Queryable } from '../../db/port.ts'
import { localDate } from '../../domain/calendar.ts'
import { isOpen } from '../../domain/records/invoice.ts'
import { timeZoneOf } from '../workspace/index.ts'
import { type ChargeRow, type LineRow, listCharges, listLines } from './parts-store.ts'
import { listPayments, type PaymentRow } from './payment-store.ts'
import type { InvoiceRow } from './store.ts'

export const presentPayment = (row: PaymentRow, currency: string): PaymentAnswer => ({
  id: row.id,
  invoice_id: row.invoice_id,
  amount: { amount: row.amount_minor, currency },
  method: row.method,
  reference: row.reference,
  received_on: row.received_on,
  source: row.source,
  created_at: row.created_at.toISOString(),
  reversed_at: row.reversed_at?.toISOString() ?? null,
})

interface Parts {
  lines: readonly LineRow[]
  charges: readonly ChargeRow[]
  payments: readonly PaymentRow[]
}

type Expanded = Pick<InvoiceAnswer, 'order' | 'project' | 'customer'>

/** Related records that an answer shows inside. */
const related = (row: InvoiceRow, expand: readonly InvoiceExpansion[]): Expanded => ({
  ...(expand.includes('order') && {
    order: {
      id: row.order_id,
      order_no: row.order_no,
      status: row.order_status,
      po_number: row.po_number,
      total: { amount: row.order_total_minor, currency: row.currency },
    },
  }),
  ...(expand.includes('project') && {
    project: {
      id: row.project_id,
      project_no: row.project_no,
      name: row.project_name,
      status: row.project_status,
    },
  }),
  ...(expand.includes('customer') && {
    customer: {
      user_id: row.customer_id,
      name: row.customer_name,
      email: row.customer_email,
      company: row.company ?? '',
    },
  }),
})

/** `today`: the day it is where the workspace is. */
function present(row: InvoiceRow, { lines, charges, payments }: Parts, today: string): InvoiceAnswer {
  const money = (amount: number) => ({ amount, currency: row.currency })
  return {
    id: row.id,
    invoice_no: row.invoice_no,
    status: row.status,
    overdue: isOpen(row.status) && row.due_on < today,
    order_id: row.order_id,
    order_no: row.order_no,
    project_id: row.project_id,
    project_no: row.project_no,
    customer_id: row.customer_id,
    due_on: row.due_on,
    issued_at: row.issued_at?.toISOString() ?? null,
    lines: lines.map(({ order_line_id, part_name, quantity, unit_price, total_minor }) => ({
      order_line_id,
      part_name,
      quantity,
      unit_price,
      total: money(total_minor),
    })),
    charges: charges.map(({ kind, label, amount_minor }) => ({ kind, label, amount: money(amount_minor) })),
    subtotal: money(row.subtotal_minor),
    tax: money(row.tax_minor),
    total: money(row.total_minor),
    paid: money(row.paid_minor),
    balance: money(row.total_minor - row.paid_minor),
    payments: payments.map((payment) => presentPayment(payment, row.currency)),
    created_at: row.created_at.toISOString(),
  }
}

const groupOf = <T extends { invoice_id: string }>(rows: readonly T[]): Map<string, T[]> =>
  Map.groupBy(rows, ({ invoice_id }) => invoice_id)

/** Invoices of one workspace with their parts: four queries, however many they are. */
export async function presentInvoices(
  db: Queryable,
  rows: readonly InvoiceRow[],
  now: Date,
  expand: readonly InvoiceExpansion[] = [],
): Promise<InvoiceAnswer[]> {
  const [first] = rows
  if (first === undefined) return []
  const { workspace_id } = first
  const ids = rows.map(({ id }) => id)
  const lines = groupOf(await listLines(db, workspace_id, ids))
  const charges = groupOf(await listCharges(db, workspace_id, ids))
  const payments = groupOf(await listPayments(db, workspace_id, ids))
  const today = localDate(now, await timeZoneOf(db, workspace_id))
  return rows.map((row) => {
    const parts = {
      lines: lines.get(row.id) ?? [],
      charges: charges.get(row.id) ?? [],
      payments: payments.get(row.id) ?? [],
    }
    return { ...present(row, parts, today), ...related(row, expand) }
  })
}

export async function presentInvoice(
  db: Queryable,
  row: InvoiceRow,
  now: Date,
  expand: readonly InvoiceExpansion[] = [],
): Promise<InvoiceAnswer> {
  const [answer] = await presentInvoices(db, [row], now, expand)
  return answer as InvoiceAnswer
}
