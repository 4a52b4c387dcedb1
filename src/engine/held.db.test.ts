import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTestDb } from '../../test/harness/database.ts'
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
import { HeldExpiry, type HeldNews } from './held.ts'

let db: Db
let shop: Shop
let clock: ManualClock
let webhookId: string
let engine: ReturnType<typeof engineOn>
let expiring: HeldNews[]
let expired: number[]
let held: HeldExpiry

const run = (text: string, ...values: unknown[]) => db.run({ text, values })
const start = new Date('2026-01-01T12:00:00Z')

beforeEach(async () => {
  db = await openTestDb()
  clock = new ManualClock(start)
  shop = await makeShop(db, clock)
  ;[webhookId] = (await makeEndpoints(db, shop, ['http://127.0.0.1:9/'])).ids as [string]
  engine = engineOn(db, { clock, sends: false })
  expiring = []
  expired = []
  held = new HeldExpiry({
    db,
    clock,
    heldRetentionMs: 90 * dayMs,
    onHeldExpiring: async (_, news) => void expiring.push(news),
    onHeldExpired: async (_, { count }) => void expired.push(count),
  })
  await run(`UPDATE webhooks SET status = 'disabled', disabled_reason = 'owner'`)
})

afterEach(async () => {
  await engine.outbound.close()
  await db.close()
})

/** Looks once a day. */
async function live(days: number): Promise<void> {
  for (let day = 0; day < days; day++) {
    clock.advance(dayMs)
    await held.sweep()
  }
}

test('what is held too long is given up after two notices; what is younger stays', async () => {
  await engine.publish([shopEvent(shop), shopEvent(shop)])
  clock.advance(1)
  await live(30)
  await engine.publish([shopEvent(shop)])
  await live(45)
  expect(expiring).toEqual([])
  await live(1)
  expect(expiring).toEqual([{ webhookId, endsAt: new Date(start.getTime() + 90 * dayMs) }])
  await live(13)
  expect(expiring).toHaveLength(2)
  expect(await countDeliveries(db)).toEqual({ pending: 3 })
  await live(2)
  expect(expired).toEqual([2])
  expect(await countDeliveries(db)).toEqual({ pending: 1, discarded: 2 })
  const reasons = await db.rows({
    text: `SELECT DISTINCT discard_reason, next_attempt_at FROM deliveries WHERE status = 'discarded'`,
    values: [],
  })
  expect(reasons).toEqual([{ discard_reason: 'expired', next_attempt_at: null }])
})

test('nothing is given up while the endpoint is enabled', async () => {
  await engine.publish([shopEvent(shop)])
  await run(`UPDATE webhooks SET status = 'enabled', disabled_reason = NULL`)
  await live(120)
  expect([expiring, expired]).toEqual([[], []])
})

test('a server that was off for long tells twice before it gives anything up', async () => {
  await engine.publish([shopEvent(shop)])
  clock.advance(365 * dayMs)
  await held.sweep()
  await held.sweep()
  expect([expiring.length, expired.length]).toEqual([1, 0])
  await live(1)
  expect([expiring.length, expired.length]).toEqual([2, 0])
  await live(1)
  expect([expiring.length, expired.length]).toEqual([2, 1])
})

test('a notice that cannot be written is not counted', async () => {
  await engine.publish([shopEvent(shop)])
  const failing = new HeldExpiry({
    db,
    clock,
    heldRetentionMs: 90 * dayMs,
    onHeldExpiring: () => Promise.reject(new Error('no mail today')),
  })
  clock.advance(80 * dayMs)
  await expect(failing.sweep()).rejects.toThrow('no mail today')
  await held.sweep()
  expect(expiring).toHaveLength(1)
})

test('what waits for a webhook that is gone is discarded', async () => {
  const { ids } = await makeEndpoints(db, shop, ['http://127.0.0.1:9/'])
  await engine.publish([shopEvent(shop)])
  await run('DELETE FROM webhooks WHERE id = $1', ids[0])
  await held.sweep()
  const rows = await db.rows({
    text: 'SELECT webhook_id, status, discard_reason FROM deliveries ORDER BY status',
    values: [],
  })
  expect(rows).toEqual([
    { webhook_id: ids[0], status: 'discarded', discard_reason: 'webhook_deleted' },
    { webhook_id: webhookId, status: 'pending', discard_reason: null },
  ])
})
