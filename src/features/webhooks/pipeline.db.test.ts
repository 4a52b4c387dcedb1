import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Credential, type Person, startTestApp, type TestApp } from '../../../test/harness/app.ts'
import {
  createWebhook,
  deliveriesOf,
  eventually,
  localReceivers,
  mintKey,
  publish,
  settled,
  shippedEvent,
  startReceiver,
  type TestReceiver,
  verifiesPlain,
  verifiesStandard,
} from './test-harness.ts'

let shop: TestApp
let owner: Person
let customer: Person
let as: Credential
let key: Credential

/** Eight attempts as by default, in a second; the breaker out of the way where a test does not want it. */
const shortSchedule = '20ms,20ms,20ms,20ms,20ms,20ms,20ms'
const breakerFailures = 10

beforeAll(async () => {
  shop = await startTestApp({
    environment: {
      ...localReceivers,
      FABWIRE_RETRY_SCHEDULE: shortSchedule,
      FABWIRE_BREAKER_FAILURES: String(breakerFailures),
    },
  })
  owner = await shop.owner()
  key = await mintKey(shop, owner, ['api', 'admin'])
})
afterAll(() => shop.close())

// A customer of its own for each test: no webhook of another test gets its events.
beforeEach(async () => {
  customer = await shop.customer()
  as = customer.credential
})

const subscribe = ({ url }: TestReceiver, body: object = {}, who = as) =>
  createWebhook(shop, who, { url, ...body })
const publishMany = async (count: number, userId = customer.userId): Promise<number[]> => {
  const events = Array.from({ length: count }, (_, n) => shippedEvent(userId, { n }))
  return (await shop.call('POST', '/events', { as: key, body: { events } })).body.ids
}
const act = async (id: string, verb: string, body?: object, who = as) => {
  const reply = await shop.call('POST', `/webhooks/${id}/${verb}`, { as: who, ...(body && { body }) })
  expect(reply.status, reply.text).toBeLessThan(300)
  return reply.body
}
const read = async (id: string, who = as) => (await shop.call('GET', `/webhooks/${id}`, { as: who })).body
const statuses = async (id: string, who = as) =>
  (await deliveriesOf(shop, who, id, '?limit=200')).map(({ status }) => status)
const eventIds = ({ received }: TestReceiver) =>
  received.map(({ headers }) => Number(headers['x-fabdigit-event-id']))

describe('delivering', () => {
  test('a published event arrives signed, verifies in both schemes, and is logged with its exact request', async () => {
    const receiver = await startReceiver(() => ({ status: 200, headers: { 'x-own': 'yes' }, body: 'thanks' }))
    const { id, secret, fingerprint } = await subscribe(receiver)
    const eventId = await publish(shop, key, shippedEvent(customer.userId))
    const delivery = await settled(shop, as, id, 'delivered')

    const [request] = receiver.received
    if (request === undefined) throw new Error('nothing arrived')
    expect(verifiesPlain(request, secret)).toBe(true)
    expect(verifiesStandard(request, secret)).toBe(true)
    expect(request.headers).toMatchObject({
      'content-type': 'application/json',
      'user-agent': 'FabDigit-Webhook/1',
      'x-fabdigit-signature-fingerprint': fingerprint,
      'x-fabdigit-event-id': String(eventId),
      'x-fabdigit-event-type': 'order.shipped',
      'x-fabdigit-audience': 'customer',
      'webhook-id': String(eventId),
    })
    expect(JSON.parse(request.body)).toMatchObject({ id: eventId, user_id: customer.userId, is_test: false })
    expect(Object.keys(JSON.parse(request.body))).toEqual([
      ...['id', 'type', 'user_id', 'created_at', 'is_test', 'data'],
    ])

    expect(delivery).toEqual({
      id: expect.any(String),
      webhook_id: id,
      event: {
        id: eventId,
        type: 'order.shipped',
        created_at: JSON.parse(request.body).created_at,
        is_test: false,
      },
      status: 'delivered',
      redelivery_of: null,
      attempt_count: 1,
      next_attempt_at: null,
      attempts: [
        {
          number: 1,
          started_at: expect.any(String),
          duration_ms: expect.any(Number),
          timings_ms: {
            dns: null,
            connect: expect.any(Number),
            tls: null,
            first_byte: expect.any(Number),
            total: expect.any(Number),
          },
          address: '127.0.0.1',
          request: { headers: expect.any(Object), body: request.body },
          response: { status: 200, headers: expect.objectContaining({ 'x-own': 'yes' }), body: 'thanks' },
          error: null,
        },
      ],
    })
    for (const [name, value] of Object.entries(delivery.attempts[0].request.headers))
      expect(request.headers[name.toLowerCase()]).toBe(value)
    expect((await read(id)).last_delivery_at).not.toBeNull()
  })

  test('one that fails first is tried again with the same id and bytes', async () => {
    const receiver = await startReceiver((nth) => (nth === 1 ? { status: 500, body: 'oops' } : 204))
    const { id, secret } = await subscribe(receiver)
    await publish(shop, key, shippedEvent(customer.userId))
    const { attempts, attempt_count } = await settled(shop, as, id, 'delivered')
    expect(attempt_count).toBe(2)
    expect(attempts[0]).toMatchObject({
      number: 1,
      response: { status: 500, body: 'oops' },
      error: {
        code: 'http_server_error',
        message:
          'The receiver answered with status 500. Look into the log of the receiver: it failed at that time.',
      },
    })
    expect(attempts[1]).toMatchObject({ number: 2, response: { status: 204 }, error: null })
    const [first, second] = receiver.received
    expect(second?.body).toBe(first?.body)
    expect(second?.headers['x-fabdigit-event-id']).toBe(first?.headers['x-fabdigit-event-id'])
    for (const request of receiver.received) expect(verifiesPlain(request, secret)).toBe(true)
    expect((await read(id)).consecutive_failures).toBe(0)
  })

  test('is dead after eight attempts', async () => {
    const receiver = await startReceiver(() => 404)
    const { id } = await subscribe(receiver)
    await publish(shop, key, shippedEvent(customer.userId))
    const delivery = await settled(shop, as, id, 'dead')
    expect(delivery).toMatchObject({ attempt_count: 8, next_attempt_at: null })
    expect(delivery.attempts.map(({ number }: { number: number }) => number)).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8,
    ])
    expect(delivery.attempts[7].error).toEqual({
      code: 'http_client_error',
      message: 'The receiver answered 404: nothing is at this path. Check the path of the URL.',
    })
    expect(receiver.received).toHaveLength(8)
    expect(await read(id)).toMatchObject({ status: 'enabled', consecutive_failures: 8 })
  })

  test('a failure before any answer says why and what to do', async () => {
    const receiver = await startReceiver()
    const { id } = await subscribe({ ...receiver, url: 'https://127.0.0.1:1/' })
    await publish(shop, key, shippedEvent(customer.userId))
    const { attempts } = await settled(shop, as, id, 'dead')
    expect(attempts[0]).toMatchObject({
      response: null,
      error: {
        code: 'refused',
        message:
          '127.0.0.1 refused the connection. Check that the receiver is running and listens on the port of the URL.',
      },
    })
  })

  test('Retry-After moves the next try later', async () => {
    const receiver = await startReceiver(() => ({ status: 503, headers: { 'retry-after': '3600' } }))
    const { id } = await subscribe(receiver)
    await publish(shop, key, shippedEvent(customer.userId))
    const delivery = await eventually(async () => {
      const [found] = await deliveriesOf(shop, as, id)
      expect(found?.attempt_count).toBe(1)
      return found
    })
    const waitMs = Date.parse(delivery.next_attempt_at) - Date.parse(delivery.attempts[0].started_at)
    expect(delivery.status).toBe('pending')
    expect(waitMs).toBeGreaterThanOrEqual(3_600_000)
    expect(waitMs).toBeLessThan(3_660_000)
  })

  test('subscribed types only; an empty list is all', async () => {
    const some = await startReceiver()
    const every = await startReceiver()
    const { id } = await subscribe(some, { event_types: ['invoice.paid'] })
    await subscribe(every)
    const shipped = await publish(shop, key, shippedEvent(customer.userId))
    const paid = await publish(shop, key, { ...shippedEvent(customer.userId), type: 'invoice.paid' })
    await settled(shop, as, id, 'delivered')
    await eventually(() => expect(new Set(eventIds(every))).toEqual(new Set([shipped, paid])))
    expect(eventIds(some)).toEqual([paid])
  })

  test('a workspace’s webhook gets those of all customers, but nothing that is about an account', async () => {
    const receiver = await startReceiver()
    const own = await startReceiver()
    const { id } = await subscribe(receiver, {}, owner.credential)
    await subscribe(own)
    const other = await shop.customer()
    const shipped = [
      await publish(shop, key, shippedEvent(customer.userId)),
      await publish(shop, key, shippedEvent(other.userId)),
    ]
    const about = { title: 'x', message: 'y' }
    const base = { workspaceId: owner.workspaceId, userId: customer.userId, isTest: false, data: about }
    const aboutAccount = await shop.services.engine.publish([
      { ...base, type: 'security.new_login' },
      { ...base, type: 'account.deleted' },
    ])
    await eventually(() => expect(new Set(eventIds(own))).toEqual(new Set([shipped[0], ...aboutAccount])))
    await eventually(() => expect(new Set(eventIds(receiver))).toEqual(new Set(shipped)))
    expect(receiver.received[0]?.headers['x-fabdigit-audience']).toBe('workspace')
    await shop.call('DELETE', `/webhooks/${id}`, { as: owner.credential })
  })

  test('the log stays readable when the URL has changed and the secret was rotated', async () => {
    const receiver = await startReceiver(() => 500)
    const { id, secret } = await subscribe(receiver)
    await publish(shop, key, shippedEvent(customer.userId))
    const before = await settled(shop, as, id, 'dead')
    await act(id, 'rotate-secret', { overlap_hours: 0 })
    await shop.call('PATCH', `/webhooks/${id}`, { as, body: { url: 'https://93.184.215.14/' } })
    const after = (await shop.call('GET', `/webhooks/deliveries/${before.id}`, { as })).body
    expect(after).toEqual(before)
    const { request } = after.attempts[0]
    expect(verifiesPlain({ headers: receiver.received[0]?.headers ?? {}, body: request.body }, secret)).toBe(
      true,
    )
  })
})

describe('the breaker', () => {
  test('ten failures in a row disable; what comes is held; release delivers every one', async () => {
    let broken = true
    const receiver = await startReceiver(() => (broken ? 500 : 204))
    const { id } = await subscribe(receiver)
    const first = await publishMany(3)
    await eventually(async () =>
      expect(await read(id)).toMatchObject({
        status: 'disabled',
        disabled_reason: 'failures',
        consecutive_failures: 10,
      }),
    )
    const later = await publishMany(4)
    expect(await statuses(id)).toEqual(Array(7).fill('held'))
    for (const held of await deliveriesOf(shop, as, id)) expect(held.next_attempt_at).toBeNull()
    const attemptsBefore = (await deliveriesOf(shop, as, id)).map(({ attempt_count }) => attempt_count)
    expect(attemptsBefore.reduce((sum, n) => sum + n, 0)).toBe(10)
    expect(receiver.received).toHaveLength(10)

    broken = false
    expect(await act(id, 'enable')).toMatchObject({
      status: 'enabled',
      disabled_reason: null,
      consecutive_failures: 0,
    })
    await eventually(async () => expect(await statuses(id)).toEqual(Array(7).fill('delivered')))
    expect(new Set(eventIds(receiver).slice(10))).toEqual(new Set([...first, ...later]))
    // A held delivery keeps its attempt count.
    const attemptsAfter = (await deliveriesOf(shop, as, id)).map(({ attempt_count }) => attempt_count)
    expect(attemptsAfter).toEqual(attemptsBefore.map((n) => n + 1))
  })

  test('410 disables one that asked for it, at once, with reason gone', async () => {
    const receiver = await startReceiver(() => 410)
    const { id } = await subscribe(receiver, { disable_on_gone: true })
    await publish(shop, key, shippedEvent(customer.userId))
    await eventually(async () =>
      expect(await read(id)).toMatchObject({ status: 'disabled', disabled_reason: 'gone' }),
    )
    expect(receiver.received).toHaveLength(1)
    expect(await statuses(id)).toEqual(['held'])
  })
})

describe('held deliveries', () => {
  test('are kept while the owner has it disabled, and released', async () => {
    const receiver = await startReceiver()
    const { id } = await subscribe(receiver)
    expect(await act(id, 'disable')).toMatchObject({ status: 'disabled', disabled_reason: 'owner' })
    const ids = await publishMany(5)
    expect(await statuses(id)).toEqual(Array(5).fill('held'))
    await act(id, 'enable', { held: 'release' })
    await eventually(() => expect(new Set(eventIds(receiver))).toEqual(new Set(ids)))
  })

  test('are given up on demand; what comes after goes out', async () => {
    const receiver = await startReceiver()
    const { id } = await subscribe(receiver)
    await act(id, 'disable')
    await publishMany(3)
    await act(id, 'enable', { held: 'discard' })
    expect(await statuses(id)).toEqual(Array(3).fill('discarded'))
    const later = await publish(shop, key, shippedEvent(customer.userId))
    await settled(shop, as, id, 'delivered')
    expect(eventIds(receiver)).toEqual([later])
  })

  test('of a deleted webhook are discarded', async () => {
    const receiver = await startReceiver()
    const { id } = await subscribe(receiver)
    await act(id, 'disable')
    await publishMany(2)
    await shop.call('DELETE', `/webhooks/${id}`, { as })
    const rows = await shop.db.rows({
      text: 'SELECT status, next_attempt_at FROM deliveries WHERE webhook_id = $1',
      values: [id],
    })
    expect(rows).toEqual(Array(2).fill({ status: 'discarded', next_attempt_at: null }))
  })

  test('a downgrade holds what the workspace’s webhooks get; an upgrade resumes exactly those', async () => {
    const plan = (name: string) =>
      shop.call('PATCH', '/workspace', { as: owner.credential, body: { plan: name } })
    const receiver = await startReceiver()
    const suspended = await subscribe(receiver, {}, owner.credential)
    const off = await subscribe(receiver, {}, owner.credential)
    const own = await subscribe(await startReceiver())
    await act(off.id, 'disable', undefined, owner.credential)
    await plan('standard')
    const stored = async () =>
      shop.db.rows({
        text: 'SELECT id, disabled_reason FROM webhooks WHERE id = ANY ($1::uuid[]) ORDER BY id',
        values: [[suspended.id, off.id, own.id]],
      })
    expect(await stored()).toEqual([
      { id: suspended.id, disabled_reason: 'plan' },
      { id: off.id, disabled_reason: 'owner' },
      { id: own.id, disabled_reason: null },
    ])
    // The tenant key is suspended as well, so the event comes from the shop's own records.
    const [eventId] = await shop.services.engine.publish([
      {
        workspaceId: owner.workspaceId,
        userId: customer.userId,
        type: 'order.placed',
        data: { title: 'x', message: 'y' },
        isTest: false,
      },
    ])
    await settled(shop, as, own.id, 'delivered')
    expect(receiver.received).toEqual([])
    await plan('enterprise')
    await settled(shop, owner.credential, suspended.id, 'delivered')
    expect(eventIds(receiver)).toEqual([eventId])
    expect(await read(suspended.id, owner.credential)).toMatchObject({ status: 'enabled' })
    expect(await read(off.id, owner.credential)).toMatchObject({ disabled_reason: 'owner' })
    for (const { id } of [suspended, off])
      await shop.call('DELETE', `/webhooks/${id}`, { as: owner.credential })
  })
})
