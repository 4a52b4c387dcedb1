import type { OrderAnswer } from '../../contract/orders.ts'
import type { Tx } from '../../db/port.ts'
import { type Actor, actsAsTest } from '../../domain/access/principal.ts'
import { totalsOf } from '../../domain/records/billing.ts'
import { newId } from '../../platform/ids.ts'
import { recordAudit } from '../audit/index.ts'
import { nextNumber } from '../numbering/index.ts'
import { orderPlaced } from './events.ts'
import type { OrdersOptions } from './options.ts'
import { insertOrder, lockOrder } from './order-store.ts'
import { insertCharges, insertLines, type NewCharge, type NewLine } from './parts-store.ts'
import { refuseNegative } from './prices.ts'
import { presentOrder } from './reading.ts'

/** An order that comes about: from a quote that was accepted, or as the shop writes it down. */
export interface NewOrder {
  workspaceId: string
  customerId: number
  projectId: string
  quoteId: string | null
  poNumber: string | null
  currency: string
  /** A calendar day of the workspace. */
  promisedAt: string | null
  note: string
  /** What it comes from is a test record. */
  isTest: boolean
  lines: readonly NewLine[]
  /** Signed: a discount is below zero. */
  charges: readonly NewCharge[]
}

export type PlaceOrder = (tx: Tx, actor: Actor, order: NewOrder) => Promise<OrderAnswer>

/** Places an order in the transaction of what it comes from, with its number, its sums and its event. */
export const orderPlacing =
  ({ clock, engine, baseUrl }: Omit<OrdersOptions, 'db'>): PlaceOrder =>
  async (tx, actor, { workspaceId, lines, charges, ...order }) => {
    const at = clock.now()
    const totals = totalsOf(
      lines.map(({ total_minor }) => total_minor),
      charges.map(({ kind, amount_minor }) => ({ kind, amountMinor: amount_minor })),
    )
    refuseNegative(totals.totalMinor)
    const id = newId(at)
    const isTest = order.isTest || actsAsTest(actor.principal)
    await insertOrder(tx, {
      id,
      workspace_id: workspaceId,
      order_no: await nextNumber(tx, workspaceId, 'order', at),
      quote_id: order.quoteId,
      project_id: order.projectId,
      customer_id: order.customerId,
      po_number: order.poNumber,
      status: 'placed',
      currency: order.currency,
      subtotal_minor: totals.subtotalMinor,
      tax_minor: totals.taxMinor,
      total_minor: totals.totalMinor,
      promised_at: order.promisedAt,
      note: order.note,
      is_test: isTest,
      created_at: at,
    })
    const of = { workspace_id: workspaceId, order_id: id }
    await insertLines(tx, of, lines)
    await insertCharges(tx, of, charges)
    const owner = { workspaceId, customerId: null }
    const row = await lockOrder(tx, owner, id)
    if (row === undefined) throw new Error(`order ${id} is not there after it was made`)
    const after = {
      order_no: row.order_no,
      quote_id: row.quote_id,
      customer_id: row.customer_id,
      total: { amount: row.total_minor, currency: row.currency },
    }
    await recordAudit(tx, { workspaceId, actor, action: 'order.place', subject: id, after, at })
    await engine.enqueue(tx, [orderPlaced({ workspaceId, isTest, baseUrl: baseUrl() }, row)])
    return presentOrder(tx, owner, row)
  }
