import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type BillingShop, openBillingShop } from './testing/billing-shop.ts'

/** Whatever people do to the invoices of an order, in whatever sequence and at once, the books balance. */

let shop: BillingShop

beforeAll(async () => {
  shop = await openBillingShop()
  const owner = shop.people.owner.credential
  await shop.must(200, shop.call('PATCH', '/workspace', owner, { mark_paid_allowed: true }))
})
afterAll(() => shop.close())

interface Step {
  action: 'draft' | 'issue' | 'void' | 'pay' | 'reverse' | 'mark-paid'
  /** Picks the record, the quantity or the amount. */
  pick: number
}

const step: fc.Arbitrary<Step> = fc.record({
  action: fc.constantFrom('draft', 'draft', 'issue', 'issue', 'void', 'pay', 'pay', 'reverse', 'mark-paid'),
  pick: fc.nat(9_999),
})

/** What is known of an order's invoices while they are played with. */
interface Game {
  orderId: string
  lineIds: string[]
  invoices: string[]
  payments: string[]
}

function one<T>(list: readonly T[], pick: number): T | undefined {
  return list[pick % (list.length || 1)]
}

async function play(game: Game, { action, pick }: Step): Promise<number> {
  const invoice = one(game.invoices, pick)
  if (action === 'draft') {
    const lines = [{ order_line_id: one(game.lineIds, pick), quantity: (pick % 7) + 1 }]
    const body = { order_id: game.orderId, due_on: '2026-06-14', ...(pick % 3 > 0 && { lines }) }
    const reply = await shop.post('/invoices', body)
    if (reply.status === 201) game.invoices.push(reply.body.id)
    return reply.status
  }
  if (action === 'reverse') {
    const payment = one(game.payments, pick)
    return payment === undefined ? 0 : (await shop.post(`/payments/${payment}/reverse`)).status
  }
  if (invoice === undefined) return 0
  if (action === 'pay') {
    const reply = await shop.pay(invoice, (pick % 900) + 1)
    if (reply.status === 201) game.payments.push(reply.body.id)
    return reply.status
  }
  if (action === 'mark-paid') {
    const said = { method: 'wire', reference: 'F-1' }
    const reply = await shop.post(`/invoices/${invoice}/mark-paid`, said, shop.people.customer.credential)
    if (reply.status === 200) game.payments.push(reply.body.payments.at(-1).id)
    return reply.status
  }
  return (await shop.post(`/invoices/${invoice}/${action}`)).status
}

interface Book {
  id: string
  status: string
  total: number
  paid: number
  standing: number
  parts: number
  issued: number
  settled: number
}

/** Every invoice of an order with what its payments, its parts and its events add up to. */
const booksOf = (orderId: string) =>
  shop.app.db.rows<Book>({
    text: `
      SELECT i.id, i.status, i.total_minor AS total, i.paid_minor AS paid,
        (SELECT coalesce(sum(amount_minor), 0)::bigint FROM payments p
         WHERE p.invoice_id = i.id AND p.reversed_at IS NULL) AS standing,
        (SELECT coalesce(sum(total_minor), 0)::bigint FROM invoice_lines l WHERE l.invoice_id = i.id)
          + (SELECT coalesce(sum(amount_minor), 0)::bigint FROM invoice_charges c WHERE c.invoice_id = i.id) AS parts,
        (SELECT count(*)::int FROM events e WHERE e.type = 'invoice.issued'
           AND e.body::json->'data'->>'invoice_id' = i.id::text) AS issued,
        (SELECT count(*)::int FROM events e WHERE e.type = 'invoice.paid'
           AND e.body::json->'data'->>'invoice_id' = i.id::text) AS settled
      FROM invoices i WHERE i.order_id = $1`,
    values: [orderId],
  })

/** How often each invoice was settled, by its audit log. */
const settledByLog = async (id: string): Promise<number> => {
  const { n } = await shop.app.db.one<{ n: number }>({
    text: `SELECT count(*)::int AS n FROM audit_log a JOIN payments p ON p.id::text = a.subject
           WHERE p.invoice_id = $1 AND a.action <> 'payment.reverse' AND a.after->>'status' = 'paid'`,
    values: [id],
  })
  return n
}

const statusBy = ({ status, total, standing }: Book): string[] => {
  if (standing === 0 && total > 0) return ['draft', 'issued', 'void'].includes(status) ? [status] : ['issued']
  return [standing === total ? 'paid' : 'partially_paid']
}

async function expectBalance(orderId: string): Promise<void> {
  for (const book of await booksOf(orderId)) {
    expect(book.paid).toBe(book.standing)
    expect(book.paid).toBeLessThanOrEqual(book.total)
    expect(book.total).toBe(book.parts)
    if (book.total > 0) expect(statusBy(book)).toEqual([book.status])
    expect(book.issued).toBe(book.status === 'draft' ? 0 : 1)
    expect(book.settled).toBe(await settledByLog(book.id))
  }
  const lines = await shop.app.db.rows<{ quantity: number; total: number; billed: number; minor: number }>({
    text: `SELECT l.quantity, l.total_minor AS total, coalesce(sum(b.quantity), 0)::int AS billed,
             coalesce(sum(b.total_minor), 0)::bigint AS minor
           FROM order_lines l
           LEFT JOIN (invoice_lines b JOIN invoices i ON i.id = b.invoice_id AND i.status <> 'void')
             ON b.order_line_id = l.id
           WHERE l.order_id = $1 GROUP BY l.id`,
    values: [orderId],
  })
  for (const line of lines) {
    expect(line.billed).toBeLessThanOrEqual(line.quantity)
    if (line.billed === line.quantity) expect(line.minor).toBe(line.total)
    else expect(line.minor).toBeLessThanOrEqual(line.total)
  }
}

async function newGame(): Promise<Game> {
  const order = await shop.order({
    lines: [
      { quantity: 10, totalMinor: 1_003 },
      { quantity: 7, totalMinor: 200 },
    ],
    charges: [
      { kind: 'setup', amountMinor: 500 },
      { kind: 'tax', amountMinor: 151 },
    ],
  })
  return { orderId: order.id, lineIds: order.lineIds, invoices: [], payments: [] }
}

/** Nothing to act on; done; refused. A draft is not there for who says that it is paid. */
const answers = [0, 200, 201, 400, 404, 409]

test('one after another', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
      const game = await newGame()
      for (const next of steps) expect(answers).toContain(await play(game, next))
      await expectBalance(game.orderId)
    }),
    { numRuns: 25 },
  )
})

test('several at once', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(step, { minLength: 2, maxLength: 4 }), { maxLength: 8 }),
      async (rounds) => {
        const game = await newGame()
        await play(game, { action: 'draft', pick: 1 })
        for (const round of rounds) {
          const statuses = await Promise.all(round.map((next) => play(game, next)))
          for (const status of statuses) expect(answers).toContain(status)
        }
        await expectBalance(game.orderId)
      },
    ),
    { numRuns: 15 },
  )
})
