import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/harness/app.ts'
import { openSecondDb } from '../../../test/harness/database.ts'
import { type BillingShop, friday, openBillingShop } from './testing/billing-shop.ts'

let shop: BillingShop
let second: TestApp
const hourMs = 3_600_000

beforeAll(async () => {
  shop = await openBillingShop()
  const db = openSecondDb(shop.app.db)
  second = await startTestApp({ db, clock: shop.clock, start: false })
  return async () => {
    await second.close()
    await db.close()
  }
})
afterAll(() => shop.close())

/** Every test begins on the same Friday, with none of the invoices before it. */
beforeEach(async () => {
  goTo(friday)
  await shop.app.db.run({ text: 'DELETE FROM invoices', values: [] })
  await zone('UTC')
})

const goTo = (at: string) => shop.clock.advance(Date.parse(at) - shop.clock.now().getTime())
const zone = (time_zone: string) =>
  shop.must(200, shop.call('PATCH', '/workspace', shop.people.owner.credential, { time_zone }))
const run = () => shop.app.services.invoices.tellDue()
const told = async (id: string) =>
  (await shop.eventsOf(id)).filter((type) => !type.startsWith('invoice.issued'))
const issued = (due_on: string) => shop.issued({}, due_on)

test('once each: 72 hours before the end of the due day, and at that end', async () => {
  const { id } = await issued('2026-05-20')
  for (const [at, expected] of [
    ['2026-05-17T23:59:59.999Z', []],
    ['2026-05-18T00:00:00.000Z', ['invoice.due_soon']],
    ['2026-05-20T23:59:59.999Z', ['invoice.due_soon']],
    ['2026-05-21T00:00:00.000Z', ['invoice.due_soon', 'invoice.overdue']],
    ['2026-08-01T00:00:00.000Z', ['invoice.due_soon', 'invoice.overdue']],
  ] as const) {
    goTo(at)
    await run()
    await run()
    expect([at, await told(id)]).toEqual([at, expected])
  }
})

test('the events say what is open', async () => {
  const { id, invoice_no } = await issued('2026-05-16')
  await shop.must(201, shop.pay(id, 2_500))
  await run()
  const { body } = await shop.app.db.one<{ body: string }>({
    text: `SELECT body FROM events WHERE type = 'invoice.due_soon' AND body::json->'data'->>'invoice_id' = $1`,
    values: [id],
  })
  expect(JSON.parse(body)).toMatchObject({
    user_id: shop.people.customer.userId,
    data: {
      message: `Invoice ${invoice_no} is due on 16 May 2026; $100.00 is open.`,
      invoice_id: id,
      due_on: '2026-05-16',
      total: { amount: 12_500, currency: 'USD' },
      balance: { amount: 10_000, currency: 'USD' },
    },
  })
})

test('after a downtime overdue wins, and due soon is told no more', async () => {
  const { id } = await issued('2026-05-20')
  goTo('2026-05-25T12:00:00Z')
  await run()
  goTo('2026-06-25T12:00:00Z')
  await run()
  expect(await told(id)).toEqual(['invoice.overdue'])
})

test('drafts, void and paid ones are passed over; after a reversal it is told', async () => {
  const draft = await shop.draft({}, '2026-05-15')
  const gone = await issued('2026-05-15')
  await shop.must(200, shop.post(`/invoices/${gone.id}/void`))
  const paid = await issued('2026-05-15')
  const payment = await shop.must(201, shop.pay(paid.id, 12_500))
  goTo('2026-05-16T00:00:00Z')
  expect(await run()).toBe(0)
  await shop.must(200, shop.post(`/payments/${payment.id}/reverse`))
  expect(await run()).toBe(1)
  expect(await told(paid.id)).toEqual(['invoice.paid', 'invoice.overdue'])
  for (const { id } of [draft, gone]) expect(await told(id)).toEqual([])
})

test('a test invoice is told of as a test', async () => {
  const { id } = await shop.issued({ isTest: true }, '2026-05-15')
  await run()
  expect(await told(id)).toEqual(['invoice.due_soon (test)'])
})

describe('the due day is the workspace’s', () => {
  it.each([
    ['America/Los_Angeles', '2026-05-20', '2026-05-18T07:00:00Z', '2026-05-21T07:00:00Z'],
    ['Pacific/Kiritimati', '2026-05-20', '2026-05-17T10:00:00Z', '2026-05-20T10:00:00Z'],
    ['Asia/Kolkata', '2026-05-20', '2026-05-17T18:30:00Z', '2026-05-20T18:30:00Z'],
    // The clocks go back: the due day has 25 hours.
    ['Europe/Berlin', '2026-10-25', '2026-10-22T23:00:00Z', '2026-10-25T23:00:00Z'],
    // And forward: it has 23.
    ['Europe/Berlin', '2027-03-28', '2027-03-25T22:00:00Z', '2027-03-28T22:00:00Z'],
  ])('%s, %s: soon at %s, over at %s', async (timeZone, dueOn, soon, over) => {
    await zone(timeZone)
    const { id } = await issued(dueOn)
    for (const [at, expected] of [
      [Date.parse(soon) - 1, []],
      [Date.parse(soon), ['invoice.due_soon']],
      [Date.parse(over) - 1, ['invoice.due_soon']],
      [Date.parse(over), ['invoice.due_soon', 'invoice.overdue']],
    ] as const) {
      goTo(new Date(at).toISOString())
      await run()
      expect([at, await told(id)]).toEqual([at, expected])
    }
  })

  test('each shop by its own', async () => {
    const { id } = await issued('2026-05-20')
    await zone('Asia/Tokyo')
    goTo('2026-05-20T15:00:00Z')
    await run()
    expect(await told(id)).toEqual(['invoice.overdue'])
  })
})

test('two nodes at once, and many invoices: each is told of once', async () => {
  const { id, order_id } = await issued('2026-05-15')
  await shop.app.db.run({
    text: `INSERT INTO invoices (id, workspace_id, invoice_no, order_id, project_id, customer_id, status, currency,
             due_on, subtotal_minor, tax_minor, total_minor, created_at, issued_at)
           SELECT gen_random_uuid(), workspace_id, 'I-' || n, order_id, project_id, customer_id, 'issued', currency,
             due_on, subtotal_minor, tax_minor, total_minor, created_at, issued_at
           FROM invoices, generate_series(1, 450) n WHERE id = $1`,
    values: [id],
  })
  goTo('2026-05-16T00:00:00Z')
  const nodes = [run(), second.services.invoices.tellDue(), run(), second.services.invoices.tellDue()]
  await Promise.all(nodes)
  await run()
  const events = await shop.app.db.rows<{ n: number }>({
    text: `SELECT count(*)::int AS n FROM events
           WHERE type = 'invoice.overdue' AND body::json->'data'->>'order_no' =
             (SELECT order_no FROM orders WHERE id = $1)
           GROUP BY body::json->'data'->>'invoice_id'`,
    values: [order_id],
  })
  expect(events.length).toBe(451)
  expect(new Set(events.map(({ n }) => n))).toEqual(new Set([1]))
})

test('housekeeping does it, at every interval', async () => {
  const { id } = await issued('2026-05-15')
  shop.clock.advance(24 * hourMs)
  await shop.app.services.housekeeping.run()
  expect(await told(id)).toEqual(['invoice.overdue'])
})
