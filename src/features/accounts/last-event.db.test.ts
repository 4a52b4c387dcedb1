import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Person, startTestApp, type TestApp } from '../../../test/harness/app.ts'
import { apiKey, mintApiKey } from '../../../test/harness/credentials.ts'
import { type Receiver, startReceiver } from '../../../test/harness/receiver.ts'
import { ManualClock } from '../../platform/clock.ts'
import { password } from './testing/account-world.ts'

const minuteMs = 60_000

let shop: TestApp
let clock: ManualClock
let owner: Person
let person: Person

beforeAll(async () => {
  clock = new ManualClock('2026-05-15T11:00:00Z')
  shop = await startTestApp({ clock, environment: { FABWIRE_ALLOW_INSECURE_TARGETS: '127.0.0.0/8' } })
  owner = await shop.owner()
  return () => shop.close()
})

beforeEach(async () => {
  person = await shop.customer()
})

const remove = () => shop.call('DELETE', '/account', { as: person.credential, body: { password } })

describe('account.deleted and what was pending still arrive', () => {
  let receiver: Receiver
  beforeEach(async () => {
    receiver = await startReceiver()
    return () => receiver.close()
  })

  const subscribe = async (url = receiver.url, members: object = {}): Promise<string> => {
    const reply = await shop.call('POST', '/webhooks', { as: person.credential, body: { url, ...members } })
    expect(reply.status, reply.text).toBe(201)
    return reply.body.id
  }
  const webhookRow = async (id: string) =>
    shop.db.maybe<{ status: string; closing_at: Date | null }>({
      text: 'SELECT status, closing_at FROM webhooks WHERE id = $1',
      values: [id],
    })
  const secretsOf = (id: string) =>
    shop.db.rows({ text: 'SELECT 1 FROM webhook_secrets WHERE webhook_id = $1', values: [id] })
  const deliveriesOf = (id: string) =>
    shop.db.rows<{ status: string; attempt_count: number }>({
      text: `SELECT status, attempt_count FROM deliveries WHERE webhook_id = $1 ORDER BY event_id, id`,
      values: [id],
    })
  const dueOf = (id: string) =>
    shop.db.rows({
      text: `SELECT 1 FROM deliveries WHERE webhook_id = $1 AND status = 'pending' AND next_attempt_at <= $2`,
      values: [id, clock.now()],
    })
  const statuses = async (id: string) => (await deliveriesOf(id)).map(({ status }) => status)
  const publish = async (message = 'On its way') => {
    const key = apiKey((await mintApiKey(shop, owner)).secret)
    const body = {
      type: 'order.shipped',
      user_id: person.userId,
      data: { title: 'Shipped', message, project_no: null },
    }
    return shop.call('POST', '/events', { as: key, body })
  }
  const eventually = <T>(ask: () => T | Promise<T>) => vi.waitFor(ask, { timeout: 15_000, interval: 20 })
  const types = () => receiver.received.map(({ headers }) => headers['x-fabdigit-event-type'])
  /** Moves the clock past a wait of the schedule and lets the engine look. */
  const wait = (ms: number) => {
    clock.advance(ms)
    shop.services.engine.poll()
  }

  test('the event goes out signed with the account’s secret, then the webhook goes', async () => {
    const id = await subscribe()
    await remove()
    await eventually(() => expect(types()).toEqual(['account.deleted']))
    const body = JSON.parse(receiver.received[0]?.body ?? '')
    expect(body).toMatchObject({
      type: 'account.deleted',
      user_id: person.userId,
      is_test: false,
      data: { title: 'Account deleted', project_no: null },
    })
    await eventually(async () => expect(await statuses(id)).toEqual(['delivered']))
    expect(await webhookRow(id)).toMatchObject({ status: 'enabled', closing_at: clock.now() })
    await shop.services.housekeeping.run()
    expect(await webhookRow(id)).toBeDefined()
    clock.advance(minuteMs)
    await shop.services.housekeeping.run()
    expect(await webhookRow(id)).toBeUndefined()
    expect(await secretsOf(id)).toEqual([])
  })

  test('what fails is tried again by the schedule, long after the account is gone', async () => {
    receiver.behave(() => 503)
    const id = await subscribe()
    await publish()
    await eventually(async () => expect((await deliveriesOf(id))[0]?.attempt_count).toBe(1))
    await remove()
    await eventually(async () =>
      expect((await deliveriesOf(id)).map((row) => row.attempt_count)).toEqual([1, 1]),
    )
    await shop.services.housekeeping.run()
    receiver.behave(() => 204)
    wait(10 * minuteMs)
    await shop.services.housekeeping.run()
    await eventually(async () => expect(await statuses(id)).toEqual(['delivered', 'delivered']))
    expect(new Set(types())).toEqual(new Set(['order.shipped', 'account.deleted']))
    await shop.services.housekeeping.run()
    expect(await webhookRow(id)).toBeUndefined()
  })

  test('a receiver that never answers well ends as dead, and the breaker keeps nothing back', async () => {
    receiver.behave(() => 500)
    const id = await subscribe()
    await publish('one')
    await publish('two')
    await remove()
    for (let attempt = 1; attempt <= 8; attempt++) {
      await eventually(async () => expect(await dueOf(id)).toEqual([]))
      wait(25 * 60 * minuteMs)
    }
    await eventually(async () => expect(new Set(await statuses(id))).toEqual(new Set(['dead'])))
    expect((await deliveriesOf(id)).map((row) => row.attempt_count)).toEqual([8, 8, 8])
    expect(await webhookRow(id)).toMatchObject({ status: 'enabled' })
    await shop.services.housekeeping.run()
    expect(await webhookRow(id)).toBeUndefined()
  })

  test('an endpoint that the breaker had disabled gets a last chance; one that its owner turned off does not', async () => {
    const broken = await subscribe()
    const off = await subscribe(`${receiver.url}/off`)
    await shop.call('POST', `/webhooks/${off}/disable`, { as: person.credential })
    await shop.db.run({
      text: `UPDATE webhooks SET status = 'disabled', disabled_reason = 'failures', version = version + 1 WHERE id = $1`,
      values: [broken],
    })
    await publish()
    expect(await statuses(broken)).toEqual(['pending'])
    await remove()
    await eventually(async () => expect(await statuses(broken)).toEqual(['delivered', 'delivered']))
    expect(await statuses(off)).toEqual(['discarded', 'discarded'])
    expect(await webhookRow(off)).toBeUndefined()
    expect(receiver.received.map(({ path }) => path)).toEqual(['/hook', '/hook'])
  })

  test('nothing new reaches a closing webhook, whatever still refers to the account', async () => {
    receiver.behave(() => 503)
    const id = await subscribe()
    await remove()
    const reply = await publish()
    expect(reply.body).toMatchObject({ status: 400, errors: [{ path: 'user_id' }] })
    const { workspaceId, userId } = person
    const data = { title: 'Overdue', message: 'Invoice I-1 is overdue.', project_no: null }
    await shop.services.engine.publish([
      { workspaceId, userId, type: 'invoice.overdue', data, isTest: false },
    ])
    expect(await deliveriesOf(id)).toHaveLength(1)
  })

  test('an endpoint that says 410 and goes by it is believed', async () => {
    receiver.behave(() => 410)
    const id = await subscribe(receiver.url, { disable_on_gone: true })
    await remove()
    await eventually(async () => expect(await webhookRow(id)).toMatchObject({ status: 'disabled' }))
    clock.advance(minuteMs)
    await shop.services.housekeeping.run()
    expect(await webhookRow(id)).toBeUndefined()
    expect(await statuses(id)).toEqual(['discarded'])
  })

  test('the webhooks of the workspace and of other customers go on, and hear nothing of it', async () => {
    const [workspace, other] = [await startReceiver(), await startReceiver()]
    await shop.call('POST', '/webhooks', { as: owner.credential, body: { url: workspace.url } })
    const neighbour = await shop.customer()
    await shop.call('POST', '/webhooks', { as: neighbour.credential, body: { url: other.url } })
    await subscribe()
    await remove()
    await eventually(() => expect(types()).toEqual(['account.deleted']))
    clock.advance(minuteMs)
    await shop.services.housekeeping.run()
    expect((await shop.call('GET', '/webhooks', { as: neighbour.credential })).body.data).toHaveLength(1)
    expect((await shop.call('GET', '/webhooks', { as: owner.credential })).body.data.length).toBeGreaterThan(
      0,
    )
    expect([...workspace.received, ...other.received]).toEqual([])
    await Promise.all([workspace.close(), other.close()])
  })
})
