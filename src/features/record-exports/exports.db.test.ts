import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import type { Credential, Reply } from '../../../test/harness/app.ts'
import { jobs } from '../../../test/harness/job.ts'
import { openShop } from '../../../test/harness/shop.ts'
import { parseCsv } from '../../domain/csv.ts'
import { ManualClock } from '../../platform/clock.ts'

/** A shop on a Friday at noon in UTC, whose customer has jobs. */
async function openJobs() {
  const clock = new ManualClock('2026-05-15T12:00:00Z')
  const shop = await openShop({ start: false, clock })
  const { customer, staff } = shop.people
  return { ...shop, ...jobs(shop.app, customer.credential, staff.credential), clock }
}

let shop: Awaited<ReturnType<typeof openJobs>>
let order: Reply['body']
let invoice: Reply['body']
const formula = '=HYPERLINK("http://evil.example","x")'

beforeAll(async () => {
  shop = await openJobs()
  const { owner, customer, staff } = shop.people
  const terms = { company: formula }
  await shop.must(`/workspace/customers/${customer.userId}`, owner.credential, terms, 'PATCH')
  order = await shop.order()
  const second = await shop.ready()
  await shop.accept(second, { po_number: '+1+cmd|x' })
  const draft = await shop.must('/invoices', staff.credential, { order_id: order.id, due_on: '2026-05-15' })
  invoice = await shop.must(`/invoices/${draft.id}/issue`, staff.credential, {})
  const payment = { amount: { amount: 2_550, currency: 'USD' }, method: 'wire' }
  await shop.must(`/invoices/${draft.id}/payments`, staff.credential, payment)
  shop.clock.advance(86_400_000)
})
afterAll(() => shop.close())

const get = (path: string, as: Credential = shop.people.staff.credential) => shop.call('GET', path, as)

/** The rows of a CSV, by the names of their columns. */
async function rows(path: string, as?: Credential): Promise<Record<string, string>[]> {
  const { text } = await get(path, as)
  const [head, ...others] = parseCsv(text)
  return others.map(({ cells }) =>
    Object.fromEntries(cells.map((cell, index) => [head?.cells[index] ?? '', cell])),
  )
}

describe('GET /orders.csv', () => {
  test('200: a file with every order, newest first, by members and keys', async () => {
    const reply = await get('/orders.csv')
    expect([reply.status, reply.headers['content-type'], reply.headers['content-disposition']]).toEqual([
      200,
      'text/csv; charset=utf-8; header=present',
      'attachment; filename="orders.csv"',
    ])
    expect((await get('/orders.csv', shop.keys.api)).text).toBe(reply.text)
    const [newest, oldest] = await rows('/orders.csv')
    expect(oldest).toEqual({
      order_no: order.order_no,
      status: 'placed',
      created_at: order.created_at,
      customer: expect.any(String),
      company: `'${formula}`,
      email: shop.people.customer.email,
      project_no: order.project_no,
      quote_no: expect.stringMatching(/^Q-/),
      po_number: '',
      currency: 'USD',
      subtotal: '125.00',
      tax: '0.00',
      total: '125.00',
      promised_at: expect.any(String),
      shipped_at: '',
      delivered_at: '',
      id: order.id,
    })
    expect(newest?.po_number).toBe("'+1+cmd|x")
  })

  test('200: by the filters of the list; another shop’s are not in it', async () => {
    expect(await rows(`/orders.csv?order_no=${order.order_no}`)).toHaveLength(1)
    expect(await rows('/orders.csv?status=shipped')).toEqual([])
    expect(await rows('/orders.csv', shop.elsewhere.credential)).toEqual([])
  })
})

describe('GET /invoices.csv', () => {
  test('200: what is owed, and since when', async () => {
    expect(await rows('/invoices.csv')).toEqual([
      {
        invoice_no: invoice.invoice_no,
        status: 'overdue',
        issued_at: invoice.issued_at,
        due_on: '2026-05-15',
        customer: expect.any(String),
        company: `'${formula}`,
        email: shop.people.customer.email,
        project_no: invoice.project_no,
        order_no: order.order_no,
        po_number: '',
        currency: 'USD',
        subtotal: '125.00',
        tax: '0.00',
        total: '125.00',
        paid: '25.50',
        balance: '99.50',
        id: invoice.id,
      },
    ])
    expect(await rows('/invoices.csv?status=overdue&due_to=2026-05-15')).toHaveLength(1)
    expect(await rows('/invoices.csv?status=paid')).toEqual([])
  })
})

test('200: more than a page is read on while it is sent', async () => {
  const { db } = shop.app
  await db.run({
    text: `INSERT INTO invoices (id, workspace_id, invoice_no, order_id, project_id, customer_id, status, currency,
             due_on, subtotal_minor, tax_minor, total_minor, created_at, issued_at)
           SELECT gen_random_uuid(), workspace_id, 'I-' || n, order_id, project_id, customer_id, 'issued', currency,
             due_on, subtotal_minor, tax_minor, total_minor, created_at, issued_at
           FROM invoices, generate_series(1, 500) n WHERE id = $1`,
    values: [invoice.id],
  })
  const numbers = (await rows('/invoices.csv')).map(({ invoice_no }) => invoice_no)
  expect([numbers.length, new Set(numbers).size]).toEqual([501, 501])
})

describe.each(['/orders.csv', '/invoices.csv'])('GET %s', (path) => {
  it.each(['?status=open', '?limit=5', '?cursor=x', '?expand=customer', '?customer_id=x'])(
    '400: %s',
    async (query) => {
      expect((await get(path + query)).body.code).toBe('validation_failed')
    },
  )

  test('401: nobody; 403: a customer, a scoped token, a key without api', async () => {
    expect((await get(path, {})).status).toBe(401)
    const scoped = await shop.pat(shop.people.staff, ['read:projects', 'read:invoices'])
    for (const [as, code] of [
      [shop.people.customer.credential, 'role_required'],
      [scoped, 'insufficient_scope'],
      [shop.keys.admin, 'insufficient_scope'],
    ] as const)
      expect((await get(path, as)).body.code).toBe(code)
  })
})
