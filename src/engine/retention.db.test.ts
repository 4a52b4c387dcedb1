import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openSecondDb, openTestDb } from '../../test/harness/database.ts'
import {
  countDeliveries,
  engineOn,
  makeEndpoints,
  makeShop,
  type Shop,
  shopEvent,
} from '../../test/harness/engine.ts'
import type { Db } from '../db/port.ts'
import { dayMs } from '../domain/delivery/days.ts'
import { ManualClock } from '../platform/clock.ts'
import { newId } from '../platform/ids.ts'
import { silentLog } from '../platform/log.ts'
import { readPartitions } from './partition-store.ts'
import { Retention } from './retention.ts'
import type { DroppedEvents, RetentionOptions } from './retention-options.ts'

const s = (text: string, ...values: unknown[]) => ({ text, values })

let db: Db
let shop: Shop
let clock: ManualClock
let webhookId: string
let engine: ReturnType<typeof engineOn>
let archived: DroppedEvents[]

const retention = (over: Partial<RetentionOptions> = {}) =>
  new Retention({
    db,
    clock,
    log: silentLog(),
    retentionMs: 30 * dayMs,
    archiveEvents: async (_, range) => void archived.push(range),
    ...over,
  })

beforeEach(async () => {
  db = await openTestDb()
  clock = new ManualClock('2026-03-01T12:00:00Z')
  shop = await makeShop(db, clock)
  ;[webhookId] = (await makeEndpoints(db, shop, ['http://127.0.0.1:9/'])).ids as [string]
  engine = engineOn(db, { clock, sends: false })
  archived = []
})

afterEach(async () => {
  await engine.outbound.close()
  await db.close()
})

const publish = (count = 1) => engine.publish(Array.from({ length: count }, () => shopEvent(shop)))

/** In which table each row stands. */
const places = async (table: string, id = 'id'): Promise<Record<string, number>> => {
  const rows = await db.rows<{ place: string; n: number }>(
    s(`SELECT tableoid::regclass::text AS place, count(${id}) AS n FROM ${table} GROUP BY 1 ORDER BY 1`),
  )
  return Object.fromEntries(rows.map(({ place, n }) => [place, n]))
}

const deliver = (where: string) =>
  db.run(
    s(`WITH done AS (
         UPDATE deliveries SET status = 'delivered', attempt_count = 1, next_attempt_at = NULL
         WHERE status = 'pending' AND ${where} RETURNING id, event_id)
       INSERT INTO attempts (delivery_id, number, started_at, duration_ms, timings_ms)
       SELECT id, 1, now(), 1, '{}' FROM done`),
  )

describe('days', () => {
  test('today and three days ahead have tables; making them again changes nothing', async () => {
    await retention().prepare()
    const { deliveries, attempts, events } = await readPartitions(db)
    expect([deliveries.length, attempts.length, events.length]).toEqual([4, 4, 4])
    await retention().prepare()
    expect((await readPartitions(db)).deliveries).toEqual(deliveries)
    await publish()
    expect(await places('deliveries')).toEqual({ deliveries_20260301: 1 })
    expect(await places('events')).toEqual({ events_20260301: 1 })
  })

  test('a day has the indexes of its table', async () => {
    await retention().prepare()
    const indexes = async (table: string) =>
      (
        await db.rows<{ definition: string }>(
          s(
            `SELECT regexp_replace(indexdef, '^.* USING', '') AS definition FROM pg_indexes WHERE tablename = $1 ORDER BY 1`,
            table,
          ),
        )
      ).map(({ definition }) => definition)
    for (const table of ['events', 'deliveries', 'attempts'])
      expect(await indexes(`${table}_20260301`)).toEqual(await indexes(`${table}_default`))
  })

  test('the next day has its own ids and tables', async () => {
    await retention().prepare()
    const [first] = await publish()
    clock.advance(dayMs)
    await retention().prepare()
    const [second] = await publish()
    expect([first, second]).toEqual([1, 100_001])
    expect(await places('events')).toEqual({ events_20260301: 1, events_20260302: 1 })
    expect(await places('deliveries')).toEqual({ deliveries_20260301: 1, deliveries_20260302: 1 })
  })

  test('what was there before stays in the side table, and the next days have tables', async () => {
    await publish(3)
    await retention().prepare()
    expect((await readPartitions(db)).deliveries).toHaveLength(3)
    await publish()
    expect(await places('deliveries')).toEqual({ deliveries_default: 4 })
    clock.advance(dayMs)
    await publish()
    expect(await places('deliveries')).toEqual({ deliveries_20260302: 1, deliveries_default: 4 })
  })

  test('a clock that jumps writes to the side table; everything is found as before', async () => {
    await retention().prepare()
    clock.advance(400 * dayMs)
    await publish()
    clock.advance(-800 * dayMs)
    await publish()
    expect(await places('deliveries')).toEqual({ deliveries_default: 2 })
    await deliver('true')
    expect(await countDeliveries(db)).toEqual({ delivered: 2 })
  })

  test('several nodes at once make them once', async () => {
    const second = openSecondDb(db)
    await Promise.all([retention().prepare(), retention({ db: second }).prepare()])
    await retention().prepare()
    const { deliveries, attempts, events } = await readPartitions(db)
    expect([deliveries.length, attempts.length, events.length]).toEqual([4, 4, 4])
    if (second !== db) await second.close()
  })
})

describe('what is over', () => {
  /** One event a day, each delivered but those of `waiting` days. */
  async function fill(days: number, waiting: readonly number[] = []): Promise<number[]> {
    const ids: number[] = []
    for (let day = 0; day < days; day++) {
      await retention({ retentionMs: 3_000 * dayMs }).prepare()
      const [id] = await publish()
      ids.push(id as number)
      if (!waiting.includes(day)) await deliver(`event_id = ${id}`)
      clock.advance(dayMs)
    }
    return ids
  }

  test('goes with its day; younger days stay', async () => {
    const ids = await fill(35)
    await retention().sweep()
    const { deliveries, attempts, events } = await readPartitions(db)
    // 35 days ago to 31 days ago are over; events stay a day longer.
    expect(deliveries).toHaveLength(30 + 4)
    expect(attempts).toHaveLength(30 + 4)
    expect(events).toHaveLength(31 + 4)
    expect(await countDeliveries(db)).toEqual({ delivered: 30 })
    expect(archived.at(-1)?.toId).toBe((ids[4] as number) - 1)
    expect(archived[0]?.fromId).toBe(1)
    const { id } = await db.one<{ id: number }>(s('SELECT id FROM feed_floor'))
    expect(id).toBe((ids[4] as number) - 1)
  })

  test('what still waits is kept, with its event and its attempts, and pins no table', async () => {
    const ids = await fill(35, [0])
    await db.run(
      s(`INSERT INTO attempts (delivery_id, number, started_at, duration_ms, timings_ms)
         SELECT id, 1, now(), 1, '{}' FROM deliveries WHERE status = 'pending' ORDER BY id LIMIT 1`),
    )
    await db.run(s(`UPDATE webhooks SET status = 'disabled', disabled_reason = 'owner'`))
    await retention().sweep()
    expect((await readPartitions(db)).deliveries).toHaveLength(34)
    expect((await readPartitions(db)).events).toHaveLength(35)
    const kept = await db.rows(
      s(`SELECT d.event_id, d.status, e.body LIKE '{"id":%' AS body, a.number
         FROM deliveries_default d JOIN events_default e ON e.id = d.event_id
         JOIN attempts_default a ON a.delivery_id = d.id`),
    )
    expect(kept).toEqual([{ event_id: ids[0], status: 'pending', body: true, number: 1 }])
  })

  test('an event is kept for a redelivery of a later day', async () => {
    const [first] = await fill(34)
    await db.run(
      s(
        `INSERT INTO deliveries (id, webhook_id, event_id, redelivery_of, next_attempt_at, status)
         VALUES ($1, $2, $3, $1, now(), 'delivered')`,
        newId(clock.now()),
        webhookId,
        first,
      ),
    )
    await retention().sweep()
    expect(await places('events')).toMatchObject({ events_default: 1 })
    clock.advance(40 * dayMs)
    await retention().sweep()
    expect(await places('events')).toEqual({})
  })

  test('what ended in the side table goes too, once it is old, but never what waits there', async () => {
    await publish(2)
    await deliver('event_id = 1')
    clock.advance(29 * dayMs)
    await retention().sweep()
    expect(await places('deliveries')).toEqual({ deliveries_default: 2 })
    clock.advance(3 * dayMs)
    await retention().sweep()
    expect(await countDeliveries(db)).toEqual({ pending: 1 })
    expect(await places('events')).toEqual({ events_default: 1 })
    expect(await places('attempts', 'number')).toEqual({})
    await deliver('true')
    clock.advance(dayMs)
    await retention().sweep()
    expect(await places('deliveries')).toEqual({})
    expect(await places('events')).toEqual({})
    expect(archived).toEqual([{ fromId: 1, toId: 2 }])
  })

  test('a table that somebody uses for long is left for the next time', async () => {
    await fill(32)
    if (db.kind === 'pglite') return
    const reader = openSecondDb(db)
    await reader.transaction(async (tx) => {
      await tx.rows(s('SELECT count(*) FROM deliveries'))
      await retention().sweep()
    })
    expect(await countDeliveries(db)).toEqual({ delivered: 32 })
    await retention().sweep()
    expect(await countDeliveries(db)).toEqual({ delivered: 30 })
    await reader.close()
  })
})
