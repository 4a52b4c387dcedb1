import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Person, startTestApp, type TestApp } from '../../../test/harness/app.ts'
import { apiKey, bearer, mintApiKey, mintToken } from '../../../test/harness/credentials.ts'
import { openSecondDb } from '../../../test/harness/database.ts'
import { patience } from '../../../test/harness/patience.ts'
import { type Receiver, startReceiver } from '../../../test/harness/receiver.ts'
import type { Db } from '../../db/port.ts'
import { openStream } from './testing/stream-reader.ts'

/** Two nodes on one server: one that has the streams, and one that sends. */

let worker: TestApp
let node: TestApp
let second: Db
let address: string
let owner: Person
let customer: Person
let receiver: Receiver

beforeAll(async () => {
  const environment = { FABWIRE_ALLOW_INSECURE_TARGETS: '127.0.0.0/8' }
  worker = await startTestApp({ environment })
  second = openSecondDb(worker.db)
  node = await startTestApp({ db: second, environment: { ...environment, FABWIRE_ROLE: 'api' } })
  owner = await worker.owner()
  customer = await worker.customer()
  receiver = await startReceiver()
  address = await node.app.listen({ port: 0, host: '127.0.0.1' })
})
afterAll(async () => {
  await receiver.close()
  await node.close()
  await second.close()
  await worker.close()
})

const publish = async (count: number) => {
  const key = apiKey((await mintApiKey(worker, owner)).secret)
  const data = { title: 'Shipped', message: 'On its way' }
  const event = { type: 'order.shipped', user_id: customer.userId, data }
  const reply = await worker.call('POST', '/events', { as: key, body: { events: Array(count).fill(event) } })
  return reply.body.ids as number[]
}

const settlementsTold = vi.fn()

test('a stream hears of what another node settles, and of the inbox', async () => {
  const hook = await node.call('POST', '/webhooks', { as: customer.credential, body: { url: receiver.url } })
  await worker.db.listen('fabwire_live', { onPayload: (payload) => settlementsTold(JSON.parse(payload)) })
  await publish(1)
  await vi.waitFor(() => expect(receiver.received).toHaveLength(1), patience)
  const reader = await openStream(address, customer.credential)
  await vi.waitFor(() => expect(settlementsTold).toHaveBeenCalled(), patience)
  // Nobody listened when it was settled, so nobody was told.
  expect(settlementsTold.mock.calls.map(([message]) => Object.keys(message))).toEqual([['from', 'wants']])

  const ids = await publish(60)
  const { webhook_id } = await reader.until('delivery', { status: 'delivered' })
  expect(webhook_id).toBe(hook.body.id)
  await reader.until('inbox', { title: 'Shipped' })
  await vi.waitFor(() => {
    const told = new Set(reader.of('delivery').map(({ event }) => event.id))
    expect(ids.filter((id) => !told.has(id))).toEqual([])
  }, patience)

  reader.hangUp()
  await vi.waitFor(() => expect(settlementsTold.mock.lastCall?.[0]).toMatchObject({ wants: [] }), patience)
})

test('a stream ends when its token is revoked on another node', async () => {
  const { id, secret } = await mintToken(worker, customer)
  const reader = await openStream(address, bearer(secret))
  await vi.waitFor(() => expect(reader.text).toContain('retry'), patience)
  await worker.call('DELETE', `/tokens/${id}`, { as: customer.credential })
  expect(await reader.end()).toBe('in order')
})

test('the feed of one node hears of events that another accepts', async () => {
  const as = bearer((await mintToken(node, customer)).secret)
  const reply = node.call('GET', '/events?after=latest&wait=30', { as })
  await vi.waitFor(() => expect(node.services.open.size).toBe(1), patience)
  const ids = await publish(2)
  expect((await reply).body.data.map(({ id }: { id: number }) => id)).toEqual(ids)
})
