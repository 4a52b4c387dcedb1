import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Credential, type Person, startTestApp, type TestApp } from '../../../test/harness/app.ts'
import type { Received } from '../../../test/harness/receiver.ts'
import { ManualClock } from '../../platform/clock.ts'
import {
  createWebhook,
  localReceivers,
  mintKey,
  publish,
  settled,
  shippedEvent,
  startReceiver,
  verifiesPlain,
} from './test-harness.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

let shop: TestApp
let customer: Person
let as: Credential
let owner: Person
const clock = new ManualClock('2026-05-15T11:00:00.000Z')

beforeAll(async () => {
  shop = await startTestApp({ clock, environment: localReceivers })
  owner = await shop.owner()
  customer = await shop.customer()
  as = customer.credential
})
afterAll(() => shop.close())

const rotate = (id: string, body?: object) =>
  shop.call('POST', `/webhooks/${id}/rotate-secret`, { as, ...(body && { body }) })
const inMs = (ms: number) => new Date(clock.now().getTime() + ms).toISOString()

/** Whether `webhook-signature` carries a signature of this secret (Standard Webhooks, without its check of the time). */
function signedStandard({ headers, body }: Received, secret: string): boolean {
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
  const text = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`
  const signature = `v1,${createHmac('sha256', key).update(text).digest('base64')}`
  return String(headers['webhook-signature']).split(' ').includes(signature)
}

test('200: until activate_at the old secret signs, then the new one; both stand in webhook-signature until the overlap ends', async () => {
  const receiver = await startReceiver()
  const made = await createWebhook(shop, as, { url: receiver.url })
  const key = await mintKey(shop, owner, ['api'])
  const fingerprint = async () => (await shop.call('GET', `/webhooks/${made.id}`, { as })).body.fingerprint
  const send = async () => {
    const before = receiver.received.length
    await publish(shop, key, shippedEvent(customer.userId))
    await settled(shop, as, made.id, 'delivered')
    expect(receiver.received).toHaveLength(before + 1)
    return receiver.received.at(-1) as Received
  }
  const expectSigned = (request: Received, primary: string, standard: { old: boolean; new: boolean }) => {
    expect(verifiesPlain(request, primary)).toBe(true)
    expect(signedStandard(request, made.secret)).toBe(standard.old)
    expect(signedStandard(request, next.secret)).toBe(standard.new)
  }

  const first = await send()
  expect(first.headers['x-fabdigit-timestamp']).toBe(String(clock.now().getTime() / 1_000))

  clock.advance(1)
  const reply = await rotate(made.id, { activate_at: inMs(hourMs), overlap_hours: 2 })
  expect(reply.status).toBe(200)
  expect(reply.headers['cache-control']).toBe('no-store')
  const next = reply.body
  expect(next.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
  expect(next).toEqual({ ...made, secret: next.secret, last_delivery_at: expect.any(String) })
  expect(next.secret).not.toBe(made.secret)

  const before = await send()
  expectSigned(before, made.secret, { old: true, new: true })
  expect(before.headers['x-fabdigit-signature-fingerprint']).toBe(made.fingerprint)
  expect(await fingerprint()).toBe(made.fingerprint)

  clock.advance(hourMs)
  const after = await send()
  expectSigned(after, next.secret, { old: true, new: true })
  expect(after.headers['x-fabdigit-signature-fingerprint']).toBe(await fingerprint())
  expect(await fingerprint()).not.toBe(made.fingerprint)
  expect((await rotate(made.id)).body).toMatchObject({ status: 409, code: 'rotation_pending' })

  clock.advance(2 * hourMs)
  const finished = await send()
  expectSigned(finished, next.secret, { old: false, new: true })
  clock.advance(1)
  expect((await rotate(made.id)).status).toBe(200)

  // The log still shows what was sent then.
  const { data } = (await shop.call('GET', `/webhooks/${made.id}/deliveries`, { as })).body
  const shown = await Promise.all(
    data.map(({ id }: { id: string }) => shop.call('GET', `/webhooks/deliveries/${id}`, { as })),
  )
  const signatures = shown.map(({ body }) => body.attempts[0].request.headers['webhook-signature'])
  expect(signatures.toReversed()).toEqual(
    receiver.received.map(({ headers }) => headers['webhook-signature']),
  )
})

test('200: at once by default, with an overlap of 24 hours', async () => {
  const made = await createWebhook(shop, as)
  const next = (await rotate(made.id)).body
  expect(next.fingerprint).not.toBe(made.fingerprint)
  clock.advance(dayMs - 1)
  expect((await rotate(made.id)).status).toBe(409)
  clock.advance(1)
  expect((await rotate(made.id)).status).toBe(200)
})

test('409 until the end of the overlap, counted from activate_at', async () => {
  const { id } = await createWebhook(shop, as)
  expect((await rotate(id, { activate_at: inMs(7 * dayMs), overlap_hours: 168 })).status).toBe(200)
  clock.advance(14 * dayMs - 1)
  expect((await rotate(id)).status).toBe(409)
  clock.advance(1)
  expect((await rotate(id, { overlap_hours: 0 })).status).toBe(200)
  expect((await rotate(id)).status).toBe(200)
})

test('of two rotations at once one wins', async () => {
  const { id } = await createWebhook(shop, as)
  const replies = await Promise.all([rotate(id), rotate(id), rotate(id)])
  expect(replies.map(({ status }) => status).toSorted()).toEqual([200, 409, 409])
})

test.each([
  ['activate_at', () => ({ activate_at: inMs(-60_000) })],
  ['activate_at', () => ({ activate_at: inMs(7 * dayMs + 1) })],
  ['activate_at', () => ({ activate_at: 'tomorrow' })],
  ['activate_at', () => ({ activate_at: null })],
  ['overlap_hours', () => ({ overlap_hours: -1 })],
  ['overlap_hours', () => ({ overlap_hours: 169 })],
  ['overlap_hours', () => ({ overlap_hours: '24' })],
  ['secret', () => ({ secret: 'whsec_mine' })],
])('400 at %s', async (path, body) => {
  const made = await createWebhook(shop, as)
  const reply = await rotate(made.id, body())
  expect(reply.body).toMatchObject({ status: 400, code: 'validation_failed', errors: [{ path }] })
  expect((await shop.call('GET', `/webhooks/${made.id}`, { as })).body.fingerprint).toBe(made.fingerprint)
})

test('a moment that has just passed on the way here is now', async () => {
  const made = await createWebhook(shop, as)
  const reply = await rotate(made.id, { activate_at: inMs(-1_000) })
  expect(reply.status).toBe(200)
  expect(reply.body.fingerprint).not.toBe(made.fingerprint)
})

test('is audited without the secret', async () => {
  const { id } = await createWebhook(shop, as)
  await rotate(id, { activate_at: inMs(hourMs), overlap_hours: 1 })
  const rows = await shop.db.rows<{ action: string; after: object }>({
    text: 'SELECT action, after FROM audit_log WHERE subject = $1 ORDER BY id DESC',
    values: [id],
  })
  expect(rows[0]).toEqual({
    action: 'webhook.rotate_secret',
    after: { activate_at: inMs(hourMs), overlap_until: inMs(2 * hourMs) },
  })
  expect(JSON.stringify(rows)).not.toContain('whsec_')
})
