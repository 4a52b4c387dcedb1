import type { InvoiceFilter } from '../../contract/invoices.ts'
import type { Queryable } from '../../db/port.ts'
import type { Owner } from '../../domain/access/principal.ts'
import { openInvoiceStatuses } from '../../domain/records/invoice.ts'
import { type InvoiceRow, seenBy } from './store.ts'

export interface ListPosition {
  /** The day it is where the workspace is, for what is overdue. */
  today: string
  /** The last id seen. */
  after: string | undefined
  limit: number
}

type Seen = ReturnType<typeof seenBy>

function withStatus(invoices: Seen, status: NonNullable<InvoiceFilter['status']>, today: string): Seen {
  if (status !== 'overdue') return invoices.where('i.status', '=', status)
  return invoices.where('i.status', 'in', [...openInvoiceStatuses]).where('i.due_on', '<', today)
}

/** Newest first. */
export function listInvoices(
  db: Queryable,
  owner: Owner,
  filter: InvoiceFilter,
  { today, after, limit }: ListPosition,
) {
  let invoices = seenBy(owner).orderBy('i.id', 'desc').limit(limit)
  if (filter.status !== undefined) invoices = withStatus(invoices, filter.status, today)
  if (filter.invoice_no !== undefined) invoices = invoices.where('i.invoice_no', '=', filter.invoice_no)
  if (filter.order_id !== undefined) invoices = invoices.where('i.order_id', '=', filter.order_id)
  if (filter.order_no !== undefined) invoices = invoices.where('o.order_no', '=', filter.order_no)
  if (filter.project_no !== undefined) invoices = invoices.where('p.project_no', '=', filter.project_no)
  if (filter.customer_id !== undefined) invoices = invoices.where('i.customer_id', '=', filter.customer_id)
  if (filter.due_from !== undefined) invoices = invoices.where('i.due_on', '>=', filter.due_from)
  if (filter.due_to !== undefined) invoices = invoices.where('i.due_on', '<=', filter.due_to)
  if (after !== undefined) invoices = invoices.where('i.id', '<', after)
  return db.rows(invoices.$castTo<InvoiceRow>())
}
