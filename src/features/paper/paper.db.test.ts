import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import type { Credential, Reply } from '../../../test/harness/app.ts'
import { jobs } from '../../../test/harness/job.ts'
import { openShop, refusal } from '../../../test/harness/shop.ts'
import { ManualClock } from '../../platform/clock.ts'

/** A shop on a Friday at noon in UTC, whose customer has jobs. */
async function openJobs() {
  const clock = new ManualClock('2026-05-15T12:00:00Z')
  const shop = await openShop({ start: false, clock })
  const { customer, staff } = shop.people
  return { ...shop, ...jobs(shop.app, customer.credential, staff.credential), clock }
}

let shop: Awaited<ReturnType<typeof openJobs>>
/** Paths of papers, by what they are. */
const papers: Record<string, string> = {}
let order: Reply['body']

const hostile = `</td><script>alert("1")</script>'&`
const escaped = '&lt;/td&gt;&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39;&amp;'
const logo = 'data:image/png;base64,iVBORw0KGgoAAAANSUhEUg=='

const get = (path: string, as: Credential = shop.people.customer.credential) => shop.call('GET', path, as)
const invoiced = async (members: object = {}): Promise<Reply['body']> => {
  const body = { order_id: order.id, due_on: '2026-06-14', ...members }
  return shop.must('/invoices', shop.people.staff.credential, body)
}
const path = (thing: string, { id }: { id: string }) => `/${thing}/${id}/print`

beforeAll(async () => {
  shop = await openJobs()
  const { owner, customer, staff } = shop.people
  const letterhead = {
    name: 'North Precision & Sons',
    address: 'Mill Lane 1\nYork',
    tax_number: 'VAT 12',
    bank_details: 'IBAN GB 1\nBIC X',
    logo,
  }
  const terms = {
    company: hostile,
    billing_address: 'Street 1\n<b>Oslo</b>',
    shipping_address: 'Gate 3\nBergen',
  }
  await shop.must('/workspace', owner.credential, { letterhead, time_zone: 'Asia/Tokyo' }, 'PATCH')
  await shop.must(`/workspace/customers/${customer.userId}`, owner.credential, terms, 'PATCH')
  const lines = [{ part_name: hostile, process: 'Milling', material: 'Steel', quantities: [10, 50] }]
  const charges = [{ kind: 'tax', label: 'VAT 20 %', amount: { amount: 2_500, currency: 'USD' } }]
  const quote = await shop.ready({ lines, note: hostile }, { charges, valid_until: '2026-06-30' })
  papers.quote = path('quotes', quote)
  order = await shop.accept(quote, { po_number: 'PO-7781' })
  papers.order = path('orders', order)
  await shop.orderStep(order, 'start-production')
  papers.slip = path('shipments', await shop.ship(order, 4))
  const invoice = await invoiced()
  papers.invoice = path('invoices', invoice)
  await shop.must(`/invoices/${invoice.id}/issue`, staff.credential, {})
})
afterAll(() => shop.close())

const kinds = ['quote', 'order', 'slip', 'invoice'] as const

describe.each(kinds)('GET …/print of the %s', (kind) => {
  test('200: a page that runs nothing and fetches nothing, to its customer, staff and keys', async () => {
    const { customer, staff } = shop.people
    const scope = {
      quote: 'read:quotes',
      order: 'read:projects',
      slip: 'read:projects',
      invoice: 'read:invoices',
    }
    const readers = [staff.credential, shop.keys.api, await shop.pat(customer, [scope[kind]])]
    const reply = await get(papers[kind] as string)
    expect(reply.status, reply.text).toBe(200)
    expect(reply.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'private, no-store',
      'content-security-policy': expect.stringMatching(
        /^default-src 'none'; style-src 'sha256-[\w+/]{43}='; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/,
      ),
    })
    for (const as of readers) expect((await get(papers[kind] as string, as)).text).toBe(reply.text)
  })

  test('200: with the letterhead; what people wrote is text', async () => {
    const { text } = await get(papers[kind] as string)
    expect(text).toContain(`<img src="${logo}" alt="North Precision &amp; Sons">`)
    expect(text).toContain('Mill Lane 1<br>York<br>')
    expect(text).toContain('VAT 12')
    expect(text).toContain(escaped)
    expect(text).not.toMatch(/<script|<b>|onerror|javascript:/)
  })

  test('401: nobody; 403: a token for something else; 404: another’s, none, no id', async () => {
    const place = papers[kind] as string
    expect((await get(place, {})).status).toBe(401)
    expect((await get(place, await shop.pat(shop.people.customer, ['read:cad']))).body.code).toBe(
      'insufficient_scope',
    )
    const none = refusal(await get(place.replace(/[0-9a-f-]{36}/, randomUUID())))
    expect(none).toContain('not_found')
    expect(refusal(await get(place.replace(/[0-9a-f-]{36}/, 'x')))).toBe(none)
    const other = await shop.app.customer('north')
    for (const as of [other.credential, shop.elsewhere.credential])
      expect(refusal(await get(place, as))).toBe(none)
  })
})

/** A page as it reads, without its markup. */
const read = (markup: string): string =>
  markup
    .replace(/<style>.*<\/style>/s, '')
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ')

const shown = async (place: string | undefined, as?: Credential) => read((await get(place ?? '', as)).text)

test('200: a quote shows every quantity with its price, and until when it holds', async () => {
  const text = await shown(papers.quote)
  for (const words of [
    'accepted',
    'Prepared for',
    'Valid until 30 June 2026',
    '10 $12.50 10 days $125.00',
    '50 $12.50 10 days $625.00',
    'VAT 20 % $25.00',
  ])
    expect(text).toContain(words)
  expect(text).not.toContain('Total')
  const open = await shop.ready({ lines: [{ ...one, quantities: [1] }] })
  const single = await shown(path('quotes', open))
  expect(single).toContain('Total $12.50')
  expect(single).toContain('Valid until further notice.')
  const asked = await shown(path('quotes', await shop.request()))
  expect(asked).toMatch(/in review.*10 – – –.*Prices follow/)
})
const one = { part_name: 'Pin', process: 'Turning', material: 'Steel' }

test('200: an order confirmation with purchase order, sums, and where it goes', async () => {
  const text = await shown(papers.order)
  // 12:00 in UTC is the same day in Tokyo.
  for (const words of [
    'Your PO PO-7781',
    'Date 15 May 2026',
    '$125.00',
    'Total $150.00',
    'Ship to Gate 3 Bergen',
  ])
    expect(text).toContain(words)
})

test('200: a packing slip has pieces and no prices', async () => {
  const text = await shown(papers.slip)
  for (const words of ['Ship to', 'Gate 3', 'UPS', '1Z12345E0205271688', 'Ordered In this shipment', '10 4'])
    expect(text).toContain(words)
  expect(text).not.toContain('$')
})

test('200: an invoice says what is open, by when, and where to; drafts and void ones say what they are', async () => {
  const { staff } = shop.people
  const text = await shown(papers.invoice)
  for (const words of [
    'Due 14 June 2026',
    'Subtotal $125.00 VAT 20 % $25.00 Total $150.00',
    'IBAN GB 1 BIC X',
  ])
    expect(text).toContain(words)
  expect(text).toContain('Please pay $150.00 by 14 June 2026')
  const id = (papers.invoice as string).split('/')[2]
  const payment = { amount: { amount: 5_000, currency: 'USD' }, method: 'wire' }
  await shop.must(`/invoices/${id}/payments`, staff.credential, payment)
  expect(await shown(papers.invoice)).toContain('Paid -$50.00 Balance due $100.00')

  order = await shop.order()
  const draft = await invoiced()
  const unissued = await shown(path('invoices', draft), staff.credential)
  expect(unissued).toMatch(/Invoice draft/)
  expect(unissued).not.toContain('Please pay')
  await shop.must(`/invoices/${draft.id}/issue`, staff.credential, {})
  await shop.must(`/invoices/${draft.id}/void`, staff.credential)
  const gone = await shown(path('invoices', draft))
  expect(gone).toMatch(/Invoice I-\d+-\d+ void/)
  expect(gone).not.toContain('Please pay')
})

it('404: a draft of an invoice or a quote is not for its customer', async () => {
  order = await shop.order()
  expect((await get(path('invoices', await invoiced()))).status).toBe(404)
  expect((await get(path('quotes', await shop.quoteIn('draft')))).status).toBe(404)
})

test('200: without a letterhead the workspace’s name stands there', async () => {
  const { owner } = shop.people
  await shop.must('/workspace', owner.credential, { letterhead: {} }, 'PATCH')
  const { text } = await get(papers.order as string)
  expect(text).toContain('<div class="shop">North</div>')
  expect(text).not.toContain('<img')
})
