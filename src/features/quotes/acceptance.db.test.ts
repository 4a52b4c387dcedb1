import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Credential, Reply } from '../../../test/harness/app.ts'
import { part, selectionsOf } from '../../../test/harness/job.ts'
import { type JobShop, openJobShop } from '../../../test/harness/job-shop.ts'

let shop: JobShop
let customer: Credential

beforeAll(async () => {
  shop = await openJobShop()
  customer = shop.people.customer.credential
})
afterAll(() => shop.close())

const accept = (quote: Reply['body'], members: object = {}, as = customer) =>
  shop.call('POST', `/quotes/${quote.id}/accept`, as, { selections: selectionsOf(quote), ...members })
const ordersOf = async (quote: Reply['body']) =>
  (await shop.call('GET', `/orders?quote_id=${quote.id}`, customer)).body.data

describe('POST /quotes/{id}/accept', () => {
  test('201: one break of each line, its price and total as they were offered', async () => {
    const quote = await shop.ready()
    const [line] = quote.lines
    const { body } = await accept(quote, { selections: [{ line_id: line.id, quantity: 50 }] })
    expect(body).toMatchObject({
      status: 'placed',
      po_number: null,
      total: { amount: 62_500, currency: 'USD' },
      promised_at: '2026-05-25',
      lines: [{ ...part, quantity: 50, unit_price: '12.500000', total: { amount: 62_500 } }],
    })
    expect(body.lines[0].id).not.toBe(line.id)
    expect(await shop.audited(quote.id)).toContainEqual(
      expect.objectContaining({
        action: 'quote.accept',
        after: expect.objectContaining({ order_id: body.id }),
      }),
    )
  })

  test('201: by a token with full access, and by a key for the customer', async () => {
    const mine = await shop.ready()
    expect((await accept(mine, {}, await shop.pat(shop.people.customer))).status).toBe(201)
    const told = await shop.ready()
    expect((await accept(told, {}, shop.keys.api)).status).toBe(201)
    expect((await shop.call('GET', `/quotes/${told.id}`, customer)).body).toMatchObject({
      status: 'accepted',
      accepted_by: null,
    })
  })

  test('201 and 409: a second time, and many at once, there is one order and one event', async () => {
    const quote = await shop.ready()
    const replies = await Promise.all([1, 2, 3, 4, 5].map(() => accept(quote)))
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409])
    expect((await accept(quote)).body).toMatchObject({
      status: 409,
      code: 'invalid_transition',
      current_status: 'accepted',
    })
    const orders = await ordersOf(quote)
    expect(orders).toHaveLength(1)
    expect(await shop.eventsAbout('order_id', orders[0].id)).toHaveLength(1)
  })

  test('201 and 409: accepted and declined at once, one wins', async () => {
    const quote = await shop.ready()
    const replies = await Promise.all([
      accept(quote),
      shop.call('POST', `/quotes/${quote.id}/decline`, customer),
      shop.call('POST', `/quotes/${quote.id}/cancel`, shop.keys.api),
      shop.call('POST', `/quotes/${quote.id}/revise`, shop.keys.api),
    ])
    expect(replies.filter(({ status }) => status < 300)).toHaveLength(1)
    expect(replies.filter(({ status }) => status === 409)).toHaveLength(3)
    const { status } = (await shop.call('GET', `/quotes/${quote.id}`, customer)).body
    expect((await ordersOf(quote)).length).toBe(status === 'accepted' ? 1 : 0)
  })

  test('409: superseded; the new revision is what can be accepted', async () => {
    const old = await shop.ready()
    const next = await shop.step(old, 'revise')
    expect((await accept(old)).body).toMatchObject({ status: 409, current_status: 'superseded' })
    expect((await accept(next)).body).toMatchObject({ status: 409, current_status: 'in_review' })
    await shop.step(next, 'ready')
    expect((await accept(next)).status).toBe(201)
  })

  test.each<[string, (quote: Reply['body']) => object, string]>([
    ['no choice', () => ({ selections: undefined }), 'selections'],
    ['an empty choice', () => ({ selections: [] }), 'selections'],
    ['a line left out', (q) => ({ selections: selectionsOf(q).slice(1) }), 'selections'],
    ['a line twice', (q) => ({ selections: [...selectionsOf(q), ...selectionsOf(q)] }), 'selections'],
    [
      'another line',
      (q) => ({
        selections: [...selectionsOf(q), { line_id: '0196d3a0-6f00-7c31-9a55-2f1f0c3a7b11', quantity: 10 }],
      }),
      'selections[2].line_id',
    ],
    [
      'a quantity that was not offered',
      (q) => ({ selections: [{ ...selectionsOf(q)[0], quantity: 11 }, selectionsOf(q)[1]] }),
      'selections[0].quantity',
    ],
    [
      'a price of one’s own',
      (q) => ({ selections: [{ ...selectionsOf(q)[0], unit_price: '1' }, selectionsOf(q)[1]] }),
      'selections[0].unit_price',
    ],
    ['a purchase order of no number', () => ({ po_number: ' ' }), 'po_number'],
    ['a total', () => ({ total: { amount: 1, currency: 'USD' } }), 'total'],
  ])('400: %s', async (_, members, path) => {
    const quote = await shop.ready({ lines: [1, 2].map(() => ({ ...part, quantities: [10] })) })
    const { status, body } = await accept(quote, members(quote))
    expect([status, body.errors[0].path]).toEqual([400, path])
    expect(await ordersOf(quote)).toEqual([])
    expect((await shop.call('GET', `/quotes/${quote.id}`, customer)).body.status).toBe('ready')
  })

  test('404: another customer’s quote', async () => {
    const quote = await shop.ready()
    const ben = await shop.app.customer('north')
    expect((await accept(quote, {}, ben.credential)).body.code).toBe('not_found')
  })
})
