import type { Invoice, Order } from '../../api/records.ts'

export interface Milestone {
  title: string
  /** When it happened; null for what has not. */
  at: string | null
  /** `stopped`: it will not come any more, or went wrong. */
  state: 'done' | 'next' | 'later' | 'stopped'
  detail?: string
  /** Actions of the audit log that tell who did it. */
  actions?: readonly string[]
  shipment?: Order['shipments'][number]
  invoice?: Invoice
}

type OrderFacts = Pick<
  Order,
  | 'status'
  | 'created_at'
  | 'production_started_at'
  | 'delivered_at'
  | 'cancelled_at'
  | 'shipments'
  | 'lines'
  | 'po_number'
>
type InvoiceFacts = Pick<Invoice, 'status' | 'issued_at' | 'invoice_no' | 'payments' | 'balance'>

const isWhole = (order: OrderFacts, member: 'qty_shipped' | 'qty_invoiced'): boolean =>
  order.lines.every((line) => line[member] >= line.quantity)

function shipping(order: OrderFacts): Milestone[] {
  const out = order.shipments.map((shipment): Milestone => {
    const { status, shipment_no, delivered_at, shipped_at } = shipment
    if (status === 'pending')
      return { title: `Shipment ${shipment_no} is packed`, at: null, state: 'next', shipment }
    if (status === 'exception' || status === 'returned')
      return {
        title:
          status === 'returned' ? `Shipment ${shipment_no} came back` : `Shipment ${shipment_no} is held up`,
        at: shipped_at,
        state: 'stopped',
        shipment,
      }
    return {
      title: `Shipment ${shipment_no} ${delivered_at === null ? 'is on its way' : 'arrived'}`,
      at: delivered_at ?? shipped_at,
      state: 'done',
      shipment,
    }
  })
  return isWhole(order, 'qty_shipped') || out.some(({ state }) => state === 'next')
    ? out
    : [...out, { title: out.length === 0 ? 'Shipped' : 'The rest is shipped', at: null, state: 'next' }]
}

/** When the last payment that stands came in; null while something is owed. */
const paidAt = ({ status, payments }: InvoiceFacts): string | null =>
  status === 'paid'
    ? (payments.findLast(({ reversed_at }) => reversed_at === null)?.created_at ?? null)
    : null

function billing(order: OrderFacts, invoices: readonly Invoice[]): Milestone[] {
  const standing = invoices.filter(({ status }) => status !== 'void')
  const out = standing.flatMap((invoice): Milestone[] => {
    const issued = invoice.issued_at
    const name = invoice.invoice_no ?? 'a draft'
    return [
      {
        title: issued === null ? 'An invoice is drafted' : `Invoice ${name}`,
        at: issued,
        state: issued === null ? 'next' : 'done',
        invoice,
      },
      ...(issued === null
        ? []
        : [
            {
              title: `${name} is paid`,
              at: paidAt(invoice),
              state: paidAt(invoice) ? 'done' : 'next',
              invoice,
            } as const,
          ]),
    ]
  })
  if (isWhole(order, 'qty_invoiced')) return out
  return [...out, { title: out.length === 0 ? 'Invoiced' : 'The rest is invoiced', at: null, state: 'next' }]
}

/**
 * What has happened to an order and what is still to come, in the order of the work (domain.md, "State machines").
 * Only the first step of production or shipping that is to come is `next`; what follows it is `later`.
 */
export function timelineOf(order: OrderFacts, invoices: readonly Invoice[]): Milestone[] {
  const placed: Milestone = {
    title: 'Placed',
    at: order.created_at,
    state: 'done',
    actions: ['order.place'],
    ...(order.po_number !== null && { detail: `Purchase order ${order.po_number}` }),
  }
  const production: Milestone = {
    title: 'In production',
    at: order.production_started_at,
    state: order.production_started_at === null ? 'next' : 'done',
    actions: ['order.start_production'],
  }
  const bills = billing(order, invoices)
  if (order.status === 'cancelled')
    return [
      placed,
      ...(order.production_started_at === null ? [] : [production]),
      { title: 'Cancelled', at: order.cancelled_at, state: 'stopped', actions: ['order.cancel'] },
      ...bills.filter(({ invoice }) => invoice !== undefined),
    ]
  const delivered: Milestone = {
    title: 'Delivered',
    at: order.delivered_at,
    state: order.delivered_at === null ? 'later' : 'done',
  }
  const work = [production, ...shipping(order), delivered]
  const first = work.findIndex(({ state }) => state === 'next')
  return [
    placed,
    ...(order.status === 'on_hold' ? [onHold] : []),
    ...work.map(
      (one, at): Milestone => (one.state === 'next' && at > first ? { ...one, state: 'later' } : one),
    ),
    ...bills,
  ]
}

const onHold: Milestone = {
  title: 'On hold',
  at: null,
  state: 'stopped',
  detail: 'Work goes on when the shop resumes it.',
  actions: ['order.hold'],
}
