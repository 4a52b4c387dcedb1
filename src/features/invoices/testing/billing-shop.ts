import type { Credential, Reply, TestAppOptions } from '../../../../test/harness/app.ts'
import { openShop } from '../../../../test/harness/shop.ts'
import { ManualClock } from '../../../platform/clock.ts'
import { placeOrder, type TestOrder } from './order.ts'

export const usd = (amount: number) => ({ amount, currency: 'USD' })

/** When these tests begin: a Friday at noon in UTC. */
export const friday = '2026-05-15T12:00:00.000Z'

/** A shop whose customer has orders to be billed, at a time of its own. Nothing is sent. */
export async function openBillingShop(options: TestAppOptions = {}) {
  const clock = new ManualClock(friday)
  const shop = await openShop({ start: false, clock, ...options })
  const { staff, customer } = shop.people

  async function must(status: number, reply: Promise<Reply>): Promise<Reply['body']> {
    const answered = await reply
    if (answered.status !== status) throw new Error(`${answered.status} ${answered.text}`)
    return answered.body
  }
  const post = (path: string, body?: unknown, as: Credential = staff.credential) =>
    shop.call('POST', path, as, body)

  const order = (members: TestOrder = {}) => placeOrder(shop.app.db, customer, members)
  const draft = async (members: TestOrder = {}, due_on = '2026-06-14') =>
    must(201, post('/invoices', { order_id: (await order(members)).id, due_on }))
  return {
    ...shop,
    clock,
    must,
    post,
    order,
    /** A draft over a new order of 125.00. */
    draft,
    /** The same, issued. */
    issued: async (members: TestOrder = {}, due_on?: string) =>
      must(200, post(`/invoices/${(await draft(members, due_on)).id}/issue`)),
    pay: (id: string, amount: number, as?: Credential) =>
      post(`/invoices/${id}/payments`, { amount: usd(amount), method: 'wire' }, as),
    read: (id: string, as: Credential = staff.credential) => shop.call('GET', `/invoices/${id}`, as),
    /** Types of the events about an invoice, in order, with whether each is a test event. */
    async eventsOf(id: string): Promise<string[]> {
      const rows = await shop.app.db.rows<{ type: string; is_test: boolean }>({
        text: `SELECT type, is_test FROM events WHERE body::json->'data'->>'invoice_id' = $1 ORDER BY id`,
        values: [id],
      })
      return rows.map(({ type, is_test }) => (is_test ? `${type} (test)` : type))
    },
  }
}

export type BillingShop = Awaited<ReturnType<typeof openBillingShop>>
