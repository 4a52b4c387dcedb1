import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Person, startTestApp, type TestApp } from '../../../test/harness/app.ts'
import { createWebhook, mintKey, publish, shippedEvent } from './test-harness.ts'

// Explainable attempts (issue 4, 6): what the log of a delivery shows of each of its attempts.

let shop: TestApp
let customer: Person
let deliveryId: string

beforeAll(async () => {
  shop = await startTestApp({ start: false })
  const owner = await shop.owner()
  customer = await shop.customer()
  await createWebhook(shop, customer.credential)
  await publish(shop, await mintKey(shop, owner, ['api']), shippedEvent(customer.userId))
  const { id } = await shop.db.one<{ id: string }>({ text: 'SELECT id FROM deliveries', values: [] })
  deliveryId = id
})
afterAll(() => shop.close())

const cures: readonly [code: string, says: RegExp][] = [
  ['dns', /DNS record/],
  ['refused', /listens on the port/],
  ['unreachable', /firewall/],
  ['reset', /log of the receiver/],
  ['tls', /certificate is valid/],
  ['timeout_connect', /firewall in front/],
  ['timeout', /within 10 s.*do the work afterwards/],
  ['timeout_body', /short answer/],
  ['blocked_target', /public address/],
  ['bad_url', /https:/],
  ['headers_too_large', /fewer headers/],
  ['protocol', /web server/],
]

test('200: every class of failure is shown with its code, its times, its address and its cure', async () => {
  for (const [n, [code]] of cures.entries())
    await shop.db.run({
      text: `INSERT INTO attempts (delivery_id, number, started_at, duration_ms, timings_ms, address, error_code)
             VALUES ($1, $2, now(), 31, '{1.25,2.5,3.75,NULL,30.5}', '93.184.215.14', $3)`,
      values: [deliveryId, n + 1, code],
    })
  const reply = await shop.call('GET', `/webhooks/deliveries/${deliveryId}`, { as: customer.credential })
  expect(reply.status).toBe(200)
  expect(reply.body.attempts).toHaveLength(cures.length)
  for (const [n, [code, says]] of cures.entries())
    expect(reply.body.attempts[n]).toMatchObject({
      number: n + 1,
      duration_ms: 31,
      timings_ms: { dns: 1.25, connect: 2.5, tls: 3.75, first_byte: null, total: 30.5 },
      address: '93.184.215.14',
      request: {
        headers: { 'X-FabDigit-Event-Type': 'order.shipped' },
        body: expect.stringMatching(/^\{"id":/),
      },
      response: null,
      error: { code, message: expect.stringMatching(says) },
    })
})
