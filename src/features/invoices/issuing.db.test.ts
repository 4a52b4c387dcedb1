import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import type { Credential } from '../../../test/harness/app.ts'
import { refusal } from '../../../test/harness/shop.ts'
import { type BillingShop, openBillingShop, usd } from './testing/billing-shop.ts'

let shop: BillingShop

beforeAll(async () => {
  shop = await openBillingShop()
})
afterAll(() => shop.close())

const issue = (id: string, body?: object, as?: Credential) => shop.post(`/invoices/${id}/issue`, body, as)
const voided = (id: string, as?: Credential) => shop.post(`/invoices/${id}/void`, undefined, as)

/** Who may not: everybody but the shop's staff and its keys. */
const outsiders = async (): Promise<[string, Credential, number, string][]> => [
  ['nobody', {}, 401, 'unauthenticated'],
  ['a customer', shop.people.customer.credential, 403, 'role_required'],
  [
    'a scoped token',
    await shop.pat(shop.people.staff, ['write:invoices', 'read:invoices']),
    403,
    'insufficient_scope',
  ],
  ['a key without api', shop.keys.admin, 403, 'insufficient_scope'],
]

describe('POST /invoices/{id}/issue', () => {
  test('200: it has its number, and the customer is told', async () => {
    const draft = await shop.draft({ charges: [{ kind: 'tax', amountMinor: 1_000 }] })
    const reply = await issue(draft.id)
    expect([reply.status, reply.body]).toEqual([
      200,
      {
        ...draft,
        status: 'issued',
        invoice_no: expect.stringMatching(/^I-20260515-\d{4}$/),
        issued_at: '2026-05-15T12:00:00.000Z',
      },
    ])
    expect(await shop.audited(draft.id)).toMatchObject([
      { action: 'invoice.create' },
      {
        action: 'invoice.issue',
        before: { status: 'draft' },
        after: { status: 'issued', invoice_no: reply.body.invoice_no },
      },
    ])
    const { body } = await shop.app.db.one<{ body: string }>({
      text: `SELECT body FROM events WHERE body::json->'data'->>'invoice_id' = $1`,
      values: [draft.id],
    })
    const { invoice_no, order_no, project_no, total } = reply.body
    expect(JSON.parse(body)).toEqual({
      id: expect.any(Number),
      type: 'invoice.issued',
      user_id: shop.people.customer.userId,
      created_at: '2026-05-15T12:00:00.000Z',
      is_test: false,
      data: {
        title: 'New invoice',
        message: `Invoice ${invoice_no} over $135.00 is due on 14 June 2026.`,
        project_no,
        invoice_id: draft.id,
        invoice_no,
        order_no,
        due_on: '2026-06-14',
        total,
        balance: total,
        url: `http://localhost:3000/invoices/${draft.id}`,
      },
    })
  })

  test('200: with another due day; by a key', async () => {
    const { id } = await shop.draft()
    const reply = await issue(id, { due_on: '2026-07-01' }, shop.keys.api)
    expect([reply.status, reply.body.due_on]).toEqual([200, '2026-07-01'])
  })

  test('200: what costs nothing is paid with that, and no event says so', async () => {
    const { id } = await shop.draft({ lines: [{ quantity: 1, totalMinor: 0 }] })
    const reply = await issue(id)
    expect([reply.body.status, reply.body.balance]).toEqual(['paid', usd(0)])
    expect(await shop.eventsOf(id)).toEqual(['invoice.issued'])
  })

  test('409: of five at once one wins, and one event is told', async () => {
    const { id } = await shop.draft()
    const replies = await Promise.all(Array.from({ length: 5 }, () => issue(id)))
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409])
    for (const { body } of replies.filter(({ status }) => status === 409))
      expect([body.code, body.current_status]).toEqual(['invalid_transition', 'issued'])
    expect(await shop.eventsOf(id)).toEqual(['invoice.issued'])
  })

  it.each([
    ['a day in the past', { due_on: '2026-05-14' }],
    ['a day that is none', { due_on: '2026-13-01' }],
    ['null', { due_on: null }],
    ['a number', { invoice_no: 'I-1' }],
  ])('400: %s', async (_, body) => {
    const draft = await shop.draft()
    expect((await issue(draft.id, body)).body.code).toBe('validation_failed')
    expect((await shop.read(draft.id)).body).toEqual(draft)
  })

  test('400: the day of the draft has passed meanwhile; another makes it good', async () => {
    const other = await openBillingShop()
    const { id } = await other.draft({}, '2026-05-15')
    other.clock.advance(86_400_000)
    const late = await other.post(`/invoices/${id}/issue`)
    expect([late.status, late.body.errors[0].path]).toEqual([400, 'due_on'])
    expect((await other.post(`/invoices/${id}/issue`, { due_on: '2026-05-16' })).status).toBe(200)
    await other.close()
  })

  test('401 and 403: outsiders; 404: none, no id, another shop’s', async () => {
    const { id } = await shop.draft()
    for (const [name, as, status, code] of await outsiders()) {
      const reply = await issue(id, {}, as)
      expect([name, reply.status, reply.body.code]).toEqual([name, status, code])
    }
    const missing = refusal(await issue(randomUUID()))
    expect(refusal(await issue('I-20260515-0001'))).toBe(missing)
    expect(refusal(await issue(id, {}, shop.elsewhere.credential))).toBe(missing)
    expect((await shop.read(id)).body.status).toBe('draft')
  })
})

describe('POST /invoices/{id}/void', () => {
  test('200: an issued one, and nothing is told', async () => {
    const { id } = await shop.issued()
    const reply = await voided(id)
    expect([reply.status, reply.body.status]).toEqual([200, 'void'])
    expect(await shop.eventsOf(id)).toEqual(['invoice.issued'])
    expect((await shop.audited(id)).at(-1)).toMatchObject({
      action: 'invoice.void',
      after: { status: 'void' },
    })
  })

  test('200: one whose payment was reversed', async () => {
    const { id } = await shop.issued()
    const payment = await shop.must(201, shop.pay(id, 100))
    expect((await voided(id)).body.current_status).toBe('partially_paid')
    await shop.must(200, shop.post(`/payments/${payment.id}/reverse`))
    expect((await voided(id)).body.status).toBe('void')
  })

  test('409: a draft, one with a payment, a paid one, a void one', async () => {
    const draft = await shop.draft()
    const paid = await shop.issued()
    await shop.must(201, shop.pay(paid.id, 12_500))
    const gone = await shop.issued()
    await voided(gone.id)
    for (const [id, status] of [
      [draft.id, 'draft'],
      [paid.id, 'paid'],
      [gone.id, 'void'],
    ]) {
      const reply = await voided(id)
      expect([reply.status, reply.body.code, reply.body.current_status]).toEqual([
        409,
        'invalid_transition',
        status,
      ])
    }
  })

  test('409: void and paid at once: one of them', async () => {
    const { id } = await shop.issued()
    const replies = await Promise.all([voided(id), shop.pay(id, 100), voided(id)])
    expect(replies.filter(({ status }) => status < 300)).toHaveLength(1)
    const { body } = await shop.read(id)
    expect([body.status, body.paid]).toEqual(
      replies[1]?.status === 201 ? ['partially_paid', usd(100)] : ['void', usd(0)],
    )
  })

  test('400: a body; 401 and 403: outsiders; 404: none, no id, another shop’s', async () => {
    const { id } = await shop.issued()
    expect((await shop.post(`/invoices/${id}/void`, { reason: 'x' })).status).toBe(400)
    for (const [name, as, status, code] of await outsiders()) {
      const reply = await voided(id, as)
      expect([name, reply.status, reply.body.code]).toEqual([name, status, code])
    }
    const missing = refusal(await voided(randomUUID()))
    expect(refusal(await voided('x'))).toBe(missing)
    expect(refusal(await voided(id, shop.elsewhere.credential))).toBe(missing)
  })
})
