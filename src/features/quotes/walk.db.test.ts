import { afterAll, beforeAll, expect, test } from 'vitest'
import { testOrigin } from '../../../test/harness/app.ts'
import { selectionsOf } from '../../../test/harness/job.ts'
import { type JobShop, openJobShop } from '../../../test/harness/job-shop.ts'

let shop: JobShop

beforeAll(async () => {
  shop = await openJobShop()
})
afterAll(() => shop.close())

const usd = (amount: number) => ({ amount, currency: 'USD' })
const lines = [
  { part_name: 'Bracket', process: 'CNC milling', material: 'EN AW-6082', quantities: [10, 50] },
  { part_name: 'Cover', process: 'Laser', material: 'S235', finish: 'painted', quantities: [1] },
]

test('a job from the request to its delivery, with each event once', async () => {
  const customer = shop.people.customer.credential
  const quote = await shop.request({ lines, note: 'Urgent' })
  expect(quote).toMatchObject({
    quote_no: 'Q-20260515-0001',
    revision: 1,
    status: 'in_review',
    currency: null,
    valid_until: null,
    lines: [
      {
        part_name: 'Bracket',
        breaks: [{ quantity: 10, unit_price: null, line_total: null }, { quantity: 50 }],
      },
      { part_name: 'Cover', finish: 'painted', breaks: [{ quantity: 1 }] },
    ],
    charges: [],
  })

  const [bracket, cover] = quote.lines
  const pricing = {
    currency: 'USD',
    valid_until: '2026-06-14',
    lines: [
      {
        line_id: bracket.id,
        breaks: [
          { quantity: 10, unit_price: '12.500000', lead_time_days: 14 },
          { quantity: 50, unit_price: '9.99', lead_time_days: 20 },
        ],
      },
      { line_id: cover.id, breaks: [{ quantity: 1, unit_price: '33.335', lead_time_days: 7 }] },
    ],
    charges: [
      { kind: 'setup', label: 'Setup', amount: usd(5_000) },
      { kind: 'discount', label: 'Welcome', amount: usd(1_000) },
      { kind: 'tax', label: 'VAT', amount: usd(3_800) },
    ],
  }
  const priced = await shop.must(`/quotes/${quote.id}/pricing`, shop.people.staff.credential, pricing, 'PUT')
  expect(priced.lines[1].breaks).toEqual([
    { quantity: 1, unit_price: '33.335000', line_total: usd(3_334), lead_time_days: 7 },
  ])
  expect(priced.charges[1]).toEqual({ kind: 'discount', label: 'Welcome', amount: usd(-1_000) })
  const hidden = await shop.call('GET', `/quotes/${quote.id}`, customer)
  expect(hidden.body).toMatchObject({ currency: null, valid_until: null, charges: [] })
  expect(hidden.text).not.toMatch(/12\.5|33\.3/)

  await shop.step(quote, 'ready')
  expect((await shop.call('GET', `/quotes/${quote.id}`, customer)).body).toMatchObject({
    status: 'ready',
    currency: 'USD',
    valid_until: '2026-06-14',
  })
  const order = await shop.accept(priced, { selections: selectionsOf(priced), po_number: 'PO-7781' })
  expect(order).toMatchObject({
    order_no: 'O-20260515-0001',
    status: 'placed',
    quote_id: quote.id,
    po_number: 'PO-7781',
    note: 'Urgent',
    subtotal: usd(12_500 + 3_334 + 5_000 - 1_000),
    tax: usd(3_800),
    total: usd(23_634),
    promised_at: '2026-05-29',
    lines: [
      { quantity: 10, unit_price: '12.500000', total: usd(12_500), qty_shipped: 0, qty_invoiced: 0 },
      { quantity: 1, total: usd(3_334) },
    ],
    shipments: [],
  })
  expect((await shop.call('GET', `/quotes/${quote.id}?expand=order`, customer)).body).toMatchObject({
    status: 'accepted',
    order_id: order.id,
    accepted_by: shop.people.customer.userId,
    order: { order_no: 'O-20260515-0001', status: 'placed' },
  })

  await shop.orderStep(order, 'start-production')
  const first = await shop.ship(order, 4)
  expect(first).toMatchObject({ shipment_no: 'S-20260515-0001', status: 'shipped', order_id: order.id })
  const rest = await shop.pack(order)
  expect(rest.lines).toEqual([
    { order_line_id: order.lines[0].id, quantity: 6 },
    { order_line_id: order.lines[1].id, quantity: 1 },
  ])
  await shop.shipmentStep(first, 'deliver')
  const seen = (await shop.call('GET', `/orders/${order.id}`, customer)).body
  expect(seen).toMatchObject({
    status: 'partially_shipped',
    lines: [{ qty_shipped: 4 }, { qty_shipped: 0 }],
    shipments: [{ status: 'delivered' }, { status: 'pending' }],
  })
  await shop.shipmentStep(rest, 'ship')
  expect((await shop.call('GET', `/orders/${order.id}`, customer)).body.status).toBe('shipped')
  await shop.shipmentStep(rest, 'deliver')
  expect((await shop.call('GET', `/orders/${order.id}`, customer)).body).toMatchObject({
    status: 'delivered',
    delivered_at: expect.any(String),
    lines: [{ qty_shipped: 10 }, { qty_shipped: 1 }],
  })

  const about = { project_no: quote.project_no, url: `${testOrigin}/orders/${order.id}` }
  expect(await shop.eventsAbout('quote_id', quote.id)).toEqual([
    {
      type: 'quote.ready',
      is_test: false,
      user_id: shop.people.customer.userId,
      data: {
        title: 'Your quote is ready',
        message: 'Quote Q-20260515-0001 for 2 parts is priced and valid until 14 June 2026.',
        project_no: quote.project_no,
        quote_id: quote.id,
        quote_no: 'Q-20260515-0001',
        revision: 1,
        valid_until: '2026-06-14',
        url: `${testOrigin}/quotes/${quote.id}`,
      },
    },
  ])
  const events = await shop.eventsAbout('order_id', order.id)
  expect(events.map(({ type }) => type)).toEqual([
    'order.placed',
    'order.production_started',
    'order.shipped',
    'order.shipped',
    'order.delivered',
  ])
  expect(events[0]?.data).toMatchObject({
    ...about,
    order_no: order.order_no,
    quote_no: quote.quote_no,
    po_number: 'PO-7781',
    total: usd(23_634),
  })
  expect(events[1]?.data).toMatchObject({ ...about, promised_at: '2026-05-29' })
  expect(events[2]?.data).toMatchObject({ shipment_no: first.shipment_no, complete: false, carrier: 'UPS' })
  expect(events[3]?.data).toMatchObject({ shipment_id: rest.id, complete: true })
  expect(events[3]?.data.message).toBe(`Tracking #${rest.tracking_no}`)

  expect(await shop.notices()).toMatchObject([
    { title: 'New quote request', project_no: quote.project_no, url: `${testOrigin}/quotes/${quote.id}` },
    { title: 'Quote accepted', message: expect.stringContaining('order O-20260515-0001 over $236.34') },
  ])
})
