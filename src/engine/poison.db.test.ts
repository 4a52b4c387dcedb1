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
import { wasStall } from './attempt.ts'
import type { EngineOptions } from './index.ts'
import type { Settlement } from './types.ts'

// A delivery on which something of ours keeps failing is dead after five tries, and blocks nobody (issue 4, "Bad input").

let db: Db
let shop: Shop
let receiver: Receiver
let engine: ReturnType<typeof engineOn>
let clock: ManualClock
let settled: Settlement[]

const until = (check: () => Promise<void> | void) => vi.waitFor(check, { timeout: 20_000, interval: 20 })
const run = (text: string, ...values: unknown[]) => db.run({ text, values })

async function start(options: Partial<EngineOptions> = {}): Promise<void> {
  engine = engineOn(db, { clock, onAttempt: (settlement) => void settled.push(settlement), ...options })
  await engine.start()
}

/** Moves the clock past every wait of ours until what waits is as expected. */
const eventually = (expected: Record<string, number>) =>
  until(async () => {
    clock.advance(10_000)
    engine.poll()
    expect(await countDeliveries(db)).toEqual(expected)
  })

beforeEach(async () => {
  db = await openTestDb()
  clock = new ManualClock('2026-05-15T11:00:00Z')
  shop = await makeShop(db, clock)
  receiver = await startReceiver()
  await makeEndpoints(db, shop, [receiver.url])
  settled = []
})

afterEach(async () => {
  await engine.stop()
  await engine.outbound.close()
  await receiver.close()
  await db.close()
})

test('a delivery whose event is missing is dead after five tries; those behind it go out', async () => {
  const accepting = engineOn(db, { clock, sends: false })
  await accepting.publish([shopEvent(shop), shopEvent(shop), shopEvent(shop)])
  await accepting.outbound.close()
  await run('DELETE FROM events WHERE id = 1')
  await start()
  await eventually({ dead: 1, delivered: 2 })
  expect(settled.filter(({ fault }) => fault === 'ours')).toHaveLength(5)
  const attempt = await db.one({
    text: `SELECT number, error_code FROM attempts WHERE error_code IS NOT NULL`,
    values: [],
  })
  expect(attempt).toEqual({ number: 1, error_code: 'internal' })
})

test('an outcome that the database refuses makes its delivery dead; the rest of the batch is settled', async () => {
  await run(`
    CREATE FUNCTION refuse_log() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF NEW.response_body = 'poison' THEN RAISE EXCEPTION 'cannot be stored'; END IF;
      RETURN NEW;
    END $$`)
  await run('CREATE TRIGGER refuse_log BEFORE INSERT ON attempts FOR EACH ROW EXECUTE FUNCTION refuse_log()')
  receiver.behave(({ eventId }, response) => {
    response.writeHead(200).end(eventId === 2 ? 'poison' : 'fine')
    return undefined
  })
  const refused = vi.fn()
  await start({ onRefused: refused })
  await engine.publish(Array.from({ length: 10 }, () => shopEvent(shop)))
  await eventually({ delivered: 9, dead: 1 })
  expect(refused).toHaveBeenCalledTimes(5)
})

test('a delivery that the database refuses to change at all is left alone; the others are settled', async () => {
  await run(`
    CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF NEW.event_id = 1 THEN RAISE EXCEPTION 'cannot be changed'; END IF;
      RETURN NEW;
    END $$`)
  await run(
    'CREATE TRIGGER refuse_change BEFORE UPDATE ON deliveries FOR EACH ROW EXECUTE FUNCTION refuse_change()',
  )
  await start()
  await engine.publish(Array.from({ length: 5 }, () => shopEvent(shop)))
  for (let more = 0; more < 8; more++) {
    await engine.publish([shopEvent(shop)])
    await eventually({ delivered: 5 + more, pending: 1 })
  }
  expect(receiver.received.filter(({ eventId }) => eventId === 1)).toHaveLength(1)
})

test('a stall of this process counts against nobody: not the receiver, not the delivery', async () => {
  const timeoutMs = 150
  receiver.behave((_, response, count) => {
    if (count > 1) return 204
    // The event loop stands still for longer than the deadline; the answer lies unread behind it.
    const end = performance.now() + timeoutMs + 800
    while (performance.now() < end);
    response.writeHead(204).end()
    return undefined
  })
  await start({ timeoutMs })
  await engine.publish([shopEvent(shop)])
  await eventually({ delivered: 1 })
  const stalls = settled.filter(wasStall)
  expect(stalls.length).toBeGreaterThan(0)
  const row = await db.one({
    text: 'SELECT attempt_count, internal_failures, (SELECT consecutive_failures FROM webhooks) AS failures FROM deliveries',
    values: [],
  })
  expect(row).toEqual({ attempt_count: 1, internal_failures: 0, failures: 0 })
})

test('a receiver that is slow by itself is still at fault', async () => {
  receiver.behave(() => undefined)
  await start({ timeoutMs: 50 })
  await engine.publish([shopEvent(shop)])
  await until(() => expect(settled[0]).toMatchObject({ fault: 'theirs', attemptCount: 1 }))
})
