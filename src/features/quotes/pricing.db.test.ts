import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Credential, Reply } from '../../../test/harness/app.ts'
import { part, pricesFor } from '../../../test/harness/job.ts'
import { type JobShop, openJobShop } from '../../../test/harness/job-shop.ts'

let shop: JobShop
let staff: Credential
let quote: Reply['body']

beforeAll(async () => {
  shop = await openJobShop()
  staff = shop.people.staff.credential
  quote = await shop.request()
})
afterAll(() => shop.close())

const price = (members: object = {}, of = quote, as = staff) =>
  shop.call('PUT', `/quotes/${of.id}/pricing`, as, pricesFor(of, members))
const breaks = (...given: object[]) => ({
  lines: [
    {
      line_id: quote.lines[0].id,
      breaks: given.map((one) => ({ quantity: 10, unit_price: '1', lead_time_days: 1, ...one })),
    },
  ],
})
const charge = (members: object = {}, amount: object = {}) => ({
  charges: [
    { kind: 'setup', label: 'Setup', amount: { amount: 100, currency: 'USD', ...amount }, ...members },
  ],
})

describe('PUT /quotes/{id}/pricing', () => {
  test.each([
    ['USD', 10, '12.345678', '12.345678', 12_346],
    ['USD', 1, '0.005', '0.005000', 1],
    ['USD', 3, '0.333333', '0.333333', 100],
    ['JPY', 7, '100.5', '100.500000', 704],
    ['KWD', 2, '1.234567', '1.234567', 2_469],
  ])('%s: %i at %s', async (currency, quantity, unit_price, shown, amount) => {
    const reply = await price({ currency, ...breaks({ quantity, unit_price }) })
    expect(reply.body.lines[0].breaks).toEqual([
      { quantity, unit_price: shown, line_total: { amount, currency }, lead_time_days: 1 },
    ])
  })

  test('200: takes the place of what was there; breaks come by quantity', async () => {
    await price({ ...breaks({ quantity: 100 }, { quantity: 5 }, { quantity: 20 }), ...charge() })
    const { body } = await price({ ...breaks({ quantity: 7 }, { quantity: 3 }), valid_until: '2026-05-15' })
    expect(body.lines[0].breaks.map((one: { quantity: number }) => one.quantity)).toEqual([3, 7])
    expect(body).toMatchObject({ charges: [], valid_until: '2026-05-15', status: 'in_review' })
    expect((await price()).body.valid_until).toBeNull()
  })

  test('200: a moment is its day where the workspace is', async () => {
    const owner = shop.people.owner.credential
    for (const [time_zone, day] of [
      ['UTC', '2026-06-14'],
      ['Pacific/Auckland', '2026-06-15'],
      ['America/Los_Angeles', '2026-06-14'],
    ]) {
      await shop.call('PATCH', '/workspace', owner, { time_zone })
      expect((await price({ valid_until: '2026-06-14T18:00:00Z' })).body.valid_until).toBe(day)
    }
    await shop.call('PATCH', '/workspace', owner, { time_zone: 'UTC' })
  })

  test('200: for nothing, and with a discount down to nothing', async () => {
    expect((await price(breaks({ unit_price: '0' }))).status).toBe(200)
    const off = { kind: 'discount', label: 'All' }
    expect((await price({ ...breaks({ unit_price: '1' }), ...charge(off, { amount: 1_000 }) })).status).toBe(
      200,
    )
  })

  test.each<[string, () => object, string]>([
    ['no currency', () => ({ currency: undefined }), 'currency'],
    ['a currency that is none', () => ({ currency: 'XXZ' }), 'currency'],
    ['a currency in lower case', () => ({ currency: 'usd' }), 'currency'],
    ['a day that is over', () => ({ valid_until: '2026-05-14' }), 'valid_until'],
    ['a moment that is over', () => ({ valid_until: '2026-05-14T23:00:00Z' }), 'valid_until'],
    ['a day that is none', () => ({ valid_until: '2026-02-30' }), 'valid_until'],
    ['words for a day', () => ({ valid_until: 'tomorrow' }), 'valid_until'],
    ['no lines', () => ({ lines: [] }), 'lines'],
    ['no breaks', () => breaks(), 'lines[0].breaks'],
    ['a line twice', () => ({ lines: [...breaks({}).lines, ...breaks({ quantity: 20 }).lines] }), 'lines'],
    [
      'a line that is none',
      () => ({ lines: [{ ...breaks({}).lines[0], line_id: '0196d3a0-6f00-7c31-9a55-2f1f0c3a7b11' }] }),
      'lines[0].line_id',
    ],
    ['a quantity twice', () => breaks({}, { unit_price: '2' }), 'lines[0].breaks'],
    ['a quantity of nothing', () => breaks({ quantity: 0 }), 'lines[0].breaks[0].quantity'],
    ['half a piece', () => breaks({ quantity: 1.5 }), 'lines[0].breaks[0].quantity'],
    ['a negative price', () => breaks({ unit_price: '-1' }), 'lines[0].breaks[0].unit_price'],
    ['a price as a number', () => breaks({ unit_price: 12.5 }), 'lines[0].breaks[0].unit_price'],
    ['a price with a comma', () => breaks({ unit_price: '12,5' }), 'lines[0].breaks[0].unit_price'],
    ['a price with an exponent', () => breaks({ unit_price: '1e3' }), 'lines[0].breaks[0].unit_price'],
    ['seven decimals', () => breaks({ unit_price: '0.0000001' }), 'lines[0].breaks[0].unit_price'],
    [
      'more than an amount may be',
      () => breaks({ quantity: 1_000_000_000, unit_price: '999999999999' }),
      'lines[0].breaks[0].unit_price',
    ],
    ['a lead time below nothing', () => breaks({ lead_time_days: -1 }), 'lines[0].breaks[0].lead_time_days'],
    ['no lead time', () => breaks({ lead_time_days: undefined }), 'lines[0].breaks[0].lead_time_days'],
    ['a charge of another kind', () => charge({ kind: 'tip' }), 'charges[0].kind'],
    ['a charge without a label', () => charge({ label: '' }), 'charges[0].label'],
    ['a charge in another currency', () => charge({}, { currency: 'EUR' }), 'charges[0].amount.currency'],
    ['a negative charge', () => charge({}, { amount: -1 }), 'charges[0].amount.amount'],
    ['half a cent', () => charge({}, { amount: 0.5 }), 'charges[0].amount.amount'],
    ['a charge without a currency', () => charge({ amount: 100 }), 'charges[0].amount'],
    [
      'a discount beyond the cheapest choice',
      () => ({
        ...breaks({ unit_price: '1' }, { quantity: 1, unit_price: '5' }),
        ...charge({ kind: 'discount' }, { amount: 501 }),
      }),
      'charges',
    ],
    ['a total, which the server derives', () => ({ total: { amount: 1, currency: 'USD' } }), 'total'],
  ])('400: %s', async (_, members, path) => {
    await price()
    const before = (await shop.call('GET', `/quotes/${quote.id}`, staff)).body
    const { status, body } = await price(members())
    expect([status, body.code, body.errors[0].path]).toEqual([400, 'validation_failed', path])
    expect((await shop.call('GET', `/quotes/${quote.id}`, staff)).body).toEqual(before)
  })

  test('400: a line without prices', async () => {
    const two = await shop.request({ lines: [1, 2].map(() => ({ ...part, quantities: [1] })) })
    const one = pricesFor(two).lines.slice(0, 1)
    const { body } = await price({ lines: one }, two)
    expect(body.errors).toEqual([{ path: 'lines', message: `must price Bracket (${two.lines[1].id})` }])
  })

  test('200 and 409: prices that come while it is made ready are in the offer, or refused', async () => {
    const racing = await shop.request()
    await shop.price(racing)
    const replies = await Promise.all([
      price({ currency: 'EUR' }, racing),
      shop.call('POST', `/quotes/${racing.id}/ready`, staff),
      price({ currency: 'JPY' }, racing),
    ])
    expect(replies[1]?.status).toBe(200)
    const seen = (await shop.call('GET', `/quotes/${racing.id}`, staff)).body
    const currencies = new Set(
      seen.lines[0].breaks.map((one: { line_total: { currency: string } }) => one.line_total.currency),
    )
    expect([...currencies]).toEqual([seen.currency])
    for (const { status } of [replies[0], replies[2]] as Reply[]) expect([200, 409]).toContain(status)
  })
})
