import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Credential, type Person, startTestApp, type TestApp } from '../../../test/harness/app.ts'
import {
  createWebhook,
  deliveriesOf,
  localReceivers,
  mintKey,
  publicUrl,
  publish,
  settled,
  shippedEvent,
  startReceiver,
} from './test-harness.ts'

let shop: TestApp
let customer: Person
let as: Credential
let key: Credential

beforeAll(async () => {
  shop = await startTestApp({ environment: localReceivers })
  key = await mintKey(shop, await shop.owner(), ['api'])
  customer = await shop.customer()
  as = customer.credential
})
afterAll(() => shop.close())

let keys = 0
/** Sends the same request twice with one `Idempotency-Key`. */
async function twice(path: string, who: Credential, body?: object) {
  const headers = { 'idempotency-key': `key-${++keys}` }
  const send = () => shop.call('POST', path, { as: who, headers, ...(body && { body }) })
  return [await send(), await send()] as const
}
const count = async (text: string, ...values: unknown[]) => (await shop.db.rows({ text, values })).length

test('POST /webhooks: one webhook, its secret in the first answer only', async () => {
  const [first, second] = await twice('/webhooks', as, { url: publicUrl, description: 'once' })
  const { secret, ...rest } = first.body
  expect(secret).toMatch(/^whsec_/)
  expect(second).toMatchObject({ status: 201, body: rest })
  expect(second.text).not.toContain('whsec_')
  expect(await count("SELECT id FROM webhooks WHERE description = 'once'")).toBe(1)
})

test('POST /events: published once, and delivered', async () => {
  const receiver = await startReceiver()
  const { id } = await createWebhook(shop, as, { url: receiver.url })
  const [first, second] = await twice('/events', key, { events: [shippedEvent(customer.userId)] })
  expect(second).toMatchObject({ status: 202, body: first.body })
  expect((await settled(shop, as, id, 'delivered')).event.id).toBe(first.body.ids[0])
  expect(await deliveriesOf(shop, as, id)).toHaveLength(1)
})

test('POST …/test and …/redeliver: once', async () => {
  const receiver = await startReceiver()
  const { id } = await createWebhook(shop, as, { url: receiver.url })
  const tests = await twice(`/webhooks/${id}/test`, as)
  expect(tests.map(({ status, body }) => [status, body])).toEqual(Array(2).fill([202, tests[0].body]))
  const { id: delivery } = await settled(shop, as, id, 'delivered')
  for (const [path, body] of [
    [`/webhooks/deliveries/${delivery}/redeliver`],
    ['/webhooks/deliveries/redeliver', { ids: [delivery] }],
  ] as const) {
    const [first, second] = await twice(path, as, body)
    expect(second).toMatchObject({ status: 202, body: first.body })
  }
  expect(await count('SELECT id FROM deliveries WHERE webhook_id = $1', id)).toBe(3)
})

test('422: the same key for other events', async () => {
  const headers = { 'idempotency-key': 'one-key' }
  const send = (title: string) =>
    shop.call('POST', '/events', { as: key, headers, body: shippedEvent(customer.userId, { title }) })
  expect((await send('a')).status).toBe(202)
  expect((await send('b')).body).toMatchObject({ status: 422, code: 'idempotency_mismatch' })
  await publish(shop, key, shippedEvent(customer.userId))
})
