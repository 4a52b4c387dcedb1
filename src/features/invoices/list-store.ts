import type { InvoiceFilter, InvoiceSort } from '../../contract/invoices.ts'
import type { Queryable } from '../../db/port.ts'
import type { Owner } from '../../domain/access/principal.ts'
import { openInvoiceStatuses } from '../../domain/records/invoice.ts'
import { type InvoiceRow, seenBy } from './store.ts'

export interface ListPosition {
  /** The day it is where the workspace is, for what is overdue. */
  today: string
  sort: InvoiceSort
  /** The last one seen. */
  after: Position | undefined
  limit: number
}

/** Where a row stands in a list; rows due on one day are told apart by their ids. */
export interface Position {
  id: string
  dueOn: string
}

type Seen = ReturnType<typeof seenBy>

function withStatus(invoices: Seen, status: NonNullable<InvoiceFilter['status']>, today: string): Seen {
  if (status !== 'overdue') return invoices.where('i.status', '=', status)
  return invoices.where('i.status', 'in', [...openInvoiceStatuses]).where('i.due_on', '<', today)
}

/** Puts the list in its order and begins it behind the last one seen. */
function slice(invoices: Seen, { sort, after }: Pick<ListPosition, 'sort' | 'after'>): Seen {
  const descending = sort.startsWith('-')
  const direction = descending ? 'desc' : 'asc'
  const beyond = descending ? '<' : '>'
  if (sort === 'created_at' || sort === '-created_at') {
    const list = invoices.orderBy('i.id', direction)
    return after === undefined ? list : list.where('i.id', beyond, after.id)
  }
  const list = invoices.orderBy('i.due_on', direction).orderBy('i.id', direction)
  if (after === undefined) return list
  const { dueOn, id } = after
  return list.where(({ eb, refTuple, tuple }) => eb(refTuple('i.due_on', 'i.id'), beyond, tuple(dueOn, id)))
}

export function listInvoices(
  db: Queryable,
  owner: Owner,
  filter: InvoiceFilter,
  { today, sort, after, limit }: ListPosition,
) {
  let invoices = slice(seenBy(owner), { sort, after }).limit(limit)
  if (filter.status !== undefined) invoices = withStatus(invoices, filter.status, today)
  if (filter.invoice_no !== undefined) invoices = invoices.where('i.invoice_no', '=', filter.invoice_no)
  if (filter.order_id !== undefined) invoices = invoices.where('i.order_id', '=', filter.order_id)
  if (filter.order_no !== undefined) invoices = invoices.where('o.order_no', '=', filter.order_no)
  if (filter.project_no !== undefined) invoices = invoices.where('p.project_no', '=', filter.project_no)
  if (filter.customer_id !== undefined) invoices = invoices.where('i.customer_id', '=', filter.customer_id)
  if (filter.due_from !== undefined) invoices = invoices.where('i.due_on', '>=', filter.due_from)
  if (filter.due_to !== undefined) invoices = invoices.where('i.due_on', '<=', filter.due_to)
  return db.rows(invoices.$castTo<InvoiceRow>())
}
