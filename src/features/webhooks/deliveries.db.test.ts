import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Credential, type Person, startTestApp, type TestApp } from '../../../test/harness/app.ts'
import { ManualClock } from '../../platform/clock.ts'
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
} from './test-harness.ts'

let shop: TestApp
let customer: Person
let as: Credential
let key: Credential
const clock = new ManualClock('2026-05-15T11:00:00.000Z')
const minuteMs = 60_000

beforeAll(async () => {
  shop = await startTestApp({ clock, environment: localReceivers })
  key = await mintKey(shop, await shop.owner(), ['api'])
  customer = await shop.customer()
  as = customer.credential
})
afterAll(() => shop.close())

const paidEvent = (userId: number) => ({ ...shippedEvent(userId), type: 'invoice.paid' })
const redeliver = (ids: readonly string[]) =>
  shop.call('POST', '/webhooks/deliveries/redeliver', { as, body: { ids } })
const act = (id: string, verb: string) => shop.call('POST', `/webhooks/${id}/${verb}`, { as })

describe('GET /webhooks/{id}/deliveries', () => {
  test('200: newest first, in pages, with their attempts but not what was said in them', async () => {
    const receiver = await startReceiver()
    const { id } = await createWebhook(shop, as, { url: receiver.url })
    const published = []
    for (let n = 0; n < 3; n++) {
      published.unshift(await publish(shop, key, shippedEvent(customer.userId)))
      clock.advance(1)
    }
    await eventually(async () =>
      expect((await deliveriesOf(shop, as, id)).map(({ status }) => status)).toEqual(
        Array(3).fill('delivered'),
      ),
    )
    const page = async (query: string) =>
      (await shop.call('GET', `/webhooks/${id}/deliveries?${query}`, { as })).body
    const first = await page('limit=2')
    const rest = await page(`limit=2&cursor=${first.next_cursor}`)
    const all = [...first.data, ...rest.data]
    expect(all.map(({ event }) => event.id)).toEqual(published)
    expect(rest.next_cursor).toBeNull()
    expect(Object.keys(all[0].attempts[0])).toEqual([
      ...['number', 'started_at', 'duration_ms', 'timings_ms', 'address', 'error'],
    ])
    await shop.call('DELETE', `/webhooks/${id}`, { as })
  })

  test('200: filtered by status, type and time', async () => {
    let answer = 204
    const receiver = await startReceiver(() => answer)
    const { id } = await createWebhook(shop, as, { url: receiver.url })
    const times: string[] = []
    const one = async (event: object, status: string) => {
      clock.advance(minuteMs)
      times.push(clock.now().toISOString())
      const eventId = await publish(shop, key, event)
      await settled(shop, as, id, status)
      return eventId
    }
    const first = await one(shippedEvent(customer.userId), 'delivered')
    const second = await one(paidEvent(customer.userId), 'delivered')
    answer = 500
    const third = await one(shippedEvent(customer.userId), 'pending')
    const found = async (query: string) =>
      (await deliveriesOf(shop, as, id, `?${query}`)).map(({ event }) => event.id)

    expect(await found('status=delivered')).toEqual([second, first])
    expect(await found('status=pending')).toEqual([third])
    expect(await found('status=held')).toEqual([])
    expect(await found('status=dead')).toEqual([])
    expect(await found('type=order.shipped')).toEqual([third, first])
    expect(await found('type=invoice.paid&status=pending')).toEqual([])
    expect(await found(`from=${times[1]}`)).toEqual([third, second])
    expect(await found(`to=${times[1]}`)).toEqual([first])
    expect(await found(`from=${times[1]}&to=${times[2]}`)).toEqual([second])
    const withOffset = encodeURIComponent(times[1]?.replace('Z', '+00:00') ?? '')
    expect(await found(`from=${withOffset}&status=delivered`)).toEqual([second])
    expect(await found('from=0001-01-01T00:00:00Z&to=9999-12-31T23:59:59Z')).toEqual([third, second, first])

    await act(id, 'disable')
    expect(await found('status=pending')).toEqual([])
    expect(await found('status=held')).toEqual([third])
    await shop.call('DELETE', `/webhooks/${id}`, { as })
  })

  test.each(['status=lost', 'type=x', 'from=yesterday', 'to=2026-05-15', 'limit=0', 'webhook_id=x'])(
    '400: ?%s',
    async (query) => {
      const { id } = await createWebhook(shop, as)
      const reply = await shop.call('GET', `/webhooks/${id}/deliveries?${query}`, { as })
      expect(reply.body).toMatchObject({ status: 400, code: 'validation_failed' })
    },
  )

  test('400 invalid_cursor', async () => {
    const { id } = await createWebhook(shop, as)
    const reply = await shop.call('GET', `/webhooks/${id}/deliveries?cursor=x`, { as })
    expect(reply.body).toMatchObject({ status: 400, code: 'invalid_cursor' })
  })
})

describe('GET /webhooks/deliveries', () => {
  test('200: those of all webhooks in one order, paged, filtered by webhook, status, type and event', async () => {
    const receiver = await startReceiver()
    const person = await shop.customer()
    const as = person.credential
    const made = [await createWebhook(shop, as), await createWebhook(shop, as, { url: receiver.url })]
    const [off, on] = made.map(({ id }) => id)
    await shop.call('POST', `/webhooks/${off}/disable`, { as })
    const events: number[] = []
    for (let n = 0; n < 3; n++) {
      events.push(await publish(shop, key, n === 1 ? paidEvent(person.userId) : shippedEvent(person.userId)))
      await settled(shop, as, on, 'delivered')
      clock.advance(1)
    }
    const find = async (query: string) =>
      (await shop.call('GET', `/webhooks/deliveries?${query}`, { as })).body.data.map(
        (one: { webhook_id: string; event: { id: number } }) => [one.webhook_id, one.event.id],
      )
    const whole = await find('')
    expect(whole.map(([, id]: [string, number]) => id)).toEqual(events.toReversed().flatMap((id) => [id, id]))
    let cursor = ''
    const paged: unknown[] = []
    do {
      const { body } = await shop.call('GET', `/webhooks/deliveries?limit=4${cursor}`, { as })
      paged.push(...body.data.map((one: never) => [one['webhook_id'], (one['event'] as { id: number }).id]))
      cursor = body.next_cursor && `&cursor=${body.next_cursor}`
    } while (cursor)
    expect(paged).toEqual(whole)
    const of = (webhook: string, ids: number[]) => ids.toReversed().map((id) => [webhook, id])
    expect(await find('status=held')).toEqual(of(off, events))
    expect(await find('status=pending')).toEqual([])
    expect(await find('status=delivered')).toEqual(of(on, events))
    expect(await find(`webhook_id=${on}&type=invoice.paid`)).toEqual([[on, events[1]]])
    const [delivered] = (await shop.call('GET', '/webhooks/deliveries?status=delivered&limit=1', { as })).body
      .data
    await shop.call('POST', `/webhooks/deliveries/${delivered.id}/redeliver`, { as })
    await eventually(async () => expect(await find(`event_id=${events[2]}&webhook_id=${on}`)).toHaveLength(2))
    expect(await find(`event_id=${events[0]}`)).toHaveLength(2)
    expect(await find('event_id=999999')).toEqual([])
    expect(
      (await shop.call('GET', '/webhooks/deliveries', { as: (await shop.customer()).credential })).body.data,
    ).toEqual([])
    for (const { id } of made) await shop.call('DELETE', `/webhooks/${id}`, { as })
  })

  test('404: another owner’s webhook', async () => {
    const theirs = await createWebhook(shop, (await shop.customer()).credential)
    const reply = await shop.call('GET', `/webhooks/deliveries?webhook_id=${theirs.id}`, { as })
    expect(reply.body).toMatchObject({ status: 404, code: 'not_found' })
  })

  test.each(['status=lost', 'webhook_id=x', 'event_id=0', 'event_id=x', 'limit=201'])(
    '400: ?%s',
    async (query) => {
      const reply = await shop.call('GET', `/webhooks/deliveries?${query}`, { as })
      expect(reply.body).toMatchObject({ status: 400, code: 'validation_failed' })
    },
  )

  test('400 invalid_cursor', async () => {
    const reply = await shop.call('GET', '/webhooks/deliveries?cursor=x', { as })
    expect(reply.body).toMatchObject({ status: 400, code: 'invalid_cursor' })
  })
})

describe('GET /webhooks/deliveries/{id}', () => {
  test('200: one that has not been tried yet', async () => {
    const { id } = await createWebhook(shop, as)
    await act(id, 'disable')
    await publish(shop, key, shippedEvent(customer.userId))
    const [listed] = await deliveriesOf(shop, as, id)
    const reply = await shop.call('GET', `/webhooks/deliveries/${listed?.id}`, { as })
    expect(reply).toMatchObject({
      status: 200,
      body: { status: 'held', attempts: [], next_attempt_at: null },
    })
    await shop.call('DELETE', `/webhooks/${id}`, { as })
    expect((await shop.call('GET', `/webhooks/deliveries/${listed?.id}`, { as })).status).toBe(404)
  })
})

describe('redelivery', () => {
  test('202: new deliveries of the same events, same id and bytes, with the schedule before them', async () => {
    let answer = 204
    const receiver = await startReceiver(() => answer)
    const { id } = await createWebhook(shop, as, { url: receiver.url })
    const eventId = await publish(shop, key, shippedEvent(customer.userId))
    const original = await settled(shop, as, id, 'delivered')

    answer = 500
    const reply = await shop.call('POST', `/webhooks/deliveries/${original.id}/redeliver`, { as })
    expect(reply.status).toBe(202)
    const again = await settled(shop, as, id, 'pending')
    await eventually(() => expect(receiver.received).toHaveLength(2))
    expect(again).toMatchObject({
      id: reply.body.ids[0],
      redelivery_of: original.id,
      event: original.event,
    })
    const [first, second] = receiver.received
    expect(second?.body).toBe(first?.body)
    expect(second?.headers['webhook-id']).toBe(String(eventId))
    await eventually(async () => {
      const [failed] = await deliveriesOf(shop, as, id)
      expect(failed).toMatchObject({ attempt_count: 1, status: 'pending' })
      expect(Date.parse(failed?.next_attempt_at)).toBe(clock.now().getTime() + 30_000)
    })

    // One that still waits can be repeated too; each gets its own, in the order asked for.
    answer = 204
    const many = await redeliver([again.id, original.id, again.id])
    expect(many.status).toBe(202)
    expect(many.body.ids).toHaveLength(2)
    await eventually(() => expect(receiver.received).toHaveLength(4))
    const details = await Promise.all(
      many.body.ids.map((made: string) => shop.call('GET', `/webhooks/deliveries/${made}`, { as })),
    )
    expect(details.map(({ body }) => body.redelivery_of)).toEqual([again.id, original.id])
    expect((await deliveriesOf(shop, as, id)).find((one) => one.id === original.id)?.status).toBe('delivered')
    await shop.call('DELETE', `/webhooks/${id}`, { as })
  })

  test('409 webhook_disabled: nothing is made, of no webhook', async () => {
    const receiver = await startReceiver()
    const on = await createWebhook(shop, as, { url: receiver.url })
    const off = await createWebhook(shop, as, { url: receiver.url })
    await publish(shop, key, shippedEvent(customer.userId))
    const ids = [
      (await settled(shop, as, on.id, 'delivered')).id,
      (await settled(shop, as, off.id, 'delivered')).id,
    ]
    await act(off.id, 'disable')
    expect((await redeliver(ids)).body).toMatchObject({ status: 409, code: 'webhook_disabled' })
    const single = await shop.call('POST', `/webhooks/deliveries/${ids[1]}/redeliver`, { as })
    expect(single.body).toMatchObject({ status: 409, code: 'webhook_disabled' })
    expect(await deliveriesOf(shop, as, on.id)).toHaveLength(1)
    for (const { id } of [on, off]) await shop.call('DELETE', `/webhooks/${id}`, { as })
  })

  test.each([{}, { ids: [] }, { ids: ['x'] }, { ids: [1] }, { id: 'x' }])('400: %o', async (body) => {
    const reply = await shop.call('POST', '/webhooks/deliveries/redeliver', { as, body })
    expect(reply.body).toMatchObject({ status: 400, code: 'validation_failed' })
  })
})
