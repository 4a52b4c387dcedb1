import type { OrderStatus } from '../../src/domain/records/order.ts'
import type { QuoteStatus } from '../../src/domain/records/quote.ts'
import type { ShipmentStatus } from '../../src/domain/records/shipment.ts'
import { expireQuotes } from '../../src/features/quotes/index.ts'
import type { Credential, Reply, TestApp } from './app.ts'

type Body = Reply['body']

export const part = { part_name: 'Bracket', process: 'CNC milling', material: 'EN AW-6082' }
export const parcel = { carrier: 'UPS', tracking_no: '1Z12345E0205271688' }

/** Prices every line of a quote: 12.50 apiece for each quantity asked for, in ten days. */
export const pricesFor = (quote: Body, members: object = {}) => ({
  currency: 'USD',
  lines: quote.lines.map(({ id, breaks }: Body) => ({
    line_id: id,
    breaks: breaks.map(({ quantity }: Body) => ({ quantity, unit_price: '12.5', lead_time_days: 10 })),
  })),
  ...members,
})

/** The first break of every line. */
export const selectionsOf = (quote: Body) =>
  quote.lines.map(({ id, breaks }: Body) => ({ line_id: id, quantity: breaks[0].quantity }))

/**
 * Takes a customer's job through the API to where a test begins. `customer` buys, `staff` is of the shop; both by
 * their credentials.
 */
export function jobs(app: TestApp, customer: Credential, staff: Credential) {
  async function must(path: string, as: Credential, body?: unknown, method = 'POST'): Promise<Body> {
    const reply = await app.call(method, path, { as, body })
    if (reply.status >= 300) throw new Error(`${path}: ${reply.status} ${reply.text}`)
    return reply.body
  }
  const project = () => must('/projects', customer, { name: 'Bracket' })
  const lines = [{ ...part, quantities: [10, 50] }]
  const ask = async (as: Credential, members: object = {}) =>
    must('/quotes', as, { project_id: (await project()).id, lines, ...members })

  const request = (members?: object) => ask(customer, members)
  const price = (quote: Body, members?: object) =>
    must(`/quotes/${quote.id}/pricing`, staff, pricesFor(quote, members), 'PUT')
  const step = (quote: Body, action: string, as = staff, body?: unknown) =>
    must(`/quotes/${quote.id}/${action}`, as, body)
  const ready = async (members?: object, pricing?: object) => {
    const quote = await request(members)
    await price(quote, pricing)
    return step(quote, 'ready')
  }
  const accept = (quote: Body, members: object = {}) =>
    step(quote, 'accept', customer, { selections: selectionsOf(quote), ...members })

  const quoteMakers: Record<QuoteStatus, () => Promise<Body>> = {
    draft: () => ask(staff),
    in_review: () => request(),
    ready: () => ready(),
    async accepted() {
      const quote = await ready()
      await accept(quote)
      return quote
    },
    declined: async () => step(await ready(), 'decline', customer),
    async expired() {
      const quote = await ready()
      const text = `UPDATE quotes SET valid_until = '2000-01-01' WHERE id = $1`
      await app.db.run({ text, values: [quote.id] })
      await expireQuotes({ db: app.db, clock: app.services.parts.clock })
      return quote
    },
    cancelled: async () => step(await request(), 'cancel', customer),
    async superseded() {
      const quote = await ready()
      await step(quote, 'revise')
      return quote
    },
  }

  const order = async (members?: object, pricing?: object) => accept(await ready(members, pricing))
  const orderStep = ({ id }: Body, action: string) => must(`/orders/${id}/${action}`, staff)
  const started = async (members?: object) => orderStep(await order(members), 'start-production')
  const pack = ({ id }: Body, members: object = {}) =>
    must(`/orders/${id}/shipments`, staff, { ...parcel, ...members })
  const shipmentStep = ({ id }: Body, action: string) => must(`/shipments/${id}/${action}`, staff)
  /** Ships so many pieces of the first line, or all that is left. */
  const ship = async (of: Body, quantity?: number) => {
    const lines = quantity === undefined ? undefined : [{ order_line_id: of.lines[0].id, quantity }]
    return shipmentStep(await pack(of, { lines }), 'ship')
  }

  const orderMakers: Record<OrderStatus, () => Promise<Body>> = {
    placed: () => order(),
    in_production: () => started(),
    async partially_shipped() {
      const made = await started()
      await ship(made, 4)
      return made
    },
    async shipped() {
      const made = await started()
      await ship(made)
      return made
    },
    async delivered() {
      const made = await started()
      await shipmentStep(await ship(made), 'deliver')
      return made
    },
    on_hold: async () => orderStep(await order(), 'hold'),
    cancelled: async () => orderStep(await order(), 'cancel'),
  }

  const shipmentMakers: Record<ShipmentStatus, () => Promise<Body>> = {
    pending: async () => pack(await started()),
    shipped: async () => ship(await started()),
    delivered: async () => shipmentStep(await ship(await started()), 'deliver'),
    exception: async () => shipmentStep(await ship(await started()), 'exception'),
    returned: async () => shipmentStep(await shipmentMakers.exception(), 'return'),
  }

  return {
    must,
    project,
    request,
    price,
    ready,
    accept,
    order,
    started,
    pack,
    ship,
    step,
    orderStep,
    shipmentStep,
    /** A quote, an order or a shipment in a status, as it was when it was last answered. */
    quoteIn: (status: QuoteStatus) => quoteMakers[status](),
    orderIn: (status: OrderStatus) => orderMakers[status](),
    shipmentIn: (status: ShipmentStatus) => shipmentMakers[status](),
  }
}

export type Jobs = ReturnType<typeof jobs>
