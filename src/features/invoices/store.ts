import type { Queryable, Tx } from '../../db/port.ts'
import { q } from '../../db/query.ts'
import type { Owner } from '../../domain/access/principal.ts'
import type { InvoiceStatus } from '../../domain/records/invoice.ts'
import type { OrderStatus } from '../../domain/records/order.ts'

export interface InvoiceRow {
  id: string
  workspace_id: string
  invoice_no: string | null
  order_id: string
  order_no: string
  project_id: string
  project_no: string
  customer_id: number
  status: InvoiceStatus
  currency: string
  /** A day of the workspace: `2026-06-14`. */
  due_on: string
  subtotal_minor: number
  tax_minor: number
  total_minor: number
  paid_minor: number
  is_test: boolean
  created_at: Date
  issued_at: Date | null
  order_status: OrderStatus
  po_number: string | null
  order_total_minor: number
  project_name: string
  project_status: string
  customer_name: string
  customer_email: string
  company: string | null
}

const own = [
  ...(['i.id', 'i.workspace_id', 'i.invoice_no', 'i.order_id', 'i.project_id', 'i.customer_id'] as const),
  ...(['i.status', 'i.currency', 'i.due_on', 'i.subtotal_minor', 'i.tax_minor', 'i.total_minor'] as const),
  ...(['i.paid_minor', 'i.is_test', 'i.created_at', 'i.issued_at'] as const),
]
const related = [
  ...([
    'o.order_no',
    'o.status as order_status',
    'o.po_number',
    'o.total_minor as order_total_minor',
  ] as const),
  ...(['p.project_no', 'p.name as project_name', 'p.status as project_status'] as const),
  ...(['u.name as customer_name', 'u.email as customer_email', 't.company'] as const),
]

/** Invoices with what names their order, project and customer. */
const allInvoices = () =>
  q
    .selectFrom('invoices as i')
    .innerJoin('orders as o', 'o.id', 'i.order_id')
    .innerJoin('projects as p', 'p.id', 'i.project_id')
    .innerJoin('users as u', 'u.id', 'i.customer_id')
    .leftJoin('customer_terms as t', (join) =>
      join.onRef('t.workspace_id', '=', 'i.workspace_id').onRef('t.user_id', '=', 'i.customer_id'),
    )
    .select([...own, ...related])

/** Invoices that the owner sees. A draft is the shop's own until it is issued. */
export const seenBy = ({ workspaceId, customerId }: Owner) => {
  const invoices = allInvoices().where('i.workspace_id', '=', workspaceId)
  return customerId === null
    ? invoices
    : invoices.where('i.customer_id', '=', customerId).where('i.status', '!=', 'draft')
}

export const findInvoice = (db: Queryable, owner: Owner, id: string) =>
  db.maybe(seenBy(owner).where('i.id', '=', id).$castTo<InvoiceRow>())

/** The invoice, locked: of two who book on it at once, the second decides on what the first left. */
export const lockInvoice = (tx: Tx, owner: Owner, id: string) =>
  tx.maybe(seenBy(owner).where('i.id', '=', id).forNoKeyUpdate('i').$castTo<InvoiceRow>())

export interface InvoiceInsert {
  id: string
  workspace_id: string
  order_id: string
  project_id: string
  customer_id: number
  status: 'draft'
  currency: string
  due_on: string
  subtotal_minor: number
  tax_minor: number
  total_minor: number
  is_test: boolean
  created_at: Date
}

export const insertInvoice = (tx: Tx, row: InvoiceInsert) => tx.run(q.insertInto('invoices').values(row))

export interface InvoiceChange {
  status: InvoiceStatus
  invoice_no?: string
  due_on?: string
  is_test?: boolean
  issued_at?: Date
  paid_minor?: number
  paid_at?: Date | null
  voided_at?: Date
}

/** Changes an invoice that is locked, and only while it has the status it was decided on. */
export const updateInvoice = (
  tx: Tx,
  { workspace_id, id, status }: Pick<InvoiceRow, 'workspace_id' | 'id' | 'status'>,
  change: InvoiceChange,
) =>
  tx.one(
    q
      .updateTable('invoices')
      .set(change)
      .where('workspace_id', '=', workspace_id)
      .where('id', '=', id)
      .where('status', '=', status)
      .returning('id'),
  )
