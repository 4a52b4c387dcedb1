import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Credential, type Person, startTestApp, type TestApp } from '../../../test/harness/app.ts'
import { rawReceiver } from '../../platform/outbound/test-receivers.ts'
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
  verifiesPlain,
  verifiesStandard,
} from './test-harness.ts'

let shop: TestApp
let owner: Person
let customer: Person
let as: Credential
let key: Credential

beforeAll(async () => {
  shop = await startTestApp({ environment: { ...localReceivers, FABWIRE_DELIVERY_TIMEOUT: '400ms' } })
  owner = await shop.owner()
  customer = await shop.customer()
  as = customer.credential
  key = await mintKey(shop, owner, ['api', 'admin'])
})
afterAll(() => shop.close())

const act = (id: string, verb: string, body?: unknown, who = as) =>
  shop.call('POST', `/webhooks/${id}/${verb}`, { as: who, ...(body !== undefined && { body }) })
const versionOf = async (id: string) =>
  (
    await shop.db.one<{ version: number }>({
      text: 'SELECT version FROM webhooks WHERE id = $1',
      values: [id],
    })
  ).version
const actionsOn = async (id: string) => {
  const rows = await shop.db.rows<{ action: string; before: unknown; after: unknown }>({
    text: 'SELECT action, before, after FROM audit_log WHERE subject = $1 ORDER BY id',
    values: [id],
  })
  return rows.slice(1)
}
const setReason = (id: string, reason: string) =>
  shop.db.run({
    text: `UPDATE webhooks SET status = 'disabled', disabled_reason = $2, consecutive_failures = 10 WHERE id = $1`,
    values: [id, reason],
  })

describe('enable and disable', () => {
  test('200: off and on again, each told to the senders and audited', async () => {
    const { secret: _, ...made } = await createWebhook(shop, as)
    const off = { ...made, status: 'disabled', disabled_reason: 'owner' }
    expect(await act(made.id, 'disable')).toMatchObject({ status: 200, body: off })
    expect(await act(made.id, 'enable')).toMatchObject({ status: 200, body: made })
    expect(await versionOf(made.id)).toBe(3)
    const on = { status: 'enabled', disabled_reason: null }
    expect(await actionsOn(made.id)).toEqual([
      { action: 'webhook.disable', before: on, after: { status: 'disabled', disabled_reason: 'owner' } },
      {
        action: 'webhook.enable',
        before: { status: 'disabled', disabled_reason: 'owner', consecutive_failures: 0 },
        after: { ...on, consecutive_failures: 0 },
      },
    ])
  })

  test('200: what is so already stays as it is, its reason included', async () => {
    const { id } = await createWebhook(shop, as)
    expect((await act(id, 'enable', { held: 'discard' })).body.status).toBe('enabled')
    await setReason(id, 'failures')
    expect((await act(id, 'disable')).body).toMatchObject({ disabled_reason: 'failures' })
    expect(await versionOf(id)).toBe(1)
    expect(await actionsOn(id)).toEqual([])
  })

  test.each(['failures', 'gone', 'plan'])(
    '200: enabled again after %s, its count at zero',
    async (reason) => {
      const { id } = await createWebhook(shop, as)
      await setReason(id, reason)
      expect((await act(id, 'enable', {})).body).toMatchObject({
        status: 'enabled',
        disabled_reason: null,
        consecutive_failures: 0,
      })
    },
  )

  test('enabling one that is enabled discards nothing', async () => {
    const receiver = await startReceiver(() => 500)
    const { id } = await createWebhook(shop, as, { url: receiver.url })
    await publish(shop, key, shippedEvent(customer.userId))
    await eventually(() => expect(receiver.received).toHaveLength(1))
    await act(id, 'enable', { held: 'discard' })
    const [delivery] = await deliveriesOf(shop, as, id)
    expect(delivery?.status).toBe('pending')
    await shop.call('DELETE', `/webhooks/${id}`, { as })
  })

  test.each([{ held: 'keep' }, { held: null }, { release: true }, []])(
    '400: enable with %o',
    async (body) => {
      const { id } = await createWebhook(shop, as)
      expect((await act(id, 'enable', body)).body).toMatchObject({ status: 400, code: 'validation_failed' })
    },
  )

  test('400: disable takes no body', async () => {
    const { id } = await createWebhook(shop, as)
    expect((await act(id, 'disable', { reason: 'x' })).status).toBe(400)
  })
})

describe('POST /webhooks/{id}/test', () => {
  test('202: a signed webhook.test to that webhook only, whatever it subscribes to', async () => {
    const receiver = await startReceiver()
    const other = await startReceiver()
    const { id, secret } = await createWebhook(shop, as, { url: receiver.url, event_types: ['invoice.paid'] })
    await createWebhook(shop, as, { url: other.url })
    const reply = await act(id, 'test')
    expect(reply.status).toBe(202)
    const delivery = await settled(shop, as, id, 'delivered')
    expect(delivery.event).toMatchObject({ id: reply.body.event_id, type: 'webhook.test', is_test: true })
    const [request] = receiver.received
    if (request === undefined) throw new Error('nothing arrived')
    expect(JSON.parse(request.body)).toMatchObject({
      id: reply.body.event_id,
      type: 'webhook.test',
      user_id: customer.userId,
      is_test: true,
      data: { title: expect.any(String), message: expect.any(String), project_no: null, webhook_id: id },
    })
    expect(verifiesPlain(request, secret)).toBe(true)
    expect(verifiesStandard(request, secret)).toBe(true)
    const deliveries = {
      text: 'SELECT id FROM deliveries WHERE event_id = $1',
      values: [reply.body.event_id],
    }
    expect(await shop.db.rows(deliveries)).toHaveLength(1)
    expect(other.received).toEqual([])
  })

  test('202: through a key its user is the key’s creator', async () => {
    const receiver = await startReceiver()
    const { id } = await createWebhook(shop, key, { url: receiver.url })
    expect((await act(id, 'test', undefined, key)).status).toBe(202)
    await eventually(() => expect(receiver.received).toHaveLength(1))
    expect(JSON.parse(receiver.received[0]?.body ?? '').user_id).toBe(owner.userId)
    await shop.call('DELETE', `/webhooks/${id}`, { as: key })
  })

  test('409 webhook_disabled', async () => {
    const { id } = await createWebhook(shop, as)
    await act(id, 'disable')
    expect((await act(id, 'test')).body).toMatchObject({ status: 409, code: 'webhook_disabled' })
    expect(await deliveriesOf(shop, as, id)).toEqual([])
  })
})

describe('POST /webhooks/{id}/ping', () => {
  const ping = async (url: string) => {
    const { id } = await createWebhook(shop, as, { url })
    const reply = await act(id, 'ping')
    expect(reply.status).toBe(200)
    return { ...reply.body, id }
  }

  test('200: one small unsigned POST, its result at once, nothing recorded', async () => {
    const receiver = await startReceiver(() => 202)
    const { id, ...result } = await ping(receiver.url)
    expect(result).toEqual({ status: 202, duration_ms: expect.any(Number), error: null })
    expect(receiver.received).toHaveLength(1)
    const [{ headers, body } = { headers: {}, body: '' }] = receiver.received
    expect(headers).toMatchObject({ 'content-type': 'application/json', 'user-agent': 'FabDigit-Webhook/1' })
    expect(Object.keys(headers).filter((name) => /signature|fabdigit-|webhook/.test(name))).toEqual([])
    expect(JSON.parse(body)).toEqual({ ping: true, webhook_id: id, sent_at: expect.any(String) })
    expect(await deliveriesOf(shop, as, id)).toEqual([])
    const read = (await shop.call('GET', `/webhooks/${id}`, { as })).body
    expect(read).toMatchObject({ last_delivery_at: null, consecutive_failures: 0 })
  })

  test('200: a failure in plain words; the breaker does not hear of it', async () => {
    const receiver = await startReceiver(() => ({
      status: 302,
      headers: { location: 'http://127.0.0.1:9/' },
    }))
    const { id, ...result } = await ping(receiver.url)
    expect(result).toEqual({
      status: 302,
      duration_ms: expect.any(Number),
      error: {
        code: 'http_redirect',
        message:
          'The receiver answered with a redirect (302), which is not followed. Set the URL to the final address.',
      },
    })
    expect((await shop.call('GET', `/webhooks/${id}`, { as })).body.consecutive_failures).toBe(0)
  })

  test('200: no answer in time', async () => {
    const silent = await rawReceiver(() => {})
    expect(await ping(`http://127.0.0.1:${silent.port}/`)).toMatchObject({
      status: null,
      error: { code: 'timeout', message: expect.stringContaining('Answer at once') },
    })
  })

  test('200: a disabled webhook can be tried before it is enabled', async () => {
    const receiver = await startReceiver()
    const { id } = await createWebhook(shop, as, { url: receiver.url })
    await act(id, 'disable')
    expect((await act(id, 'ping')).body).toMatchObject({ status: 204, error: null })
  })
})
