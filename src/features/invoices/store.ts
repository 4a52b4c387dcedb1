import type { Queryable, Tx } from '../../db/port.ts'
import { q } from '../../db/query.ts'
import type { Owner } from '../../domain/access/principal.ts'
import type { InvoiceStatus } from '../../domain/records/invoice.ts'

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
}

const columns = [
  'i.id',
  'i.workspace_id',
  'i.invoice_no',
  'i.order_id',
  'o.order_no',
  'i.project_id',
  'p.project_no',
  'i.customer_id',
  'i.status',
  'i.currency',
  'i.due_on',
  'i.subtotal_minor',
  'i.tax_minor',
  'i.total_minor',
  'i.paid_minor',
  'i.is_test',
  'i.created_at',
  'i.issued_at',
] as const

/** Invoices with the numbers of what they belong to. */
export const allInvoices = () =>
  q
    .selectFrom('invoices as i')
    .innerJoin('orders as o', (join) =>
      join.onRef('o.workspace_id', '=', 'i.workspace_id').onRef('o.id', '=', 'i.order_id'),
    )
    .innerJoin('projects as p', (join) =>
      join.onRef('p.workspace_id', '=', 'i.workspace_id').onRef('p.id', '=', 'i.project_id'),
    )
    .select(columns)

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
