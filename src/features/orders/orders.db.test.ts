import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Credential, Person, Reply } from '../../../test/harness/app.ts'
import { jobs, part } from '../../../test/harness/job.ts'
import { type JobShop, openJobShop } from '../../../test/harness/job-shop.ts'

let shop: JobShop
let customer: Credential
let staff: Credential
let ben: Person
let project: Reply['body']

beforeAll(async () => {
  shop = await openJobShop()
  customer = shop.people.customer.credential
  staff = shop.people.staff.credential
  ben = await shop.app.customer('north')
  project = await shop.project()
})
afterAll(() => shop.close())

const line = { ...part, quantity: 10, unit_price: '12.5' }
const usd = (amount: number) => ({ amount, currency: 'USD' })
const place = (members: object = {}, as = staff) =>
  shop.call('POST', '/orders', as, { project_id: project.id, lines: [line], ...members })

describe('POST /orders', () => {
  test('201: whole, with sums that the server makes', async () => {
    const { status, body } = await place({
      po_number: 'PO-1',
      promised_at: '2026-05-15',
      note: 'By telephone',
      lines: [line, { ...line, part_name: 'Cover', quantity: 3, unit_price: '0.333333' }],
      charges: [
        { kind: 'shipping', label: 'UPS', amount: usd(1_500) },
        { kind: 'discount', label: 'Old friends', amount: usd(600) },
        { kind: 'tax', label: 'VAT', amount: usd(2_000) },
      ],
    })
    expect([status, body]).toEqual([
      201,
      expect.objectContaining({
        order_no: expect.stringMatching(/^O-20260515-\d{4}$/),
        status: 'placed',
        held_status: null,
        quote_id: null,
        project_id: project.id,
        project_no: project.project_no,
        customer_id: shop.people.customer.userId,
        po_number: 'PO-1',
        promised_at: '2026-05-15',
        note: 'By telephone',
        subtotal: usd(12_500 + 100 + 1_500 - 600),
        tax: usd(2_000),
        total: usd(15_500),
        charges: [
          { kind: 'shipping', label: 'UPS', amount: usd(1_500) },
          { kind: 'discount', label: 'Old friends', amount: usd(-600) },
          { kind: 'tax', label: 'VAT', amount: usd(2_000) },
        ],
        lines: [
          expect.objectContaining({ quantity: 10, unit_price: '12.500000', total: usd(12_500) }),
          expect.objectContaining({ part_name: 'Cover', unit_price: '0.333333', total: usd(100) }),
        ],
        shipments: [],
      }),
    ])
    expect((await shop.call('GET', `/orders/${body.id}`, customer)).body).toEqual(body)
    const [event] = await shop.eventsAbout('order_id', body.id)
    expect(event).toMatchObject({ type: 'order.placed', user_id: shop.people.customer.userId })
    expect(event?.data).not.toHaveProperty('quote_no')
  })

  test('201: in the currency of the customer, else of the workspace', async () => {
    const cleo = await shop.app.customer('north')
    const as = cleo.credential
    const project_id = (await shop.call('POST', '/projects', as, { name: 'Yen' })).body.id
    const path = `/workspace/customers/${cleo.userId}`
    expect((await place({ project_id })).body.currency).toBe('USD')
    await shop.call('PATCH', path, shop.people.admin.credential, { currency: 'JPY' })
    expect((await place({ project_id })).body.total).toEqual({ amount: 125, currency: 'JPY' })
    expect((await place({ project_id, currency: 'KWD' })).body.total.amount).toBe(125_000)
  })

  test.each<[string, object, string]>([
    ['no lines', { lines: [] }, 'lines'],
    ['nothing of a part', { lines: [{ ...line, quantity: 0 }] }, 'lines[0].quantity'],
    ['half a part', { lines: [{ ...line, quantity: 0.5 }] }, 'lines[0].quantity'],
    ['a negative price', { lines: [{ ...line, unit_price: '-1' }] }, 'lines[0].unit_price'],
    ['a price as a number', { lines: [{ ...line, unit_price: 1 }] }, 'lines[0].unit_price'],
    [
      'more than an amount may be',
      { lines: [{ ...line, quantity: 1_000_000_000, unit_price: '99999' }] },
      'lines[0].unit_price',
    ],
    ['a currency that is none', { currency: 'ABC' }, 'currency'],
    ['a promise for yesterday', { promised_at: '2026-05-14' }, 'promised_at'],
    ['a promise that is no day', { promised_at: 'soon' }, 'promised_at'],
    [
      'a charge in another currency',
      { charges: [{ kind: 'tax', label: 'VAT', amount: { amount: 1, currency: 'EUR' } }] },
      'charges[0].amount.currency',
    ],
    [
      'a discount beyond the sum',
      { charges: [{ kind: 'discount', label: 'All', amount: usd(12_501) }] },
      'charges',
    ],
    [
      'a file that is none',
      { lines: [{ ...line, file_id: '0196d3a0-6f00-7c31-9a55-2f1f0c3a7b11' }] },
      'lines[0].file_id',
    ],
    ...['status', 'total', 'order_no', 'customer_id', 'quote_id', 'qty_shipped'].map(
      (member): [string, object, string] => [`${member}, which the server says`, { [member]: 1 }, member],
    ),
  ])('400: %s', async (_, members, path) => {
    const count = async () => (await shop.call('GET', '/orders?limit=200', staff)).body.data.length
    const before = await count()
    const { status, body } = await place(members)
    expect([status, body.errors[0].path]).toEqual([400, path])
    expect(await count()).toBe(before)
  })

  test('401: nobody; 403: customers, scoped tokens, other keys; 404: another shop’s project', async () => {
    expect((await place({}, {})).status).toBe(401)
    expect((await place({}, customer)).body.code).toBe('role_required')
    expect((await place({}, await shop.pat(shop.people.owner, ['write:quotes']))).body.scope).toBe(
      'full_access',
    )
    expect((await place({}, shop.keys.admin)).body.code).toBe('insufficient_scope')
    expect((await place({}, shop.elsewhere.credential)).body.code).toBe('not_found')
  })
})

describe('GET /orders', () => {
  let mine: Reply['body']
  let bens: Reply['body']
  const list = (query = '', as = staff) => shop.call('GET', `/orders${query}`, as)
  const idsOf = async (query = '', as = staff): Promise<string[]> => {
    const { status, text, body } = await list(query, as)
    expect(status, text).toBe(200)
    return body.data.map(({ id }: { id: string }) => id)
  }

  beforeAll(async () => {
    shop.clock.advance(3_600_000)
    mine = await shop.started()
    await shop.ship(mine, 4)
    bens = await jobs(shop.app, ben.credential, staff).order()
  })

  test('200: newest first; everybody sees what is theirs', async () => {
    expect((await idsOf()).slice(0, 2)).toEqual([bens.id, mine.id])
    expect((await idsOf('', customer))[0]).toBe(mine.id)
    expect(await idsOf('', await shop.pat(ben, ['read:projects']))).toEqual([bens.id])
    expect(await idsOf('', shop.elsewhere.credential)).toEqual([])
    expect((await idsOf('?sort=created_at')).at(-1)).toBe(bens.id)
  })

  test('200: filters narrow, together', async () => {
    expect(await idsOf('?status=partially_shipped')).toEqual([mine.id])
    expect(await idsOf(`?order_no=${bens.order_no}`)).toEqual([bens.id])
    expect(await idsOf(`?quote_id=${mine.quote_id}`)).toEqual([mine.id])
    expect(await idsOf(`?project_id=${bens.project_id}`)).toEqual([bens.id])
    expect(await idsOf(`?project_no=${bens.project_no}`)).toEqual([bens.id])
    expect(await idsOf(`?customer_id=${ben.userId}&status=placed`)).toEqual([bens.id])
    expect(await idsOf('?po_number=PO-1&limit=1')).toHaveLength(1)
    expect(await idsOf('?from=2026-05-15T13:00:00Z')).toEqual([bens.id, mine.id])
    expect(await idsOf(`?customer_id=${ben.userId}`, customer)).toEqual([])
  })

  test('200: light, unless more is asked for', async () => {
    const [listed] = (await list(`?order_no=${mine.order_no}`)).body.data
    for (const member of ['lines', 'charges', 'shipments', 'project', 'customer', 'quote'])
      expect(listed).not.toHaveProperty(member)
    const query = `?order_no=${mine.order_no}&expand=lines,shipments,project,customer,quote`
    const [{ project, customer: who, quote, ...rest }] = (await list(query)).body.data
    expect(rest).toEqual((await shop.call('GET', `/orders/${mine.id}`, staff)).body)
    expect([project, who, quote]).toMatchObject([
      { id: mine.project_id },
      { user_id: shop.people.customer.userId },
      { id: mine.quote_id, revision: 1, status: 'accepted' },
    ])
  })

  test('asks the database as often for many as for one', async () => {
    const count = async (query: string) => {
      const before = shop.app.db.statementCount
      await list(query, shop.keys.api)
      return shop.app.db.statementCount - before
    }
    await count('?limit=1')
    const plain = await count('?limit=1')
    expect(await count('?limit=50')).toBe(plain)
    expect(await count('?limit=50&expand=project,customer,quote')).toBe(plain)
    expect(await count('?limit=50&expand=lines,shipments')).toBe(plain + 3)
    expect(await count('?limit=1&expand=lines,shipments')).toBe(plain + 3)
  })

  test.each(['status=overdue', 'quote_id=1', 'expand=invoices', 'sort=total', 'to=x', 'a=1'])(
    '400: %s',
    async (query) => {
      expect((await list(`?${query}`)).body.code).toBe('validation_failed')
    },
  )

  test('401: nobody; 403: another scope', async () => {
    for (const path of ['/orders', `/orders/${mine.id}`]) {
      expect((await shop.call('GET', path, {})).status).toBe(401)
      expect((await shop.call('GET', path, await shop.pat(ben, ['read:quotes']))).body.scope).toBe(
        'read:projects',
      )
    }
  })

  test('404: another customer’s, another shop’s, nobody’s; 400: what cannot be shown', async () => {
    expect((await shop.call('GET', `/orders/${bens.id}`, customer)).body.code).toBe('not_found')
    expect((await shop.call('GET', `/orders/${bens.id}`, shop.elsewhere.credential)).status).toBe(404)
    expect((await shop.call('GET', `/orders/${bens.order_no}`, staff)).status).toBe(404)
    expect((await shop.call('GET', `/orders/${mine.id}?expand=lines`, staff)).status).toBe(400)
  })

  test('200: what is invoiced of a line, void invoices aside', async () => {
    const order_line_id = mine.lines[0].id
    const invoiced = async () =>
      (await shop.call('GET', `/orders/${mine.id}`, customer)).body.lines[0].qty_invoiced
    const bill = (quantity: number) =>
      shop.must('/invoices', staff, {
        order_id: mine.id,
        due_on: '2026-06-14',
        lines: [{ order_line_id, quantity }],
      })
    const first = await bill(3)
    await bill(2)
    expect(await invoiced()).toBe(5)
    await shop.must(`/invoices/${first.id}/issue`, staff)
    await shop.must(`/invoices/${first.id}/void`, staff)
    expect(await invoiced()).toBe(2)
  })
})
