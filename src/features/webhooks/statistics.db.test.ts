import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Credential, type Person, startTestApp, type TestApp } from '../../../test/harness/app.ts'
import { hourMs, outcomeOf } from '../../domain/delivery/statistics.ts'
import { ManualClock } from '../../platform/clock.ts'
import { newId } from '../../platform/ids.ts'
import { statisticsService } from './statistics.ts'
import {
  createWebhook,
  eventually,
  localReceivers,
  mintKey,
  publish,
  shippedEvent,
  startReceiver,
} from './test-harness.ts'

let shop: TestApp
let owner: Person
let customer: Person
let as: Credential
let key: Credential
const clock = new ManualClock('2026-05-15T11:00:00.000Z')

beforeAll(async () => {
  shop = await startTestApp({ clock, environment: localReceivers })
  owner = await shop.owner()
  key = await mintKey(shop, owner, ['api'])
  customer = await shop.customer()
  as = customer.credential
})
afterAll(() => shop.close())

const read = (query = '', who: Credential = as) =>
  shop.call('GET', `/webhooks/statistics${query}`, { as: who })
const rollUp = () => shop.services.webhooks.rollUpStatistics()

interface Made {
  webhookId: string
  at: Date
  ms: number
  code: string | null
  status: number | null
  dead: boolean
}

/** Writes attempts, each of a delivery of its own, as the engine does. */
async function write(attempts: readonly Made[]): Promise<void> {
  for (const { webhookId, at, ms, code, status, dead } of attempts) {
    const id = newId(at)
    await shop.db.run({
      text: `INSERT INTO deliveries (id, webhook_id, event_id, attempt_count, status) VALUES ($1, $2, 1, 1, $3)`,
      values: [id, webhookId, dead ? 'dead' : 'delivered'],
    })
    await shop.db.run({
      text: `INSERT INTO attempts (delivery_id, number, started_at, duration_ms, timings_ms, response_status, error_code)
             VALUES ($1, 1, $2, $3, '{}', $4, $5)`,
      values: [id, at, ms, status, code],
    })
  }
}

const one = (webhookId: string, at: Date, members: Partial<Made> = {}): Made => ({
  ...{ webhookId, at, ms: 40, code: null, status: 204, dead: false },
  ...members,
})

beforeEach(async () => {
  for (const table of ['attempts', 'deliveries', 'webhook_statistics', 'statistics_mark', 'webhooks'])
    await shop.db.run({ text: `DELETE FROM ${table}`, values: [] })
})

describe('GET /webhooks/statistics', () => {
  test('200: what was just sent is counted, with what failed by its kind', async () => {
    let answer = 204
    const receiver = await startReceiver(() => answer)
    const { id } = await createWebhook(shop, as, { url: receiver.url })
    await publish(shop, key, shippedEvent(customer.userId))
    await eventually(() => expect(receiver.received).toHaveLength(1))
    clock.advance(1)
    await eventually(async () => expect((await read()).body.totals.succeeded).toBe(1))
    answer = 503
    await publish(shop, key, shippedEvent(customer.userId))
    await eventually(() => expect(receiver.received).toHaveLength(2))
    clock.advance(1)
    await eventually(async () => expect((await read()).body.totals.failed).toBe(1))
    const { body } = await read(`?webhook_id=${id}`)
    expect(body.totals).toMatchObject({
      attempts: 2,
      delivered: 1,
      dead: 0,
      failures: { server_error: 1, dns: 0 },
    })
    expect(body.totals.p95_ms).toBeGreaterThanOrEqual(0)
    expect(body).toMatchObject({ interval: 'hour', to: clock.now().toISOString(), complete_to: body.to })
    expect(body.data).toHaveLength(25)
    expect(body.data.at(-1)).toMatchObject({ start: '2026-05-15T11:00:00.000Z', attempts: 2 })
    await shop.call('DELETE', `/webhooks/${id}`, { as })
  })

  test('200: by the day, in UTC, with empty days between', async () => {
    const { id } = await createWebhook(shop, as)
    const at = (text: string) => new Date(`2026-05-${text}Z`)
    await write([
      one(id, at('12T00:00:00.000')),
      one(id, at('12T23:59:59.999'), { code: 'refused', status: null, dead: true, ms: 7 }),
      one(id, at('14T09:00:00.000')),
    ])
    const { body } = await read('?interval=day&from=2026-05-12T12:00:00Z&to=2026-05-15T00:00:00Z')
    expect(body.data.map(({ start, attempts, dead }: never) => [start, attempts, dead])).toEqual([
      ['2026-05-12T00:00:00.000Z', 2, 1],
      ['2026-05-13T00:00:00.000Z', 0, 0],
      ['2026-05-14T00:00:00.000Z', 1, 0],
    ])
    expect(body.data[1]).toMatchObject({ p50_ms: null, p95_ms: null })
    expect(body.totals.failures.connect).toBe(1)
  })

  test('200: each sees their own: the other customer nothing, the workspace its own webhooks', async () => {
    const mine = await createWebhook(shop, as)
    const theirs = await createWebhook(shop, owner.credential)
    const now = clock.now()
    await write([one(mine.id, new Date(now.getTime() - 1)), one(theirs.id, new Date(now.getTime() - 1))])
    await write([one(theirs.id, new Date(now.getTime() - 2))])
    const other = await shop.customer()
    expect((await read()).body.totals.attempts).toBe(1)
    expect((await read('', owner.credential)).body.totals.attempts).toBe(2)
    expect((await read('', key)).body.totals.attempts).toBe(2)
    expect((await read('', other.credential)).body.totals.attempts).toBe(0)
    expect((await read(`?webhook_id=${theirs.id}`)).body).toMatchObject({ status: 404, code: 'not_found' })
  })

  test('401: nobody', async () => {
    expect((await shop.call('GET', '/webhooks/statistics')).status).toBe(401)
  })

  test.each([
    ['interval=minute'],
    ['from=yesterday'],
    ['webhook_id=x'],
    ['since=2026-05-15T00:00:00Z'],
    ['from=2026-05-15T11:00:00Z&to=2026-05-15T11:00:00Z'],
    ['from=2026-04-01T00:00:00Z&to=2026-05-15T00:00:00Z'],
    ['interval=day&from=2026-01-01T00:00:00Z'],
    ['to=0001-01-01T00:00:00Z&from=9999-01-01T00:00:00Z'],
  ])('400: ?%s', async (query) => {
    expect((await read(`?${query}`)).body).toMatchObject({ status: 400, code: 'validation_failed' })
  })
})

describe('counting hours that have ended', () => {
  test('what was counted stays when its attempts are gone, and what comes late is added by the next pass', async () => {
    const { id } = await createWebhook(shop, as)
    const hour = Date.parse('2026-05-15T08:00:00Z')
    await write([one(id, new Date(hour + 1)), one(id, new Date(hour + 2), { status: 500, dead: true })])
    await rollUp()
    const totals = async () => (await read()).body.totals
    expect(await totals()).toMatchObject({ attempts: 2, dead: 1 })
    await write([one(id, new Date(hour + 3))])
    expect((await totals()).attempts).toBe(2)
    await rollUp()
    expect((await totals()).attempts).toBe(2)
    clock.advance(hourMs)
    await rollUp()
    expect((await totals()).attempts).toBe(3)
    await shop.db.run({ text: 'DELETE FROM attempts', values: [] })
    expect(await totals()).toMatchObject({ attempts: 3, failures: { server_error: 1 } })
    // Twice counted, it is counted: hours later their attempts may be gone.
    for (let n = 0; n < 3; n++) {
      clock.advance(hourMs)
      await rollUp()
    }
    expect((await totals()).attempts).toBe(3)
  })

  test('two nodes at once count nothing twice, and a deleted webhook is in nobody’s way', async () => {
    const { id } = await createWebhook(shop, as)
    const gone = await createWebhook(shop, as)
    const at = new Date(clock.now().getTime() - 3 * hourMs)
    await write([one(id, at), one(gone.id, at)])
    await shop.call('DELETE', `/webhooks/${gone.id}`, { as })
    await Promise.all([rollUp(), rollUp(), rollUp()])
    clock.advance(hourMs)
    await Promise.all([rollUp(), rollUp()])
    expect((await read()).body.totals.attempts).toBe(1)
  })

  test('too many to count while somebody waits: they are told of when their hour is over', async () => {
    const { id } = await createWebhook(shop, as)
    const service = statisticsService({ db: shop.db, clock }, 2)
    const principal = {
      kind: 'session',
      userId: customer.userId,
      workspaceId: customer.workspaceId,
      role: 'customer',
    }
    const ask = () => service.read({ principal } as never, { interval: 'hour' } as never)
    clock.advance(1_000)
    await rollUp()
    const now = clock.now().getTime()
    await write([1, 2, 3].map((n) => one(id, new Date(now - n))))
    const answer = await ask()
    expect(answer.totals.attempts).toBe(0)
    expect(Date.parse(answer.complete_to)).toBeLessThan(now)
    clock.advance(2 * hourMs)
    await rollUp()
    expect((await ask()).totals.attempts).toBe(3)
  })

  test('whatever was sent, counted or not, the sums are those of a direct count', async () => {
    const webhooks = [await createWebhook(shop, as), await createWebhook(shop, as)]
    const now = clock.now().getTime()
    const attempt = fc.record({
      webhookId: fc.constantFrom(...webhooks.map(({ id }) => id as string)),
      at: fc.integer({ min: 1, max: 30 * hourMs }).map((ago) => new Date(now - ago)),
      ms: fc.integer({ min: 0, max: 130_000 }),
      code: fc.constantFrom(null, null, 'dns', 'refused', 'timeout', 'tls', 'internal', 'blocked_target'),
      status: fc.constantFrom(200, 204, 301, 404, 500, 101),
      dead: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(attempt, { maxLength: 30 }), fc.boolean(), async (attempts, counted) => {
        for (const table of ['attempts', 'deliveries', 'webhook_statistics', 'statistics_mark'])
          await shop.db.run({ text: `DELETE FROM ${table}`, values: [] })
        await write(attempts)
        // More than a pass takes at once.
        if (counted) for (let n = 0; n < 2; n++) await rollUp()
        const to = new Date(now).toISOString()
        const { body } = await read(`?from=${new Date(now - 31 * hourMs).toISOString()}&to=${to}`)
        for (const { start, ...figures } of body.data) {
          const here = attempts.filter(
            ({ at }) => Math.floor((at.getTime() - Date.parse(start)) / hourMs) === 0,
          )
          const outcomes = here.map(({ code, status }) => outcomeOf(code, status))
          expect(figures.attempts).toBe(here.length)
          expect(figures.succeeded).toBe(outcomes.filter((one) => one === 'succeeded').length)
          expect(figures.dead).toBe(here.filter(({ dead }) => dead).length)
          for (const [group, count] of Object.entries(figures.failures))
            expect(count).toBe(outcomes.filter((one) => one === group).length)
        }
        expect(body.totals.attempts).toBe(attempts.length)
      }),
      { numRuns: 15 },
    )
  })
})
