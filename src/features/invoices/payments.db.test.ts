import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import type { Credential } from '../../../test/harness/app.ts'
import { refusal } from '../../../test/harness/shop.ts'
import { type BillingShop, openBillingShop, usd } from './testing/billing-shop.ts'

let shop: BillingShop
let customer: Credential

beforeAll(async () => {
  shop = await openBillingShop()
  customer = shop.people.customer.credential
})
afterAll(() => shop.close())

const allow = (mark_paid_allowed: boolean) =>
  shop.must(200, shop.call('PATCH', '/workspace', shop.people.owner.credential, { mark_paid_allowed }))
const reverse = (id: string, as?: Credential) => shop.post(`/payments/${id}/reverse`, undefined, as)
const markPaid = (id: string, body: object = {}, as: Credential = customer) =>
  shop.post(`/invoices/${id}/mark-paid`, { method: 'wire', reference: 'F-2', ...body }, as)

describe('POST /invoices/{id}/payments', () => {
  test('201: a part, then the rest; the customer is told when nothing is open', async () => {
    const { id } = await shop.issued()
    const body = { amount: usd(2_500), method: 'wire', reference: 'F-1', received_on: '2026-05-14' }
    const reply = await shop.post(`/invoices/${id}/payments`, body)
    expect([reply.status, reply.body]).toEqual([
      201,
      {
        id: expect.any(String),
        invoice_id: id,
        ...body,
        source: 'staff',
        created_at: '2026-05-15T12:00:00.000Z',
        reversed_at: null,
      },
    ])
    const partly = (await shop.read(id)).body
    expect([partly.status, partly.paid, partly.balance, partly.payments]).toEqual([
      'partially_paid',
      usd(2_500),
      usd(10_000),
      [reply.body],
    ])
    const rest = await shop.must(201, shop.pay(id, 10_000, shop.keys.api))
    expect([rest.reference, rest.received_on]).toEqual(['', '2026-05-15'])
    const paid = (await shop.read(id, customer)).body
    expect([paid.status, paid.balance, paid.payments.length]).toEqual(['paid', usd(0), 2])
    expect(await shop.eventsOf(id)).toEqual(['invoice.issued', 'invoice.paid'])
    expect(await shop.audited(rest.id)).toMatchObject([
      {
        action: 'payment.create',
        before: { status: 'partially_paid', paid: 2_500 },
        after: { status: 'paid', paid: 12_500 },
      },
    ])
  })

  test('201: a staging key’s is told as a test', async () => {
    const { id } = await shop.issued()
    const { secret } = await shop.must(
      201,
      shop.call('POST', '/api-keys', shop.people.owner.credential, {
        name: 'S',
        environment: 'staging',
        scopes: ['api'],
      }),
    )
    await shop.must(201, shop.pay(id, 12_500, { 'x-api-key': secret }))
    expect(await shop.eventsOf(id)).toEqual(['invoice.issued', 'invoice.paid (test)'])
  })

  test('409: more than the balance, which is named; nothing is booked', async () => {
    const { id } = await shop.issued()
    await shop.must(201, shop.pay(id, 2_500))
    const before = (await shop.read(id)).body
    const reply = await shop.pay(id, 10_001)
    expect([reply.status, reply.body.code, reply.body.balance]).toEqual([409, 'overpayment', usd(10_000)])
    expect(reply.body.detail).toContain('$100.00')
    expect((await shop.read(id)).body).toEqual(before)
    await shop.must(201, shop.pay(id, 10_000))
    expect((await shop.pay(id, 1)).body.code).toBe('overpayment')
  })

  test('409: of five at once no more fit than the balance', async () => {
    const { id } = await shop.issued()
    const replies = await Promise.all(Array.from({ length: 5 }, () => shop.pay(id, 5_000)))
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 201, 409, 409, 409])
    const { body } = await shop.read(id)
    expect([body.paid, body.status, body.payments.length]).toEqual([usd(10_000), 'partially_paid', 2])
  })

  test('409: a draft and a void invoice take no payment', async () => {
    const draft = await shop.draft()
    const { id } = await shop.issued()
    await shop.must(200, shop.post(`/invoices/${id}/void`))
    for (const [one, status] of [
      [draft.id, 'draft'],
      [id, 'void'],
    ]) {
      const reply = await shop.pay(one, 1)
      expect([reply.status, reply.body.code, reply.body.current_status]).toEqual([
        409,
        'invalid_transition',
        status,
      ])
    }
  })

  describe('400', () => {
    let id: string
    beforeAll(async () => {
      id = (await shop.issued()).id
    })
    const good = { amount: usd(1), method: 'wire' }

    it.each<[string, object]>([
      ['no amount', { method: 'wire' }],
      ['nothing', { ...good, amount: usd(0) }],
      ['a negative amount', { ...good, amount: usd(-1) }],
      ['a fraction', { ...good, amount: usd(0.5) }],
      ['a text', { ...good, amount: { amount: '1', currency: 'USD' } }],
      ['an amount beyond counting', { ...good, amount: usd(2 ** 53) }],
      ['another currency', { ...good, amount: { amount: 1, currency: 'EUR' } }],
      ['a currency that is none', { ...good, amount: { amount: 1, currency: 'usd' } }],
      ['no method', { amount: usd(1) }],
      ['a method with a line break', { ...good, method: 'wire\nX' }],
      ['a day in the future', { ...good, received_on: '2026-05-16' }],
      ['a day that is none', { ...good, received_on: '2026-02-30' }],
      ['a NUL', { ...good, reference: 'a\0' }],
      ['a source', { ...good, source: 'customer' }],
      ['an invoice', { ...good, invoice_id: randomUUID() }],
    ])('%s', async (_, body) => {
      const reply = await shop.post(`/invoices/${id}/payments`, body)
      expect([reply.status, reply.body.code]).toEqual([400, 'validation_failed'])
      expect((await shop.read(id)).body.payments).toEqual([])
    })
  })

  test('401: nobody; 403: a customer, a scoped token; 404: none, no id, another shop’s', async () => {
    const { id } = await shop.issued()
    expect((await shop.pay(id, 1, {})).status).toBe(401)
    expect((await shop.pay(id, 1, customer)).body.code).toBe('role_required')
    const scoped = await shop.pat(shop.people.staff, ['write:invoices'])
    expect((await shop.pay(id, 1, scoped)).body.code).toBe('insufficient_scope')
    const missing = refusal(await shop.pay(randomUUID(), 1))
    expect(refusal(await shop.pay('x', 1))).toBe(missing)
    expect(refusal(await shop.pay(id, 1, shop.elsewhere.credential))).toBe(missing)
  })
})

describe('POST /payments/{id}/reverse', () => {
  test('200: the balance is open again; paid anew, the customer is told anew', async () => {
    const { id } = await shop.issued()
    const first = await shop.must(201, shop.pay(id, 2_500))
    const second = await shop.must(201, shop.pay(id, 10_000))
    shop.clock.advance(1_000)
    const reply = await reverse(second.id)
    expect([reply.status, reply.body]).toEqual([200, { ...second, reversed_at: expect.any(String) }])
    expect((await shop.read(id)).body).toMatchObject({ status: 'partially_paid', balance: usd(10_000) })
    await shop.must(200, reverse(first.id))
    expect((await shop.read(id)).body).toMatchObject({ status: 'issued', balance: usd(12_500) })
    await shop.must(201, shop.pay(id, 12_500))
    expect(await shop.eventsOf(id)).toEqual(['invoice.issued', 'invoice.paid', 'invoice.paid'])
    expect((await shop.audited(second.id)).at(-1)).toMatchObject({
      action: 'payment.reverse',
      before: { status: 'paid' },
      after: { status: 'partially_paid', paid: 2_500 },
    })
  })

  test('409: a second time; of five at once one wins', async () => {
    const { id } = await shop.issued()
    const payment = await shop.must(201, shop.pay(id, 100))
    const replies = await Promise.all(Array.from({ length: 5 }, () => reverse(payment.id)))
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409])
    const again = await reverse(payment.id)
    expect([again.body.code, again.body.current_status]).toEqual(['invalid_transition', 'reversed'])
    expect((await shop.read(id)).body).toMatchObject({ status: 'issued', paid: usd(0) })
  })

  test('401: nobody; 403: a customer; 404: none, no id, another shop’s', async () => {
    const { id } = await shop.issued()
    const payment = await shop.must(201, shop.pay(id, 100))
    expect((await reverse(payment.id, {})).status).toBe(401)
    expect((await reverse(payment.id, customer)).body.code).toBe('role_required')
    const missing = refusal(await reverse(randomUUID()))
    expect(refusal(await reverse('x'))).toBe(missing)
    expect(refusal(await reverse(payment.id, shop.elsewhere.credential))).toBe(missing)
    expect((await shop.read(id)).body.paid).toEqual(usd(100))
  })
})

describe('POST /invoices/{id}/mark-paid', () => {
  test('409: where the shop does not allow it', async () => {
    const { id } = await shop.issued()
    for (const as of [customer, shop.keys.api]) {
      const reply = await markPaid(id, {}, as)
      expect([reply.status, reply.body.code]).toEqual([409, 'mark_paid_not_allowed'])
    }
    expect((await shop.read(id)).body.payments).toEqual([])
  })

  test('200: the whole balance, and staff are told; a part, by a scoped token', async () => {
    await allow(true)
    const { id, invoice_no } = await shop.issued()
    const part = await markPaid(
      id,
      { amount: usd(500) },
      await shop.pat(shop.people.customer, ['write:invoices']),
    )
    expect([part.status, part.body.status, part.body.paid]).toEqual([200, 'partially_paid', usd(500)])
    const reply = await markPaid(id)
    expect([reply.status, reply.body.status, reply.body.payments]).toEqual([
      200,
      'paid',
      [
        expect.objectContaining({ amount: usd(500), source: 'customer' }),
        expect.objectContaining({
          amount: usd(12_000),
          source: 'customer',
          method: 'wire',
          reference: 'F-2',
        }),
      ],
    ])
    expect(await shop.eventsOf(id)).toEqual(['invoice.issued', 'invoice.paid'])
    const told = await shop.app.db.rows<{ message: string; people: number }>({
      text: `SELECT message, count(user_id)::int AS people FROM inbox_items WHERE url LIKE $1
             GROUP BY message ORDER BY message DESC`,
      values: [`%/invoices/${id}`],
    })
    expect(told).toEqual([
      { message: expect.stringContaining(`$5.00 of invoice ${invoice_no}`), people: 4 },
      { message: expect.stringContaining(`$120.00 of invoice ${invoice_no}`), people: 4 },
    ])
    expect((await shop.audited(reply.body.payments[1].id)).map(({ action }) => action)).toEqual([
      'invoice.mark_paid',
    ])
    await allow(false)
  })

  test('409: more than the balance, paid already, void', async () => {
    await allow(true)
    const { id } = await shop.issued()
    expect((await markPaid(id, { amount: usd(12_501) })).body.code).toBe('overpayment')
    await shop.must(200, markPaid(id))
    expect((await markPaid(id)).body).toMatchObject({ code: 'invalid_transition', current_status: 'paid' })
    const gone = await shop.issued()
    await shop.must(200, shop.post(`/invoices/${gone.id}/void`))
    expect((await markPaid(gone.id)).body).toMatchObject({ current_status: 'void' })
    await allow(false)
  })

  test('409: of three at once the first pays all', async () => {
    await allow(true)
    const { id } = await shop.issued()
    const replies = await Promise.all([markPaid(id), markPaid(id), markPaid(id)])
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 409, 409])
    expect((await shop.read(id)).body.paid).toEqual(usd(12_500))
    await allow(false)
  })

  it.each<[string, object]>([
    ['no reference', { reference: undefined }],
    ['an empty reference', { reference: ' ' }],
    ['no method', { method: undefined }],
    ['nothing', { amount: usd(0) }],
    ['a fraction', { amount: usd(1.5) }],
    ['a day', { received_on: '2026-05-15' }],
  ])('400: %s', async (_, body) => {
    const { id } = await shop.issued()
    expect((await markPaid(id, body)).body.code).toBe('validation_failed')
  })

  test('401: nobody; 403: staff, a token that only reads; 404: a draft, another customer’s', async () => {
    await allow(true)
    const { id } = await shop.issued()
    expect((await markPaid(id, {}, {})).status).toBe(401)
    expect((await markPaid(id, {}, shop.people.staff.credential)).body.code).toBe('role_required')
    const reading = await shop.pat(shop.people.customer, ['read:invoices'])
    expect((await markPaid(id, {}, reading)).body).toMatchObject({ scope: 'write:invoices' })
    const missing = refusal(await markPaid(randomUUID()))
    const other = await shop.app.customer('north')
    expect(refusal(await markPaid(id, {}, other.credential))).toBe(missing)
    expect(refusal(await markPaid((await shop.draft()).id))).toBe(missing)
    expect((await shop.read(id)).body.payments).toEqual([])
    await allow(false)
  })
})
