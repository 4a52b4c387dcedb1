import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { type BillingShop, openBillingShop, usd } from './testing/billing-shop.ts'
import { placeOrder } from './testing/order.ts'

let shop: BillingShop

beforeAll(async () => {
  shop = await openBillingShop()
})
afterAll(() => shop.close())

const due_on = '2026-06-14'
const invoice = (order_id: string, members: object = {}) =>
  shop.post('/invoices', { order_id, due_on, ...members })
const part = (order_line_id: string | undefined, quantity: number) => ({
  lines: [{ order_line_id, quantity }],
})
const countAll = async () =>
  shop.app.db.one({
    text: 'SELECT (SELECT count(*) FROM invoices) AS invoices, (SELECT count(*) FROM audit_log) AS audit',
    values: [],
  })

const charges = [
  { kind: 'setup', amountMinor: 5_000 },
  { kind: 'discount', amountMinor: -1_000 },
  { kind: 'tax', amountMinor: 1_650 },
]

describe('POST /invoices', () => {
  test('201: a draft with the order’s lines and charges, its sums derived', async () => {
    const order = await shop.order({ charges })
    const reply = await invoice(order.id)
    expect(reply.status, reply.text).toBe(201)
    expect(reply.body).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      invoice_no: null,
      status: 'draft',
      overdue: false,
      order_id: order.id,
      order_no: order.orderNo,
      project_id: order.projectId,
      project_no: expect.stringMatching(/^P-/),
      customer_id: shop.people.customer.userId,
      due_on,
      issued_at: null,
      lines: [
        {
          order_line_id: order.lineIds[0],
          part_name: 'Part 1',
          quantity: 10,
          unit_price: '12.500000',
          total: usd(12_500),
        },
      ],
      charges: [
        { kind: 'setup', label: 'setup', amount: usd(5_000) },
        { kind: 'discount', label: 'discount', amount: usd(-1_000) },
        { kind: 'tax', label: 'tax', amount: usd(1_650) },
      ],
      subtotal: usd(16_500),
      tax: usd(1_650),
      total: usd(18_150),
      paid: usd(0),
      balance: usd(18_150),
      payments: [],
      created_at: '2026-05-15T12:00:00.000Z',
    })
    expect(await shop.audited(reply.body.id)).toMatchObject([
      { action: 'invoice.create', after: { due_on, total: usd(18_150) } },
    ])
    expect(await shop.eventsOf(reply.body.id)).toEqual([])
  })

  test('201: parts of an order, charges on the first, the last takes the remainder', async () => {
    const order = await shop.order({
      lines: [
        { quantity: 3, totalMinor: 1_000 },
        { quantity: 5, totalMinor: 500 },
      ],
      charges,
    })
    const [first, second] = order.lineIds
    const one = await shop.must(201, invoice(order.id, part(first, 1)))
    expect([one.subtotal, one.tax, one.total]).toEqual([usd(4_333), usd(1_650), usd(5_983)])
    const two = await shop.must(201, invoice(order.id, part(first, 1)))
    expect([two.total, two.charges]).toEqual([usd(333), []])
    const rest = await shop.must(201, invoice(order.id))
    expect(
      rest.lines.map(({ quantity, total }: { quantity: number; total: object }) => [quantity, total]),
    ).toEqual([
      [1, usd(334)],
      [5, usd(500)],
    ])
    expect(rest.total).toEqual(usd(834))
    const over = await invoice(order.id, part(second, 1))
    expect([over.status, over.body.code, over.body.left]).toEqual([409, 'quantity_exceeded', 0])
  })

  test('201: what is void can be invoiced again, its charges too', async () => {
    const order = await shop.order({ charges })
    const { id, total } = await shop.must(201, invoice(order.id))
    await shop.must(200, shop.post(`/invoices/${id}/issue`))
    expect((await invoice(order.id)).body.code).toBe('quantity_exceeded')
    await shop.must(200, shop.post(`/invoices/${id}/void`))
    const again = await shop.must(201, invoice(order.id))
    expect([again.total, again.charges.length]).toEqual([total, 3])
  })

  test('201: by a key, and of a staging key’s or a test order it is a test record', async () => {
    const order = await shop.order({ isTest: true })
    const reply = await shop.post('/invoices', { order_id: order.id, due_on }, shop.keys.api)
    expect(reply.status).toBe(201)
    await shop.must(200, shop.post(`/invoices/${reply.body.id}/issue`))
    expect(await shop.eventsOf(reply.body.id)).toEqual(['invoice.issued (test)'])
  })

  test('201: due today is soon enough, by the workspace’s day', async () => {
    const order = await shop.order()
    const owner = shop.people.owner.credential
    await shop.must(200, shop.call('PATCH', '/workspace', owner, { time_zone: 'Pacific/Kiritimati' }))
    const early = await invoice(order.id, { due_on: '2026-05-15' })
    expect([early.status, early.body.errors]).toEqual([
      400,
      [{ path: 'due_on', message: 'must be 2026-05-16 or later' }],
    ])
    expect((await invoice(order.id, { due_on: '2026-05-16' })).status).toBe(201)
    await shop.must(200, shop.call('PATCH', '/workspace', owner, { time_zone: 'UTC' }))
  })

  test('409: of ten at once over the same order one is made', async () => {
    const order = await shop.order()
    const replies = await Promise.all(Array.from({ length: 10 }, () => invoice(order.id)))
    expect(replies.map(({ status }) => status).sort()).toEqual([201, ...Array(9).fill(409)])
  })

  test('409: a part at once by two: both fit, or one is refused; never more than ordered', async () => {
    const order = await shop.order()
    const replies = await Promise.all([6, 4, 6, 4].map((n) => invoice(order.id, part(order.lineIds[0], n))))
    const billed = replies
      .filter(({ status }) => status === 201)
      .reduce((sum, { body }) => sum + body.lines[0].quantity, 0)
    expect(billed).toBeLessThanOrEqual(10)
    for (const { status, body } of replies)
      expect(status === 201 || body.code === 'quantity_exceeded').toBe(true)
  })

  test('409: a cancelled order', async () => {
    const order = await shop.order({ status: 'cancelled' })
    const reply = await invoice(order.id)
    expect([reply.status, reply.body.code, reply.body.current_status]).toEqual([
      409,
      'invalid_transition',
      'cancelled',
    ])
  })

  test('400: a discount larger than the part', async () => {
    const order = await shop.order({
      lines: [{ quantity: 10, totalMinor: 1_000 }],
      charges: [{ kind: 'discount', amountMinor: -500 }],
    })
    const reply = await invoice(order.id, part(order.lineIds[0], 1))
    expect([reply.status, reply.body.errors[0].path]).toEqual([400, 'lines'])
    expect((await invoice(order.id)).body.total).toEqual(usd(500))
  })

  test('400: another shop’s order, and none, look the same', async () => {
    const { elsewhere, people } = shop
    const own = await shop.order()
    const foreign = await shop.call('POST', '/invoices', elsewhere.credential, { order_id: own.id, due_on })
    const missing = await shop.call('POST', '/invoices', elsewhere.credential, {
      order_id: randomUUID(),
      due_on,
    })
    expect([foreign.status, foreign.body.errors]).toEqual([400, missing.body.errors])
    const theirs = await placeOrder(shop.app.db, { ...people.customer, workspaceId: elsewhere.workspaceId })
    expect((await invoice(theirs.id)).status).toBe(400)
    const line = await invoice(own.id, part(theirs.lineIds[0], 1))
    expect([line.status, line.body.errors[0].path]).toEqual([400, 'lines[0].order_line_id'])
  })

  describe('400', () => {
    let order: Awaited<ReturnType<BillingShop['order']>>
    beforeAll(async () => {
      order = await shop.order()
    })
    const line = () => order.lineIds[0]

    it.each<[string, () => object]>([
      ['no due day', () => ({ due_on: undefined })],
      ['a due day in the past', () => ({ due_on: '2026-05-14' })],
      ['a due day that does not exist', () => ({ due_on: '2026-02-30' })],
      ['a due time', () => ({ due_on: '2026-06-14T00:00:00Z' })],
      ['a due day out of range', () => ({ due_on: '10000-01-01' })],
      ['an order that is no id', () => ({ order_id: 'O-20260501-0001' })],
      ['no lines', () => ({ lines: [] })],
      ['a quantity of nothing', () => part(line(), 0)],
      ['a negative quantity', () => part(line(), -1)],
      ['half a piece', () => part(line(), 0.5)],
      ['a quantity beyond the database', () => part(line(), 2_147_483_648)],
      ['a line twice', () => ({ lines: [...part(line(), 1).lines, ...part(line(), 1).lines] })],
      ['a total', () => ({ total: usd(1) })],
      ['a number', () => ({ invoice_no: 'I-20260515-0001' })],
      ['a status', () => ({ status: 'paid' })],
      ['a workspace', () => ({ workspace_id: shop.elsewhere.workspaceId })],
    ])('%s', async (_, members) => {
      const before = await countAll()
      const reply = await invoice(order.id, members())
      expect([reply.status, reply.body.code]).toEqual([400, 'validation_failed'])
      expect(await countAll()).toEqual(before)
    })
  })

  test('401: nobody; 403: a customer, a scoped token, a key without api', async () => {
    const { id } = await shop.order()
    const body = { order_id: id, due_on }
    expect((await shop.post('/invoices', body, {})).status).toBe(401)
    const { customer, staff } = shop.people
    for (const [as, code] of [
      [customer.credential, 'role_required'],
      [await shop.pat(staff, ['write:invoices']), 'insufficient_scope'],
      [shop.keys.admin, 'insufficient_scope'],
    ] as const) {
      const reply = await shop.post('/invoices', body, as)
      expect([reply.status, reply.body.code]).toEqual([403, code])
    }
  })
})
