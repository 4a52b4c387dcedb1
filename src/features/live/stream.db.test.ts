import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Credential, Person } from '../../../test/harness/app.ts'
import { bearer, mintApiKey, mintToken } from '../../../test/harness/credentials.ts'
import { patience } from '../../../test/harness/patience.ts'
import { type Receiver, startReceiver } from '../../../test/harness/receiver.ts'
import { openShop, type Shop } from '../../../test/harness/shop.ts'
import { ManualClock } from '../../platform/clock.ts'
import { mostTold } from './batches.ts'
import { openStream, type StreamReader } from './testing/stream-reader.ts'

let shop: Shop
let address: string
let anna: Person
let receiver: Receiver
const readers: StreamReader[] = []

beforeAll(async () => {
  shop = await openShop({
    environment: { FABWIRE_ALLOW_INSECURE_TARGETS: '127.0.0.0/8', FABWIRE_BREAKER_FAILURES: '2' },
  })
  address = await shop.app.app.listen({ port: 0, host: '127.0.0.1' })
  anna = shop.people.customer
  receiver = await startReceiver()
})
afterAll(async () => {
  await receiver.close()
  await shop.close()
})
afterEach(async () => {
  for (const reader of readers.splice(0)) reader.hangUp()
  receiver.behave(() => 200)
  await vi.waitFor(() => expect(shop.app.services.open.size).toBe(0), patience)
})

async function listen(as: Credential, headers: Credential = {}): Promise<StreamReader> {
  const reader = await openStream(address, as, headers)
  expect(reader.response.statusCode).toBe(200)
  readers.push(reader)
  // The first bytes tell that it is watched for.
  await vi.waitFor(() => expect(reader.text).toContain('\n\n'), patience)
  return reader
}

const webhook = async (as: Credential): Promise<string> =>
  (await shop.call('POST', '/webhooks', as, { url: receiver.url })).body.id

async function publish(person: Person, count = 1): Promise<number[]> {
  const event = {
    type: 'order.shipped',
    user_id: person.userId,
    data: { title: 'Shipped', message: 'On its way', project_no: null },
  }
  const reply = await shop.call('POST', '/events', shop.keys.api, { events: Array(count).fill(event) })
  expect(reply.status, reply.text).toBe(202)
  return reply.body.ids
}

describe('200', () => {
  test('as browsers want it: never kept, never transformed, told when to come back', async () => {
    const reader = await listen(anna.credential, { 'last-event-id': '17', accept: 'text/event-stream' })
    expect(reader.response.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    })
    expect(reader.text).toBe('retry: 1000\n: here you are\n\n')
  })

  test('deliveries as they change, those of the own webhooks only', async () => {
    const id = await webhook(anna.credential)
    const ben = await shop.app.customer('north')
    const [mine, others, members] = [
      await listen(anna.credential),
      await listen(ben.credential),
      await listen(shop.keys.admin),
    ]
    let status = 500
    receiver.behave(() => status)
    const [eventId] = await publish(anna)
    const failed = await mine.until('delivery', { status: 'pending' })
    expect(failed).toMatchObject({
      webhook_id: id,
      event: { id: eventId, type: 'order.shipped' },
      attempt_count: 1,
    })
    expect(Date.parse(failed.next_attempt_at)).toBeGreaterThan(Date.now())

    status = 200
    const again = await shop.call('POST', `/webhooks/deliveries/${failed.id}/redeliver`, anna.credential)
    const delivered = await mine.until('delivery', { status: 'delivered' })
    expect(delivered).toMatchObject({ id: again.body.ids[0], next_attempt_at: null, attempt_count: 1 })

    const ofShop = await webhook(shop.people.manager.credential)
    await publish(ben)
    await members.until('delivery', { webhook_id: ofShop, status: 'delivered' })
    expect(new Set(mine.of('delivery').map((one) => one.webhook_id))).toEqual(new Set([id]))
    expect(new Set(members.of('delivery').map((one) => one.webhook_id))).toEqual(new Set([ofShop]))
    expect(others.of('delivery')).toEqual([])
    for (const [hook, as] of [
      [id, anna.credential],
      [ofShop, shop.keys.admin],
    ] as const)
      await shop.call('DELETE', `/webhooks/${hook}`, as)
  })

  test('one that is held because its webhook was just disabled says so', async () => {
    const id = await webhook(anna.credential)
    const reader = await listen(anna.credential)
    receiver.behave(() => 500)
    await publish(anna, 2)
    const held = await reader.until('delivery', { status: 'held' })
    expect(held.next_attempt_at).toBeNull()
    expect((await shop.call('GET', `/webhooks/${id}`, anna.credential)).body.status).toBe('disabled')
    await shop.call('DELETE', `/webhooks/${id}`, anna.credential)
  })

  test('more than can be told one by one are counted', async () => {
    const id = await webhook(anna.credential)
    const reader = await listen(anna.credential)
    // All of them wait and are settled as one.
    const gate = Promise.withResolvers<void>()
    receiver.behave((_, response) => void gate.promise.then(() => response.writeHead(200).end()))
    const count = 400
    await publish(anna, count)
    gate.resolve()
    receiver.behave(() => 200)
    const told = () => reader.of('delivery').length
    const skipped = () => reader.of('skipped').reduce((sum, { deliveries }) => sum + deliveries, 0)
    await vi.waitFor(() => expect(told() + skipped()).toBe(count), { timeout: 20_000 })
    const turns = reader.text.split('event: skipped').length
    expect(told()).toBeLessThanOrEqual(count)
    expect(mostTold * turns).toBeGreaterThanOrEqual(Math.min(told(), mostTold))
    await shop.call('DELETE', `/webhooks/${id}`, anna.credential)
  })

  test('the inbox: an event, and what was read; not for tokens that may not read it, nor for keys', async () => {
    const token = bearer((await mintToken(shop.app, anna, { scopes: ['read:webhooks'] })).secret)
    const both = bearer((await mintToken(shop.app, anna, { scopes: ['read:webhooks', 'read:inbox'] })).secret)
    const [mine, blind, seeing, key] = [
      await listen(anna.credential),
      await listen(token),
      await listen(both),
      await listen(shop.keys.api),
    ]
    await publish(anna)
    const told = await mine.until('inbox', { title: 'Shipped' })
    expect(told.unread_count).toBeGreaterThan(0)
    expect(await seeing.until('inbox', { title: 'Shipped' })).toMatchObject(told)
    await shop.call('POST', '/inbox/read-all', anna.credential)
    await mine.until('inbox', { unread_count: 0 })
    shop.app.services.live.inbox(anna.workspaceId, anna.userId)
    await vi.waitFor(() => expect(mine.of('inbox').length).toBeGreaterThan(2), patience)
    expect([...blind.of('inbox'), ...key.of('inbox')]).toEqual([])
  })
})

describe('ends at once (security case 18)', () => {
  const lastSession = async (person: Person): Promise<string> =>
    (await shop.call('GET', '/account/sessions', person.credential)).body.data[0].id

  test('when its token is revoked; others stay', async () => {
    const { id, secret } = await mintToken(shop.app, anna)
    const [revoked, other] = [await listen(bearer(secret)), await listen(anna.credential)]
    await shop.call('DELETE', `/tokens/${id}`, anna.credential)
    expect(await revoked.end()).toBe('in order')
    expect(other.ended).toBeUndefined()
    expect((await openStream(address, bearer(secret))).response.statusCode).toBe(401)
  })

  test('when its key is revoked', async () => {
    const { id, secret } = await mintApiKey(shop.app, shop.people.owner)
    const reader = await listen({ 'x-api-key': secret })
    await shop.call('DELETE', `/api-keys/${id}`, shop.people.owner.credential)
    expect(await reader.end()).toBe('in order')
  })

  test.each<[string, (person: Person) => Promise<unknown>]>([
    ['signed out', (person) => shop.call('POST', '/auth/sign-out', person.credential)],
    [
      'ended from the list',
      async (person) =>
        shop.call('DELETE', `/account/sessions/${await lastSession(person)}`, person.credential),
    ],
    [
      'ended by a new password',
      (person) =>
        shop.call('POST', '/account/password', person.credential, {
          current_password: 'correct horse',
          new_password: 'battery staple',
        }),
    ],
    [
      'of an account that is deleted',
      (person) => shop.call('DELETE', '/account', person.credential, { password: 'correct horse' }),
    ],
    [
      'of a customer whom the shop suspends',
      ({ userId }) =>
        shop.call('PATCH', `/workspace/customers/${userId}`, shop.people.owner.credential, {
          suspended: true,
        }),
    ],
  ])('when its session is %s', async (_, act) => {
    const person = await shop.app.customer('north')
    const reader = await listen(person.credential)
    await act(person)
    expect(await reader.end()).toBe('in order')
    const again = await openStream(address, person.credential)
    expect([401, 403]).toContain(again.response.statusCode)
  })

  test.each<[string, (person: Person) => Promise<unknown>]>([
    [
      'lowered',
      ({ userId }) =>
        shop.call('PATCH', `/workspace/members/${userId}`, shop.people.owner.credential, { role: 'staff' }),
    ],
    [
      'taken away',
      ({ userId }) => shop.call('DELETE', `/workspace/members/${userId}`, shop.people.owner.credential),
    ],
  ])('when its role is %s', async (_, act) => {
    const person = await shop.app.member(shop.people.owner, 'manager')
    const reader = await listen(person.credential)
    await act(person)
    expect(await reader.end()).toBe('in order')
    expect((await openStream(address, person.credential)).response.statusCode).toBe(403)
  })

  test('when the plan no longer includes it', async () => {
    const owner = await shop.app.owner('enterprise', 'East')
    const reader = await listen(owner.credential)
    await shop.call('PATCH', '/workspace', owner.credential, { plan: 'pro' })
    expect(await reader.end()).toBe('in order')
  })
})

test('ends when its token expires', async () => {
  const clock = new ManualClock(new Date())
  const other = await openShop({ clock })
  const base = await other.app.app.listen({ port: 0, host: '127.0.0.1' })
  const expires_at = new Date(clock.now().getTime() + 60_000).toISOString()
  const { secret } = await mintToken(other.app, other.people.customer, { expires_at })
  const reader = await openStream(base, bearer(secret))
  await vi.waitFor(() => expect(reader.text).toContain('retry'), patience)
  clock.advance(60_001)
  expect(await reader.end()).toBe('in order')
  await other.close()
})

test('ends when the server begins to stop', async () => {
  const other = await openShop()
  const base = await other.app.app.listen({ port: 0, host: '127.0.0.1' })
  const reader = await openStream(base, other.people.customer.credential)
  await vi.waitFor(() => expect(reader.text).toContain('retry'), patience)
  await other.close()
  expect(await reader.end()).toBe('in order')
})

describe('refused', () => {
  test('429 rate_limited: more than ten of one user, whatever the token; a closed one makes room', async () => {
    const person = await shop.app.customer('north')
    const token = bearer((await mintToken(shop.app, person)).secret)
    for (let n = 0; n < 10; n++) await listen(n % 2 === 0 ? token : person.credential)
    const refused = await shop.call('GET', '/stream', token)
    expect(refused.body).toMatchObject({ status: 429, code: 'rate_limited' })
    readers.pop()?.hangUp()
    await vi.waitFor(() => expect(shop.app.services.open.size).toBe(9), patience)
    await listen(token)
  })

  test('401 and 403: nobody, staff, a token without the scope, a plan without it', async () => {
    expect((await shop.call('GET', '/stream', {})).status).toBe(401)
    expect((await shop.call('GET', '/stream', shop.people.staff.credential)).body.code).toBe('role_required')
    const as = await shop.pat(anna, ['read:inbox'])
    expect((await shop.call('GET', '/stream', as)).body).toMatchObject({
      code: 'insufficient_scope',
      scope: 'read:webhooks',
    })
    const owner = await shop.app.owner('free', 'West')
    expect((await shop.call('GET', '/stream', owner.credential)).body.code).toBe('plan_required')
  })

  test('HEAD: its headers, and nothing stays open', async () => {
    const reply = await shop.call('HEAD', '/stream', anna.credential)
    expect(reply.status).toBe(200)
    expect(reply.headers['content-type']).toBe('text/event-stream; charset=utf-8')
  })
})
