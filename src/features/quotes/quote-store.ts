import type { Queryable, Tx } from '../../db/port.ts'
import { q } from '../../db/query.ts'
import type { Owner } from '../../domain/access/principal.ts'
import type { OrderStatus } from '../../domain/records/order.ts'
import type { QuoteStatus } from '../../domain/records/quote.ts'

export interface QuoteRow {
  id: string
  quote_no: string
  revision: number
  previous_id: string | null
  project_id: string
  customer_id: number
  status: QuoteStatus
  currency: string | null
  /** A calendar day. */
  valid_until: string | null
  note: string
  decline_reason: string
  is_test: boolean
  submitted_at: Date | null
  ready_at: Date | null
  accepted_by: number | null
  accepted_at: Date | null
  created_at: Date
  project_no: string
  project_name: string
  project_status: string
  customer_name: string
  customer_email: string
  company: string | null
  order_id: string | null
  order_no: string | null
  order_status: OrderStatus | null
}

const own = [
  ...(['qu.id', 'qu.quote_no', 'qu.revision', 'qu.previous_id', 'qu.project_id', 'qu.customer_id'] as const),
  ...(['qu.status', 'qu.currency', 'qu.valid_until', 'qu.note', 'qu.decline_reason', 'qu.is_test'] as const),
  ...(['qu.submitted_at', 'qu.ready_at', 'qu.accepted_by', 'qu.accepted_at', 'qu.created_at'] as const),
]
const related = [
  ...(['p.project_no', 'p.name as project_name', 'p.status as project_status'] as const),
  ...(['u.name as customer_name', 'u.email as customer_email', 't.company'] as const),
  ...(['o.id as order_id', 'o.order_no', 'o.status as order_status'] as const),
]

/**
 * Quotes that the owner sees, with what names their project, customer and order. What the shop has never handed out is
 * the shop's alone.
 */
const seenBy = ({ workspaceId, customerId }: Owner) => {
  const quotes = q
    .selectFrom('quotes as qu')
    .innerJoin('projects as p', 'p.id', 'qu.project_id')
    .innerJoin('users as u', 'u.id', 'qu.customer_id')
    .leftJoin('customer_terms as t', (join) =>
      join.onRef('t.workspace_id', '=', 'qu.workspace_id').onRef('t.user_id', '=', 'qu.customer_id'),
    )
    .leftJoin('orders as o', (join) =>
      join.onRef('o.workspace_id', '=', 'qu.workspace_id').onRef('o.quote_id', '=', 'qu.id'),
    )
    .select([...own, ...related])
    .where('qu.workspace_id', '=', workspaceId)
  return (
    customerId === null
      ? quotes
      : quotes.where('qu.customer_id', '=', customerId).where('qu.submitted_at', 'is not', null)
  ).$castTo<QuoteRow>()
}

export const findQuote = (db: Queryable, owner: Owner, id: string) =>
  db.maybe(seenBy(owner).where('qu.id', '=', id))

/** The quote, locked: whatever changes it or its prices takes turns here. */
export const lockQuote = (tx: Tx, owner: Owner, id: string) =>
  tx.maybe(seenBy(owner).where('qu.id', '=', id).forNoKeyUpdate('qu'))

export interface QuoteFilter {
  status?: QuoteStatus | undefined
  quote_no?: string | undefined
  project_id?: string | undefined
  project_no?: string | undefined
  customer_id?: number | undefined
  from?: Date | undefined
  to?: Date | undefined
}

const filtered = (owner: Owner, filter: QuoteFilter) => {
  let quotes = seenBy(owner)
  for (const member of ['status', 'quote_no', 'project_id', 'customer_id'] as const) {
    const value = filter[member]
    if (value !== undefined) quotes = quotes.where(`qu.${member}`, '=', value)
  }
  if (filter.project_no !== undefined) quotes = quotes.where('p.project_no', '=', filter.project_no)
  if (filter.from !== undefined) quotes = quotes.where('qu.created_at', '>=', filter.from)
  if (filter.to !== undefined) quotes = quotes.where('qu.created_at', '<', filter.to)
  return quotes
}

export const listQuotes = (
  db: Queryable,
  owner: Owner,
  filter: QuoteFilter,
  { limit, after, oldestFirst }: { limit: number; after: string | undefined; oldestFirst: boolean },
) => {
  const quotes = filtered(owner, filter)
    .orderBy('qu.id', oldestFirst ? 'asc' : 'desc')
    .limit(limit)
  return db.rows(after === undefined ? quotes : quotes.where('qu.id', oldestFirst ? '>' : '<', after))
}

export interface QuoteInsert {
  id: string
  workspace_id: string
  quote_no: string
  revision: number
  previous_id: string | null
  project_id: string
  customer_id: number
  status: QuoteStatus
  currency: string | null
  valid_until: string | null
  note: string
  is_test: boolean
  submitted_at: Date | null
  created_at: Date
}

export const insertQuote = (tx: Tx, row: QuoteInsert) => tx.run(q.insertInto('quotes').values(row))

export interface QuoteChange {
  status: QuoteStatus
  currency?: string
  valid_until?: string | null
  decline_reason?: string
  submitted_at?: Date
  ready_at?: Date
  accepted_by?: number | null
  accepted_at?: Date
}

/** Changes the quote as long as it has the status that the change was decided on. False when it has not. */
export const changeQuote = async (
  tx: Tx,
  workspaceId: string,
  { id, status }: Pick<QuoteRow, 'id' | 'status'>,
  change: QuoteChange,
): Promise<boolean> =>
  (await tx.run(
    q
      .updateTable('quotes')
      .set(change)
      .where('workspace_id', '=', workspaceId)
      .where('id', '=', id)
      .where('status', '=', status),
  )) === 1
