import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Credential } from '../../../test/harness/app.ts'
import { parcel, part, pricesFor, selectionsOf } from '../../../test/harness/job.ts'
import { type JobShop, openJobShop } from '../../../test/harness/job-shop.ts'
import type { OrderStatus } from '../../domain/records/order.ts'
import type { QuoteStatus } from '../../domain/records/quote.ts'
import type { ShipmentStatus } from '../../domain/records/shipment.ts'

let shop: JobShop
let customer: Credential
let staff: Credential

beforeAll(async () => {
  shop = await openJobShop()
  customer = shop.people.customer.credential
  staff = shop.people.staff.credential
})
afterAll(() => shop.close())

interface Line {
  id: string
  quantity: number
  qty_shipped: number
}
interface Shipment {
  id: string
  status: ShipmentStatus
  lines: { order_line_id: string; quantity: number }[]
}
interface Order {
  id: string
  status: OrderStatus
  held_status: string | null
  lines: Line[]
  shipments: Shipment[]
}

const quoteSteps = ['submit', 'pricing', 'ready', 'revise', 'accept', 'decline', 'cancel'] as const
const orderSteps = ['start-production', 'hold', 'resume', 'cancel'] as const
const shipmentSteps = ['ship', 'deliver', 'exception', 'resume', 'return'] as const

type Step =
  | { on: 'quote'; action: (typeof quoteSteps)[number] }
  | { on: 'order'; action: (typeof orderSteps)[number] }
  | { on: 'parcel'; quantities: readonly number[] | null }
  | { on: 'shipment'; index: number; action: (typeof shipmentSteps)[number] }

/** Weighted so that most jobs come far before they end. */
const orderStep = fc.oneof(
  { arbitrary: fc.constantFrom(...orderSteps), weight: 1 },
  { arbitrary: fc.constant('resume' as const), weight: 4 },
)
const shipmentStep = fc.oneof(
  { arbitrary: fc.constantFrom(...shipmentSteps), weight: 2 },
  { arbitrary: fc.constantFrom('ship', 'exception', 'return'), weight: 3 },
)

const step: fc.Arbitrary<Step> = fc.oneof(
  { arbitrary: fc.record({ on: fc.constant('quote'), action: fc.constantFrom(...quoteSteps) }), weight: 3 },
  { arbitrary: fc.record({ on: fc.constant('order'), action: orderStep }), weight: 2 },
  {
    arbitrary: fc.record({
      on: fc.constant('parcel'),
      quantities: fc.option(fc.array(fc.nat(7), { minLength: 2, maxLength: 2 })),
    }),
    weight: 3,
  },
  {
    arbitrary: fc.record({
      on: fc.constant('shipment'),
      index: fc.nat(2),
      action: shipmentStep,
    }),
    weight: 6,
  },
)

/** One job that is done to at random. Every answer is 2xx, or a refusal that changes nothing. */
class Walk {
  quote: { id: string; quote_no: string; lines: never }
  orderId: string | undefined
  done: string[] = []

  constructor(quote: Walk['quote']) {
    this.quote = quote
  }

  async order(): Promise<Order | undefined> {
    return this.orderId && (await shop.call('GET', `/orders/${this.orderId}`, staff)).body
  }

  async #ask(name: string, method: string, path: string, as: Credential, body?: object) {
    const reply = await shop.call(method, path, as, body)
    expect([name, reply.status, reply.text]).toEqual([
      name,
      expect.toSatisfy((status: number) => [200, 201, 400, 404, 409].includes(status)),
      expect.anything(),
    ])
    if (reply.status < 300) this.done.push(name)
    return reply
  }

  async #askQuote(action: (typeof quoteSteps)[number]) {
    const path = `/quotes/${this.quote.id}/${action}`
    if (action === 'pricing') return this.#ask(action, 'PUT', path, staff, pricesFor(this.quote))
    const as = action === 'accept' || action === 'decline' ? customer : staff
    const body = action === 'accept' ? { selections: selectionsOf(this.quote) } : undefined
    const reply = await this.#ask(action, 'POST', path, as, body)
    if (reply.status === 201 && action === 'revise') this.quote = reply.body
    if (reply.status === 201 && action === 'accept') this.orderId = reply.body.id
  }

  async take(one: Step): Promise<void> {
    if (one.on === 'quote') return void (await this.#askQuote(one.action))
    if (this.orderId === undefined) return
    if (one.on === 'order')
      return void (await this.#ask(one.action, 'POST', `/orders/${this.orderId}/${one.action}`, staff))
    const order = await this.order()
    if (one.on === 'shipment') {
      const shipment = order?.shipments[one.index]
      if (shipment) await this.#ask(one.action, 'POST', `/shipments/${shipment.id}/${one.action}`, staff)
      return
    }
    const lines = order?.lines.flatMap(({ id }, index) => {
      const quantity = one.quantities?.[index] ?? 0
      return quantity > 0 ? [{ order_line_id: id, quantity }] : []
    })
    const body = { ...parcel, ...(lines?.length && { lines }) }
    await this.#ask('pack', 'POST', `/orders/${this.orderId}/shipments`, staff, body)
  }

  count(name: string): number {
    return this.done.filter((one) => one === name).length
  }
}

const out = (order: Order, statuses: readonly ShipmentStatus[], lineId: string) =>
  order.shipments
    .filter(({ status }) => statuses.includes(status))
    .flatMap(({ lines }) => lines)
    .filter(({ order_line_id }) => order_line_id === lineId)
    .reduce((sum, { quantity }) => sum + quantity, 0)

/** What must hold of an order at every moment. */
function expectBalance(order: Order): void {
  for (const { id, quantity, qty_shipped } of order.lines) {
    expect(qty_shipped).toBe(out(order, ['shipped', 'delivered', 'exception'], id))
    expect(out(order, ['pending', 'shipped', 'delivered', 'exception'], id)).toBeLessThanOrEqual(quantity)
  }
  const isComplete = order.lines.every(({ quantity, qty_shipped }) => quantity === qty_shipped)
  expect(order.status === 'shipped' || order.status === 'delivered').toBe(isComplete)
  expect(order.status === 'on_hold').toBe(order.held_status !== null)
}

/** Each step that was answered with success is written down once, and has told the customer once. */
async function expectBooks(walk: Walk): Promise<void> {
  const events = await shop.eventsAbout('quote_no', walk.quote.quote_no)
  const types = [
    ...events.filter(({ type }) => type === 'quote.ready'),
    ...(walk.orderId ? await shop.eventsAbout('order_id', walk.orderId) : []),
  ].map(({ type }) => type)
  const told = (type: string) => types.filter((one) => one === type).length
  const order = await walk.order()
  expect({
    ready: told('quote.ready'),
    placed: told('order.placed'),
    started: told('order.production_started'),
    shipped: told('order.shipped'),
    delivered: told('order.delivered'),
  }).toEqual({
    ready: walk.count('ready'),
    placed: walk.count('accept'),
    started: walk.count('start-production'),
    shipped: walk.count('ship'),
    delivered: order?.status === 'delivered' ? 1 : 0,
  })
  const revisions = await shop.app.db.rows<{ status: QuoteStatus }>({
    text: 'SELECT status FROM quotes WHERE quote_no = $1 ORDER BY revision',
    values: [walk.quote.quote_no],
  })
  expect(revisions).toHaveLength(1 + walk.count('revise'))
  expect(revisions.slice(0, -1).every(({ status }) => status === 'superseded')).toBe(true)
}

const requestOf = async () => {
  const lines = [5, 3].map((quantity, index) => ({
    ...part,
    part_name: `Part ${index}`,
    quantities: [quantity],
  }))
  const quote = await shop.request({ lines })
  await shop.price(quote)
  return quote
}

test('a job, whatever is asked of it: no illegal state, each event once, books that balance', async () => {
  const finished = { accepted: 0, shipped: 0, returned: 0 }
  await fc.assert(
    fc.asyncProperty(fc.boolean(), fc.array(step, { minLength: 20, maxLength: 40 }), async (goes, steps) => {
      const walk = new Walk(await requestOf())
      // Half of them are led to where there is more to do.
      const way: Step[] = [
        { on: 'quote', action: 'ready' },
        { on: 'quote', action: 'accept' },
        { on: 'order', action: 'start-production' },
      ]
      for (const one of [...(goes ? way : []), ...steps]) {
        await walk.take(one)
        const order = await walk.order()
        if (order) expectBalance(order)
      }
      await expectBooks(walk)
      finished.accepted += walk.count('accept')
      finished.shipped += walk.count('ship')
      finished.returned += walk.count('return')
    }),
    { numRuns: 15, seed: 20260515 },
  )
  for (const count of Object.values(finished)) expect(count).toBeGreaterThan(0)
}, 60_000)

test('a job that several do to at once: no illegal state, each event once, books that balance', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 12, maxLength: 24 }), async (steps) => {
      const walk = new Walk(await requestOf())
      for (const action of ['ready', 'accept'] as const) await walk.take({ on: 'quote', action })
      await walk.take({ on: 'order', action: 'start-production' })
      for (let from = 0; from < steps.length; from += 4)
        await Promise.all(steps.slice(from, from + 4).map((one) => walk.take(one)))
      const order = await walk.order()
      if (order) expectBalance(order)
      await expectBooks(walk)
    }),
    { numRuns: 8, seed: 20260515 },
  )
}, 60_000)
