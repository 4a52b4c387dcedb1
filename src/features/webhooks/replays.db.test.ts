import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Credential, Person, Reply } from '../../../test/harness/app.ts'
import { apiKey, bearer, mintToken } from '../../../test/harness/credentials.ts'
import { patience } from '../../../test/harness/patience.ts'
import type { Receiver } from '../../../test/harness/receiver.ts'
import { startReceiver } from '../../../test/harness/receiver.ts'
import { openShop, type Shop } from '../../../test/harness/shop.ts'
import { createWebhook, deliveriesOf, eventually, localReceivers, publicUrl } from './test-harness.ts'

let shop: Shop
let anna: Person
let as: Credential
let receiver: Receiver

beforeAll(async () => {
  shop = await openShop({ environment: { ...localReceivers, FABWIRE_RETRY_SCHEDULE: '1ms' } })
  anna = shop.people.customer
  as = anna.credential
  receiver = await startReceiver()
})
afterAll(async () => {
  await receiver.close()
  await shop.close()
})

const always = { from: '2020-01-01T00:00:00.000Z', to: '2100-01-01T00:00:00.000Z' }
const replay = (webhookId: string, body: object, credential = as): Promise<Reply> =>
  shop.call('POST', `/webhooks/${webhookId}/replays`, credential, body)
const read = async (id: string, credential = as): Promise<Reply['body']> =>
  (await shop.call('GET', `/webhooks/replays/${id}`, credential)).body
const cancel = (id: string, credential = as) =>
  shop.call('POST', `/webhooks/replays/${id}/cancel`, credential)
const act = (id: string, verb: string, body?: object) =>
  shop.call('POST', `/webhooks/${id}/${verb}`, as, body)
const count = async (webhookId: string, body: object = {}): Promise<number> => {
  const reply = await replay(webhookId, { ...always, dry_run: true, ...body })
  expect([reply.status, Object.keys(reply.body)]).toEqual([200, ['count']])
  return reply.body.count
}

async function publish(...types: string[]): Promise<number[]> {
  const data = { title: 'Shipped', message: 'On its way' }
  const events = types.map((type) => ({ type, user_id: anna.userId, data }))
  const reply = await shop.call('POST', '/events', shop.keys.api, { events })
  expect(reply.status, reply.text).toBe(202)
  return reply.body.ids
}

/** A webhook that was sent events of these types, each now in a final status. */
async function webhookWith(
  types: readonly string[],
  path = '/hook',
): Promise<{ id: string; events: number[] }> {
  const { id } = await createWebhook(shop.app, as, { url: receiver.url.replace('/hook', path) })
  const events = await publish(...types)
  await settled(id, types.length)
  return { id, events }
}

const settled = (webhookId: string, deliveries: number) =>
  eventually(async () => {
    const list = await deliveriesOf(shop.app, as, webhookId, '?limit=200')
    expect(list.filter(({ status }) => status !== 'pending')).toHaveLength(deliveries)
    return list
  })
const ended = (id: string, status = 'done') =>
  eventually(async () => {
    const now = await read(id)
    expect(now.status).toBe(status)
    return now
  })
const gone = (id: string) => shop.call('DELETE', `/webhooks/${id}`, as)
const arrivals = (path: string) => receiver.received.filter((one) => one.path === path)

describe('202', () => {
  test('each event of the window once more: same id, same bytes, told in the log and in the audit log', async () => {
    const hook = await webhookWith(['order.shipped', 'invoice.paid', 'order.shipped'], '/each')
    const reply = await replay(hook.id, always)
    expect(reply.status).toBe(202)
    expect(reply.body).toEqual({ id: expect.any(String), count: 3, done: 0, status: 'running' })
    const whole = await ended(reply.body.id)
    expect(whole).toMatchObject({ webhook_id: hook.id, count: 3, done: 3, types: [], statuses: [] })
    expect(whole.finished_at).not.toBeNull()
    const listed = await shop.call('GET', `/webhooks/${hook.id}/replays`, as)
    expect(listed).toMatchObject({ status: 200, body: { data: [whole], next_cursor: null } })

    const log = await settled(hook.id, 6)
    const [again, first] = [log.slice(0, 3), log.slice(3)]
    expect(again.map(({ redelivery_of }) => redelivery_of)).toEqual(first.map(({ id }) => id))
    expect(again.map(({ event }) => event)).toEqual(first.map(({ event }) => event))
    const sent = arrivals('/each')
    for (const id of hook.events)
      expect(new Set(sent.filter((one) => one.eventId === id).map(({ body }) => body)).size).toBe(1)
    expect(sent).toHaveLength(6)
    expect(await shop.audited(hook.id)).toMatchObject([
      { action: 'webhook.create' },
      { action: 'webhook.replay', after: { replay_id: reply.body.id, count: 3 } },
    ])
    await gone(hook.id)
    expect((await shop.call('GET', `/webhooks/replays/${reply.body.id}`, as)).status).toBe(404)
  })

  test('an event counts once, by what became of its last delivery', async () => {
    let answer = 500
    receiver.behave(() => answer)
    const hook = await webhookWith(['order.shipped', 'order.shipped'], '/last')
    const [first] = await deliveriesOf(shop.app, as, hook.id)
    expect(await count(hook.id, { statuses: ['dead'] })).toBe(2)
    answer = 200
    await act(`deliveries/${first?.id}`, 'redeliver')
    await settled(hook.id, 3)
    expect(await count(hook.id, { statuses: ['dead'] })).toBe(1)
    expect(await count(hook.id, { statuses: ['delivered'] })).toBe(1)
    expect(await count(hook.id)).toBe(2)

    const { body } = await replay(hook.id, { ...always, statuses: ['dead'] })
    expect(body).toMatchObject({ count: 1 })
    expect(await ended(body.id)).toMatchObject({ done: 1 })
    await settled(hook.id, 4)
    expect(await count(hook.id, { statuses: ['dead'] })).toBe(0)
    await gone(hook.id)
  })

  test('filtered by type and time; the window ends before its end, and now at the latest', async () => {
    const hook = await webhookWith(['order.shipped', 'invoice.paid'])
    const [last, first] = await deliveriesOf(shop.app, as, hook.id)
    const between = new Date(Date.parse(last?.event.created_at) + 1).toISOString()
    await vi.waitUntil(() => Date.now() > Date.parse(between), patience)
    await publish('order.shipped')
    await settled(hook.id, 3)
    expect(await count(hook.id, { types: ['invoice.paid'] })).toBe(1)
    expect(await count(hook.id, { types: ['order.shipped'] })).toBe(2)
    expect(await count(hook.id, { to: between })).toBe(2)
    expect(await count(hook.id, { from: between })).toBe(1)
    expect(
      await count(hook.id, {
        from: between,
        to: first?.event.created_at.replace('Z', '+00:00').replace(/^20/, '21'),
      }),
    ).toBe(1)
    expect(await count(hook.id, { from: '2099-01-01T00:00:00.000Z' })).toBe(0)
    expect(await count(hook.id, { statuses: ['held', 'pending', 'discarded'] })).toBe(0)
    const { body } = await replay(hook.id, { ...always, types: ['invoice.paid'], statuses: ['delivered'] })
    expect(await ended(body.id)).toMatchObject({ count: 1, done: 1, types: ['invoice.paid'] })
    const [newest] = await settled(hook.id, 4)
    expect(newest?.event.type).toBe('invoice.paid')
    await gone(hook.id)
  })

  test('nothing in the window: done at once', async () => {
    const { id } = await createWebhook(shop.app, as)
    const { body } = await replay(id, { ...always, statuses: [], types: [] })
    expect(await ended(body.id)).toMatchObject({ count: 0, done: 0 })
    await gone(id)
  })

  test('of the workspace, by a manager and by a key', async () => {
    const { id } = await createWebhook(shop.app, shop.people.manager.credential, { url: receiver.url })
    await publish('order.shipped')
    for (const credential of [shop.people.manager.credential, shop.keys.admin]) {
      const reply = await replay(id, always, credential)
      expect(reply.status).toBe(202)
      await eventually(async () => expect((await read(reply.body.id, credential)).status).toBe('done'))
    }
    await shop.call('DELETE', `/webhooks/${id}`, shop.keys.admin)
  })
})

describe('one that cannot go on', () => {
  test('200: is paused while its webhook is disabled, goes on when it is enabled, and can be cancelled', async () => {
    const hook = await webhookWith(['order.shipped'])
    const { workspaceId } = anna
    // As if begun a moment before somebody disabled the webhook.
    await act(hook.id, 'disable')
    const [id, other] = await Promise.all(
      [1, 2].map(async () => {
        const row = await shop.app.db.one<{ id: string }>({
          text: `INSERT INTO replays (id, workspace_id, webhook_id, from_at, to_at, types, statuses, count, created_at)
                 VALUES (gen_random_uuid(), $1, $2, '2020-01-01', now(), '{}', '{}', 1, now()) RETURNING id`,
          values: [workspaceId, hook.id],
        })
        return row.id
      }),
    )
    expect(await shop.app.services.webhooks.replayRunner.step()).toBe(false)
    expect(await read(id as string)).toMatchObject({ status: 'paused', done: 0 })

    const reply = await cancel(other as string)
    expect(reply).toMatchObject({ status: 200, body: { id: other, status: 'cancelled', done: 0 } })
    expect(reply.body).toEqual(await read(other as string))
    expect((await shop.audited(hook.id)).at(-1)).toMatchObject({ action: 'webhook.replay_cancel' })

    await act(hook.id, 'enable', {})
    expect(await ended(id as string)).toMatchObject({ done: 1 })
    expect(await read(other as string)).toMatchObject({ status: 'cancelled', done: 0 })
    expect(await settled(hook.id, 2)).toHaveLength(2)
    await gone(hook.id)
  })

  test('409 invalid_transition: to cancel what has ended', async () => {
    const { id } = await createWebhook(shop.app, as)
    const { body } = await replay(id, always)
    await ended(body.id)
    for (let n = 0; n < 2; n++)
      expect((await cancel(body.id)).body).toMatchObject({
        code: 'invalid_transition',
        current_status: 'done',
      })
    await gone(id)
  })
})

describe('refused', () => {
  test('409 webhook_disabled: nothing begins, nothing is counted', async () => {
    const { id } = await createWebhook(shop.app, as)
    await act(id, 'disable')
    for (const dry_run of [false, true])
      expect((await replay(id, { ...always, dry_run })).body).toMatchObject({
        status: 409,
        code: 'webhook_disabled',
      })
    await gone(id)
  })

  test('409 limit_reached: an eleventh at once', async () => {
    const { id } = await createWebhook(shop.app, as)
    await shop.app.db.run({
      text: `INSERT INTO replays (id, workspace_id, webhook_id, from_at, to_at, types, statuses, count, created_at, next_step_at)
             SELECT gen_random_uuid(), $1, $2, now(), now(), '{}', '{}', 0, now(), now() + interval '1 day'
             FROM generate_series(1, 10)`,
      values: [anna.workspaceId, id],
    })
    expect((await replay(id, always)).body).toMatchObject({ status: 409, code: 'limit_reached' })
    await gone(id)
  })

  test.each([
    ['', {}],
    ['from', { to: always.to }],
    ['to', { from: always.from }],
    ['to', { from: always.to, to: always.from }],
    ['to', { from: always.to, to: always.to }],
    ['from', { ...always, from: '2026-05-15' }],
    ['types[0]', { ...always, types: ['order.sent'] }],
    ['types', { ...always, types: ['order.shipped', 'order.shipped'] }],
    ['types', { ...always, types: 'order.shipped' }],
    ['statuses[0]', { ...always, statuses: ['lost'] }],
    ['statuses', { ...always, statuses: ['dead', 'dead'] }],
    ['dry_run', { ...always, dry_run: 'yes' }],
    ['status', { ...always, status: 'done' }],
  ])('400 at %s: %j', async (path, body) => {
    const { id } = await createWebhook(shop.app, as)
    const reply = await replay(id, body)
    expect(reply.body).toMatchObject({ status: 400, code: 'validation_failed' })
    if (path !== '') expect(reply.body.errors[0].path).toBe(path)
    await gone(id)
  })

  test('404: what is another’s, or nobody’s', async () => {
    const { id } = await createWebhook(shop.app, as)
    const started = await replay(id, always)
    const ben = await shop.app.customer('north')
    for (const credential of [ben.credential, shop.people.owner.credential, shop.elsewhere.credential]) {
      expect((await replay(id, always, credential)).status).toBe(404)
      expect((await shop.call('GET', `/webhooks/replays/${started.body.id}`, credential)).status).toBe(404)
      expect((await cancel(started.body.id, credential)).status).toBe(404)
    }
    expect((await cancel('x')).status).toBe(404)
    await gone(id)
  })

  test('401 and 403: nobody, staff, tokens that may only read, keys that may not change webhooks', async () => {
    const { id } = await createWebhook(shop.app, as)
    const reader = bearer((await mintToken(shop.app, anna, { scopes: ['read:webhooks'] })).secret)
    const attempts = (credential: Credential) =>
      Promise.all([
        replay(id, always, credential),
        shop.call('GET', `/webhooks/replays/${id}`, credential),
        cancel(id, credential),
      ])
    for (const [credential, status] of [
      [{}, 401],
      [apiKey('fwk_0'), 401],
      [reader, 403],
      [shop.people.staff.credential, 403],
      [shop.keys.api, 403],
    ] as const)
      expect((await attempts(credential)).map((reply) => reply.status)).toEqual([status, status, status])
    await gone(id)
  })

  test('403 plan_required', async () => {
    const owner = await shop.app.owner('free', 'West')
    expect((await replay(anna.workspaceId, always, owner.credential)).body.code).toBe('plan_required')
  })
})

test('200: a webhook nobody calls is counted without being called', async () => {
  const { id } = await createWebhook(shop.app, as, { url: publicUrl, event_types: ['ncr.issued'] })
  expect(await count(id)).toBe(0)
  await gone(id)
})
