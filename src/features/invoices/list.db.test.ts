import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import type { Credential, Person } from '../../../test/harness/app.ts'
import { encodeCursor } from '../../contract/common.ts'
import { type BillingShop, openBillingShop, usd } from './testing/billing-shop.ts'
import { placeOrder } from './testing/order.ts'

let shop: BillingShop
let ben: Person
/** Invoices by what they are, as staff read them. */
const invoices: Record<string, { id: string; invoice_no: string; order_id: string; order_no: string }> = {}

beforeAll(async () => {
  shop = await openBillingShop()
  ben = await shop.app.customer('north')
  invoices.draft = await shop.draft({}, '2026-05-16')
  shop.clock.advance(1_000)
  invoices.issued = await shop.issued({}, '2026-07-01')
  shop.clock.advance(1_000)
  invoices.late = await shop.issued({}, '2026-05-15')
  shop.clock.advance(1_000)
  invoices.partly = await shop.issued({}, '2026-05-15')
  await shop.must(201, shop.pay(invoices.partly?.id as string, 100))
  shop.clock.advance(1_000)
  invoices.paid = await shop.issued({}, '2026-05-15')
  await shop.must(201, shop.pay(invoices.paid?.id as string, 12_500))
  shop.clock.advance(1_000)
  invoices.gone = await shop.issued({}, '2026-05-15')
  await shop.must(200, shop.post(`/invoices/${invoices.gone?.id}/void`))
  shop.clock.advance(1_000)
  const theirs = await placeOrder(shop.app.db, ben)
  const draft = await shop.must(201, shop.post('/invoices', { order_id: theirs.id, due_on: '2026-06-01' }))
  shop.clock.advance(1_000)
  invoices.ben = await shop.must(200, shop.post(`/invoices/${draft.id}/issue`))
  shop.clock.advance(86_400_000)
})
afterAll(() => shop.close())

const list = (query: string, as: Credential = shop.people.staff.credential) =>
  shop.call('GET', `/invoices${query}`, as)
const nameOf = (id: string) => Object.keys(invoices).find((name) => invoices[name]?.id === id)

/** Which of the invoices a list shows, in its order. */
async function names(query: string, as?: Credential): Promise<(string | undefined)[]> {
  const { data } = await shop.must(200, list(query, as))
  return data.map(({ id }: { id: string }) => nameOf(id))
}

describe('GET /invoices', () => {
  test('200: newest first, all of the shop to staff and keys; the issued ones of its own to a customer', async () => {
    const all = ['ben', 'gone', 'paid', 'partly', 'late', 'issued', 'draft']
    expect(await names('')).toEqual(all)
    expect(await names('', shop.keys.api)).toEqual(all)
    const { customer } = shop.people
    const own = ['gone', 'paid', 'partly', 'late', 'issued']
    expect(await names('', customer.credential)).toEqual(own)
    expect(await names('', await shop.pat(customer, ['read:invoices']))).toEqual(own)
    expect(await names('', ben.credential)).toEqual(['ben'])
    expect(await names('', shop.elsewhere.credential)).toEqual([])
  })

  it.each([
    ['?status=draft', ['draft']],
    ['?status=issued', ['ben', 'late', 'issued']],
    ['?status=overdue', ['partly', 'late']],
    ['?status=partially_paid', ['partly']],
    ['?status=paid', ['paid']],
    ['?status=void', ['gone']],
    ['?due_from=2026-06-01', ['ben', 'issued']],
    ['?due_to=2026-05-15', ['gone', 'paid', 'partly', 'late']],
    ['?due_from=2026-05-16&due_to=2026-06-01', ['ben', 'draft']],
    ['?status=overdue&due_to=2026-05-14', []],
    ['?sort=created_at&limit=3', ['draft', 'issued', 'late']],
    ['?sort=due_on&limit=5', ['late', 'partly', 'paid', 'gone', 'draft']],
    ['?sort=-due_on&limit=3', ['issued', 'ben', 'draft']],
  ])('200: %s', async (query, expected) => {
    expect(await names(query)).toEqual(expected)
  })

  test('200: by order, number, project and customer', async () => {
    const { late } = invoices
    expect(await names(`?order_id=${late?.order_id}`)).toEqual(['late'])
    expect(await names(`?order_no=${late?.order_no}`)).toEqual(['late'])
    expect(await names(`?invoice_no=${late?.invoice_no}`)).toEqual(['late'])
    const { body } = await shop.read(late?.id as string)
    expect(await names(`?project_no=${body.project_no}`)).toEqual(['late'])
    expect(await names(`?customer_id=${ben.userId}`)).toEqual(['ben'])
    expect(await names(`?customer_id=${ben.userId}`, shop.people.customer.credential)).toEqual([])
    expect(await names(`?order_id=${randomUUID()}`)).toEqual([])
  })

  test.each(['-created_at', 'created_at', 'due_on', '-due_on'])(
    '200: page by page by %s, nothing twice',
    async (sort) => {
      const whole = await names(`?sort=${sort}`)
      const seen: (string | undefined)[] = []
      let cursor: string | null = ''
      do {
        const { data, next_cursor } = await shop.must(
          200,
          list(`?sort=${sort}&limit=2${cursor && `&cursor=${cursor}`}`),
        )
        expect(data.length).toBeGreaterThan(0)
        seen.push(...data.map(({ id }: { id: string }) => nameOf(id)))
        cursor = next_cursor
      } while (cursor !== null)
      expect(seen).toEqual(whole)
    },
  )

  test('200: what is overdue says so', async () => {
    const { data } = await shop.must(200, list(''))
    const overdue = data.filter((one: { overdue: boolean }) => one.overdue)
    expect(overdue.map(({ id }: { id: string }) => nameOf(id))).toEqual(['partly', 'late'])
  })

  test('200: with its order, project and customer inside', async () => {
    const id = invoices.late?.id as string
    const plain = (await shop.read(id)).body
    expect([plain.order, plain.project, plain.customer]).toEqual([undefined, undefined, undefined])
    const { body } = await shop.call(
      'GET',
      `/invoices/${id}?expand=order,project,customer`,
      shop.people.staff.credential,
    )
    expect(body).toEqual({
      ...plain,
      order: {
        id: plain.order_id,
        order_no: plain.order_no,
        status: 'placed',
        po_number: null,
        total: usd(12_500),
      },
      project: { id: plain.project_id, project_no: plain.project_no, name: 'Bracket', status: 'draft' },
      customer: {
        user_id: plain.customer_id,
        name: expect.any(String),
        email: shop.people.customer.email,
        company: '',
      },
    })
    const { data } = await shop.must(200, list('?expand=customer&status=paid'))
    expect([data[0].customer.user_id, data[0].order]).toEqual([shop.people.customer.userId, undefined])
  })

  test('200: as many statements for one as for fifty', async () => {
    const { db } = shop.app
    const statements = async (query: string) => {
      await list(query)
      const before = db.statementCount
      expect((await list(query)).status).toBe(200)
      return db.statementCount - before
    }
    const expand = 'expand=order,project,customer'
    const one = await statements(`?limit=1&${expand}`)
    expect(await statements(`?limit=50&${expand}`)).toBe(one)
    expect(one).toBeLessThanOrEqual(8)
  })

  it.each([
    ['?status=open', 'validation_failed'],
    ['?due_from=yesterday', 'validation_failed'],
    ['?due_from=2026-02-30', 'validation_failed'],
    ['?customer_id=0', 'validation_failed'],
    ['?order_id=O-1', 'validation_failed'],
    ['?sort=total', 'validation_failed'],
    ['?expand=payments', 'validation_failed'],
    ['?expand=order,order.quote', 'validation_failed'],
    ['?limit=201', 'validation_failed'],
    ['?workspace_id=x', 'validation_failed'],
    ['?cursor=x', 'invalid_cursor'],
    [`?cursor=${encodeCursor(`2026-02-30_${randomUUID()}`)}`, 'invalid_cursor'],
    [`?cursor=${encodeCursor(randomUUID())}`, 'invalid_cursor'],
  ])('400: %s', async (query, code) => {
    const reply = await list(query)
    expect([reply.status, reply.body.code]).toEqual([400, code])
  })

  test('401: nobody; 403: a token for something else', async () => {
    expect((await list('', {})).status).toBe(401)
    const reply = await list('', await shop.pat(shop.people.customer, ['read:projects', 'write:invoices']))
    expect([reply.status, reply.body.scope]).toEqual([403, 'read:invoices'])
  })
})

describe('GET /invoices/{id}', () => {
  test('200: the same to its customer, staff and keys', async () => {
    const id = invoices.partly?.id as string
    const { body } = await shop.read(id)
    for (const as of [shop.people.customer.credential, shop.keys.api])
      expect((await shop.read(id, as)).body).toEqual(body)
  })

  test('404: a draft to its customer, another’s, none, no id', async () => {
    const { customer } = shop.people
    for (const [id, as] of [
      [invoices.draft?.id, customer.credential],
      [invoices.ben?.id, customer.credential],
      [invoices.ben?.id, shop.elsewhere.credential],
      [randomUUID(), customer.credential],
      [invoices.late?.invoice_no, customer.credential],
    ] as [string, Credential][])
      expect((await shop.read(id, as)).body.code).toBe('not_found')
  })

  test('400: an unknown expansion; 401: nobody; 403: a token for something else', async () => {
    const id = invoices.late?.id as string
    expect((await shop.read(`${id}?expand=x`)).status).toBe(400)
    expect((await shop.read(id, {})).status).toBe(401)
    expect((await shop.read(id, await shop.pat(shop.people.customer, ['read:cad']))).status).toBe(403)
  })
})
