import type { Queryable, Tx } from '../../db/port.ts'
import { q } from '../../db/query.ts'
import type { Owner } from '../../domain/access/principal.ts'
import type { HoldableStatus, OrderStatus } from '../../domain/records/order.ts'
import type { QuoteStatus } from '../../domain/records/quote.ts'

export interface OrderRow {
  id: string
  order_no: string
  quote_id: string | null
  project_id: string
  customer_id: number
  po_number: string | null
  status: OrderStatus
  held_status: HoldableStatus | null
  currency: string
  subtotal_minor: number
  tax_minor: number
  total_minor: number
  /** A calendar day. */
  promised_at: string | null
  note: string
  is_test: boolean
  created_at: Date
  production_started_at: Date | null
  shipped_at: Date | null
  delivered_at: Date | null
  cancelled_at: Date | null
  project_no: string
  project_name: string
  project_status: string
  customer_name: string
  customer_email: string
  company: string | null
  quote_no: string | null
  quote_revision: number | null
  quote_status: QuoteStatus | null
}

const own = [
  ...([
    'o.id',
    'o.order_no',
    'o.quote_id',
    'o.project_id',
    'o.customer_id',
    'o.po_number',
    'o.status',
  ] as const),
  ...(['o.held_status', 'o.currency', 'o.subtotal_minor', 'o.tax_minor', 'o.total_minor'] as const),
  ...(['o.promised_at', 'o.note', 'o.is_test', 'o.created_at', 'o.production_started_at'] as const),
  ...(['o.shipped_at', 'o.delivered_at', 'o.cancelled_at'] as const),
]
const related = [
  ...(['p.project_no', 'p.name as project_name', 'p.status as project_status'] as const),
  ...(['u.name as customer_name', 'u.email as customer_email', 't.company'] as const),
  ...(['qu.quote_no', 'qu.revision as quote_revision', 'qu.status as quote_status'] as const),
]

/** Orders that the owner sees, with what names their project, customer and quote. */
const seenBy = ({ workspaceId, customerId }: Owner) => {
  const orders = q
    .selectFrom('orders as o')
    .innerJoin('projects as p', 'p.id', 'o.project_id')
    .innerJoin('users as u', 'u.id', 'o.customer_id')
    .leftJoin('customer_terms as t', (join) =>
      join.onRef('t.workspace_id', '=', 'o.workspace_id').onRef('t.user_id', '=', 'o.customer_id'),
    )
    .leftJoin('quotes as qu', 'qu.id', 'o.quote_id')
    .select([...own, ...related])
    .where('o.workspace_id', '=', workspaceId)
  return (customerId === null ? orders : orders.where('o.customer_id', '=', customerId)).$castTo<OrderRow>()
}

export const findOrder = (db: Queryable, owner: Owner, id: string) =>
  db.maybe(seenBy(owner).where('o.id', '=', id))

/** The order, locked: whatever changes it, its lines or its shipments takes turns here. */
export const lockOrder = (tx: Tx, owner: Owner, id: string) =>
  tx.maybe(seenBy(owner).where('o.id', '=', id).forNoKeyUpdate('o'))

export interface OrderFilter {
  status?: OrderStatus | undefined
  order_no?: string | undefined
  po_number?: string | undefined
  quote_id?: string | undefined
  project_id?: string | undefined
  project_no?: string | undefined
  customer_id?: number | undefined
  from?: Date | undefined
  to?: Date | undefined
}

const filtered = (owner: Owner, filter: OrderFilter) => {
  let orders = seenBy(owner)
  for (const member of [
    'status',
    'order_no',
    'po_number',
    'quote_id',
    'project_id',
    'customer_id',
  ] as const) {
    const value = filter[member]
    if (value !== undefined) orders = orders.where(`o.${member}`, '=', value)
  }
  if (filter.project_no !== undefined) orders = orders.where('p.project_no', '=', filter.project_no)
  if (filter.from !== undefined) orders = orders.where('o.created_at', '>=', filter.from)
  if (filter.to !== undefined) orders = orders.where('o.created_at', '<', filter.to)
  return orders
}

/** Where a list begins: after an id, by age. */
export interface Slice {
  limit: number
  after: string | undefined
  oldestFirst: boolean
}

export const listOrders = (
  db: Queryable,
  owner: Owner,
  filter: OrderFilter,
  { limit, after, oldestFirst }: Slice,
) => {
  const orders = filtered(owner, filter)
    .orderBy('o.id', oldestFirst ? 'asc' : 'desc')
    .limit(limit)
  return db.rows(after === undefined ? orders : orders.where('o.id', oldestFirst ? '>' : '<', after))
}

export interface OrderInsert {
  id: string
  workspace_id: string
  order_no: string
  quote_id: string | null
  project_id: string
  customer_id: number
  po_number: string | null
  status: OrderStatus
  currency: string
  subtotal_minor: number
  tax_minor: number
  total_minor: number
  promised_at: string | null
  note: string
  is_test: boolean
  created_at: Date
}

export const insertOrder = (tx: Tx, row: OrderInsert) => tx.run(q.insertInto('orders').values(row))

export interface OrderChange {
  status: OrderStatus
  held_status: HoldableStatus | null
  production_started_at?: Date
  shipped_at?: Date | null
  delivered_at?: Date
  cancelled_at?: Date
}

/** Changes the order as long as it has the status that the change was decided on. False when it has not. */
export const changeOrder = async (
  tx: Tx,
  workspaceId: string,
  { id, status }: Pick<OrderRow, 'id' | 'status'>,
  change: OrderChange,
): Promise<boolean> =>
  (await tx.run(
    q
      .updateTable('orders')
      .set(change)
      .where('workspace_id', '=', workspaceId)
      .where('id', '=', id)
      .where('status', '=', status),
  )) === 1
