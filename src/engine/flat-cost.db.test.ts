import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openTestDb } from '../../test/harness/database.ts'
import {
  countDeliveries,
  engineOn,
  makeEndpoints,
  makeShop,
  type Shop,
  shopEvent,
} from '../../test/harness/engine.ts'
import { type Receiver, startReceiver } from '../../test/harness/receiver.ts'
import type { Db, Statement } from '../db/port.ts'
import { dayMs } from '../domain/delivery/days.ts'
import { ManualClock } from '../platform/clock.ts'
import { silentLog } from '../platform/log.ts'
import { readPartitions } from './partition-store.ts'
import { Retention } from './retention.ts'

// What a delivery costs must not depend on how many days are kept (issue 4, "Retention").

const days = 30
const perDay = 1_000

let db: Db
let shop: Shop
let receiver: Receiver
let retention: Retention
const clock = new ManualClock('2026-03-01T12:00:00Z')
const seen = new Map<string, Statement>()

/** Remembers the last statement of each name, with its values. */
const watched = (real: Db): Db =>
  new Proxy(real, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key, target)
      if (typeof value !== 'function') return value
      if (key !== 'rows' && key !== 'one') return value.bind(target)
      return (query: Statement) => {
        if (typeof query.name === 'string') seen.set(query.name, query)
        return value.call(target, query)
      }
    },
  })

interface Plan {
  'Shared Hit Blocks': number
  'Shared Read Blocks': number
}

/** Runs a statement as it was sent, undoes what it did, and tells how many pages the database touched. */
async function pagesOf(name: string): Promise<number> {
  const { text, values } = seen.get(name) as Statement
  // From its beginning, which is the dearest: the last read of a lane may have begun behind all that there is.
  const given = name === 'read-lanes' ? values.with(1, '{-infinity}').with(2, '{0}') : values
  const undo = new Error('undo')
  let pages = 0
  const explained = db.transaction(async (tx) => {
    // As it was before it was settled.
    await tx.run({ text: 'DELETE FROM attempts WHERE started_at >= $1', values: [clock.now()] })
    await tx.run({
      text: `UPDATE deliveries SET status = 'pending', next_attempt_at = $1 WHERE id = (SELECT max(id::text) FROM deliveries)::uuid`,
      values: [clock.now()],
    })
    const row = await tx.one<Record<string, unknown>>({
      text: `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${text}`,
      values: given,
    })
    const told = row['QUERY PLAN']
    const [{ Plan: plan }] = (typeof told === 'string' ? JSON.parse(told) : told) as [{ Plan: Plan }]
    pages = plan['Shared Hit Blocks'] + plan['Shared Read Blocks']
    throw undo
  })
  await explained.catch((error) => {
    if (error !== undo) throw error
  })
  return pages
}

const names = ['insert-events', 'find-due-lanes', 'read-lanes', 'settle'] as const

/** Accepts and delivers an event; how many pages each statement of it touched. */
async function deliverOne(): Promise<Record<string, number>> {
  const engine = engineOn(watched(db), { clock })
  await engine.start()
  await engine.publish([shopEvent(shop)])
  engine.poll()
  await vi.waitFor(
    async () => {
      expect(await countDeliveries(db)).not.toHaveProperty('pending')
      expect([...seen.keys()]).toEqual(expect.arrayContaining([...names]))
    },
    { timeout: 15_000, interval: 20 },
  )
  const pages: Record<string, number> = {}
  for (const name of names) pages[name] = await pagesOf(name)
  await engine.stop()
  await engine.outbound.close()
  return pages
}

beforeAll(async () => {
  db = await openTestDb()
  retention = new Retention({ db, clock, log: silentLog(), retentionMs: days * dayMs })
  shop = await makeShop(db, clock)
  receiver = await startReceiver()
  await makeEndpoints(db, shop, [receiver.url])
})

afterAll(async () => {
  await receiver.close()
  await db.close()
})

/** Days of business, delivered. */
async function live(): Promise<void> {
  const shopfront = engineOn(db, { clock, sends: false })
  for (let day = 0; day < days; day++) {
    await retention.sweep()
    await shopfront.publish(Array.from({ length: perDay }, () => shopEvent(shop)))
    await db.run({
      text: `UPDATE deliveries SET status = 'delivered', next_attempt_at = NULL WHERE status = 'pending'`,
      values: [],
    })
    clock.advance(dayMs)
  }
  // On a server autovacuum does this when it comes to it; on the embedded database the sweep does.
  if (db.kind === 'postgres') await db.run({ text: 'VACUUM', values: [] })
  await shopfront.outbound.close()
  await retention.sweep()
  await db.run({ text: 'ANALYZE', values: [] })
}

// Tried again, for the server's own cleaning can touch pages just while they are counted.
test('a delivery costs on the thirtieth day what it costs on the first', { retry: 2 }, async () => {
  await retention.sweep()
  const first = await deliverOne()
  await live()
  expect((await readPartitions(db)).deliveries.length).toBeGreaterThan(days)
  const last = await deliverOne()
  const grown = names.map((name) => [name, (last[name] ?? 0) - (first[name] ?? 0)] as const)
  expect(Object.fromEntries(grown)).toEqual({
    // Each writes to its own day only.
    'insert-events': expect.toSatisfy((pages: number) => pages < 20),
    settle: expect.toSatisfy((pages: number) => pages < 20),
    // Whether anything older waits: a page or two of an empty index per day and lane, whatever the day held. One read
    // brings hundreds of deliveries; lanes are looked for once a second.
    'read-lanes': expect.toSatisfy((pages: number) => pages < 2 * days),
    'find-due-lanes': expect.toSatisfy((pages: number) => pages < 4 * days),
  })
})
