import { afterEach, beforeEach, expect, test, vi } from 'vitest'
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
import type { Db } from '../db/port.ts'
import { ManualClock } from '../platform/clock.ts'
import { endpointsChanged } from './index.ts'

// Enabling drains what was held: first one, then at a rising rate, disabled again on new failures (issue 4, "Breaker").

let db: Db
let shop: Shop
let clock: ManualClock
let receiver: Receiver
let webhookId: string
let engine: ReturnType<typeof engineOn>

const until = (check: () => Promise<void> | void) => vi.waitFor(check, { timeout: 20_000, interval: 20 })

beforeEach(async () => {
  db = await openTestDb()
  clock = new ManualClock('2026-05-15T11:00:00Z')
  shop = await makeShop(db, clock)
  receiver = await startReceiver()
  ;[webhookId] = (await makeEndpoints(db, shop, [receiver.url])).ids as [string]
  engine = engineOn(db, { clock, waitsMs: [3_600_000, 3_600_000] })
  await engine.start()
})

afterEach(async () => {
  await engine.stop()
  await engine.outbound.close()
  await receiver.close()
  await db.close()
})

const set = (change: string, ...values: unknown[]) =>
  db.transaction(async (tx) => {
    await tx.run({ text: `UPDATE webhooks SET version = version + 1, ${change}`, values })
    await endpointsChanged(tx, [webhookId])
  })
const disable = () => set(`status = 'disabled', disabled_reason = 'owner'`)
const enable = async () => {
  await db.run({
    text: 'UPDATE deliveries SET next_attempt_at = $1 WHERE next_attempt_at > $1',
    values: [clock.now()],
  })
  await set(
    `status = 'enabled', disabled_reason = NULL, consecutive_failures = 0, enabled_at = $1`,
    clock.now(),
  )
}

test('first one, then more at once each second', async () => {
  // Healthy and fast before: the cap has grown.
  await engine.publish(Array.from({ length: 200 }, () => shopEvent(shop)))
  await until(async () => expect(await countDeliveries(db)).toEqual({ delivered: 200 }))
  await disable()
  await engine.publish(Array.from({ length: 60 }, () => shopEvent(shop)))
  const open: (() => void)[] = []
  let most = 0
  receiver.behave((_, response) => {
    open.push(() => response.writeHead(204).end())
    most = Math.max(most, open.length)
    return undefined
  })
  const answerAll = async (count: number) => {
    for (let answered = 0; answered < count; ) {
      await until(() => expect(open.length).toBeGreaterThan(0))
      for (const answer of open.splice(0)) {
        answer()
        answered++
      }
    }
  }
  await enable()
  await answerAll(10)
  expect(most).toBe(1)
  clock.advance(2_000)
  await answerAll(20)
  expect(most).toBeGreaterThan(1)
  expect(most).toBeLessThanOrEqual(4)
  clock.advance(10_000)
  await answerAll(30)
  await until(async () => expect(await countDeliveries(db)).toEqual({ delivered: 260 }))
})

test('disabled again on new failures: ten are tried, all are held, their attempts are counted', async () => {
  await disable()
  await engine.publish(Array.from({ length: 30 }, () => shopEvent(shop)))
  receiver.behave(() => 500)
  await enable()
  const webhook = () =>
    db.one<Record<string, unknown>>({
      text: 'SELECT status, disabled_reason, notice_due FROM webhooks',
      values: [],
    })
  await until(async () =>
    expect(await webhook()).toEqual({
      status: 'disabled',
      disabled_reason: 'failures',
      notice_due: 'failures',
    }),
  )
  expect(receiver.received).toHaveLength(10)
  expect(await countDeliveries(db)).toEqual({ pending: 30 })
  const attempts = () =>
    db.rows({
      text: 'SELECT attempt_count AS attempts, count(*) AS n FROM deliveries GROUP BY 1 ORDER BY 1',
      values: [],
    })
  expect(await attempts()).toEqual([
    { attempts: 0, n: 20 },
    { attempts: 1, n: 10 },
  ])
  receiver.behave(() => 204)
  await enable()
  await until(async () => expect(await countDeliveries(db)).toEqual({ delivered: 30 }))
  expect(await attempts()).toEqual([
    { attempts: 1, n: 20 },
    { attempts: 2, n: 10 },
  ])
})
