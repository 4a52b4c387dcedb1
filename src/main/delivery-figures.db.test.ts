import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Person, startTestApp, type TestApp } from '../../test/harness/app.ts'
import { makeEndpoints, shopEvent } from '../../test/harness/engine.ts'
import { patience } from '../../test/harness/patience.ts'
import { type Receiver, startReceiver } from '../../test/harness/receiver.ts'
import { dayMs } from '../domain/delivery/days.ts'
import { Retention } from '../engine/index.ts'
import { ManualClock } from '../platform/clock.ts'
import { renderMetrics } from './operator-routes.ts'

let app: TestApp
let owner: Person
let receiver: Receiver
let clock: ManualClock
let secret: string
let lines: Record<string, unknown>[]

beforeAll(async () => {
  clock = new ManualClock(new Date())
  app = await startTestApp({
    clock,
    environment: { FABWIRE_ALLOW_INSECURE_TARGETS: '127.0.0.0/8', FABWIRE_RETRY_SCHEDULE: '1h' },
  })
  await app.services.retention.prepare()
  owner = await app.owner()
  receiver = await startReceiver((_, __, count) => (count === 1 ? 204 : 429))
  const shop = { workspaceId: owner.workspaceId, customerId: owner.userId }
  ;({ secret } = await makeEndpoints(app.db, shop, [`${receiver.url}?key=geheim`]))
  for (const done of [1, 2]) {
    await app.services.engine.publish([shopEvent(shop)])
    await vi.waitFor(async () => expect(attempts()).toHaveLength(done), { timeout: 10_000, interval: 20 })
  }
  await vi.waitFor(async () => {
    const { n } = await app.db.one<{ n: number }>({ text: 'SELECT count(*) AS n FROM attempts', values: [] })
    expect(n).toBe(2)
  }, patience)
})
afterAll(async () => {
  await app.close()
  await receiver.close()
})

const attempts = () => {
  lines = app.logLines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'delivery attempt')
  return lines
}

/** Figures by name and labels. */
async function figures(): Promise<Map<string, number>> {
  const text = await renderMetrics(app.services)
  return new Map(
    text
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
  )
}

describe('one line per attempt', () => {
  test('tells all there is to know', () => {
    const [good, bad] = lines
    expect(good).toMatchObject({
      event_id: expect.any(Number),
      event_type: 'order.shipped',
      delivery_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      webhook_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      attempt: 1,
      outcome: 'delivered',
      fault: 'none',
      class: 'none',
      cause: '2xx',
      http_status: 204,
      host: new URL(receiver.url).host,
      address: '127.0.0.1',
      first_byte_ms: expect.any(Number),
      total_ms: expect.any(Number),
    })
    expect(bad).toMatchObject({ outcome: 'pending', fault: 'theirs', class: 'client_error', cause: '4xx' })
    expect(bad?.next_attempt_at).toBe(new Date(clock.now().getTime() + 3_600_000).toISOString())
  })

  test('has no secret, no path and no query, no header and no body', () => {
    const text = JSON.stringify(lines)
    for (const kept of ['geheim', '/hook', secret, 'signature', 'On its way'])
      expect(text).not.toContain(kept)
  })
})

describe('figures', () => {
  test('count what was accepted, tried and settled', async () => {
    const all = await figures()
    expect(all.get('fabwire_events_accepted_total')).toBe(2)
    expect(all.get('fabwire_delivery_attempts_total{outcome="delivered",class="none",cause="2xx"}')).toBe(1)
    expect(
      all.get('fabwire_delivery_attempts_total{outcome="pending",class="client_error",cause="4xx"}'),
    ).toBe(1)
    expect(all.get('fabwire_delivery_attempt_seconds_count')).toBe(2)
    expect(all.get('fabwire_delivery_first_attempt_delay_seconds_count')).toBe(2)
    expect(all.get('fabwire_settle_batch_deliveries_sum')).toBe(2)
    expect(all.get('fabwire_partitions{table="deliveries"}')).toBe(4)
  })

  test('tell what waits and for how long, by class of lane', async () => {
    clock.advance(2 * 3_600_000)
    // Nobody polls here: what is due stays due for this look.
    const before = await figures()
    expect(before.get('fabwire_endpoints{audience="workspace",status="enabled"}')).toBe(1)
    await app.db.run({
      text: `UPDATE webhooks SET status = 'disabled', disabled_reason = 'owner', version = version + 1`,
      values: [],
    })
    clock.advance(60_000)
    const all = await figures()
    expect(all.get('fabwire_backlog_deliveries{audience="workspace",state="held"}')).toBe(1)
    expect(all.get('fabwire_backlog_age_seconds{audience="workspace",state="held"}')).toBeGreaterThanOrEqual(
      0,
    )
    expect(all.get('fabwire_backlog_deliveries{audience="customer",state="due"}')).toBe(0)
    expect(all.get('fabwire_endpoints{audience="workspace",status="disabled"}')).toBe(1)
  })

  test('tell what retention did', async () => {
    clock.advance(40 * dayMs)
    const chore = app.services.retention
    expect(chore).toBeInstanceOf(Retention)
    await chore.sweep()
    const all = await figures()
    expect(all.get('fabwire_retention_dropped_partitions_total{table="deliveries"}')).toBe(4)
    expect(all.get('fabwire_retention_kept_rows_total{table="deliveries"}')).toBe(1)
    expect(all.get('fabwire_retention_kept_rows_total{table="events"}')).toBe(1)
  })
})

test('every figure that the dashboard draws is one that is served', async () => {
  const file = join(import.meta.dirname, '..', '..', 'docs', 'grafana', 'fabwire.json')
  const dashboard = JSON.parse(await readFile(file, 'utf8')) as { panels: { targets: { expr: string }[] }[] }
  const expressions = dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr))
  const drawn = new Set(expressions.flatMap((expr) => expr.match(/\b(fabwire|nodejs|process)_\w+/g) ?? []))
  const served = app.services.parts.metrics.registry.getMetricsAsArray().map(({ name }) => name)
  const nameOf = (series: string) => series.replace(/_(bucket|sum|count)$/, '')
  expect(drawn.size).toBeGreaterThan(15)
  expect([...drawn].filter((name) => !served.includes(name) && !served.includes(nameOf(name)))).toEqual([])
  // And every figure of the engine is drawn.
  const engine = served.filter((name) =>
    /^fabwire_(delivery|deliveries|settle|backlog|events|retention)/.test(name),
  )
  expect(
    engine.filter((name) => ![...drawn].some((series) => nameOf(series) === name || series === name)),
  ).toEqual([])
})
