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
import type { Db, Statement } from '../db/port.ts'

let db: Db
let shop: Shop
let receiver: Receiver
let engine: ReturnType<typeof engineOn>
let endpoints: string[]
/** Names of the statements that the engine has sent. */
const names: (string | undefined)[] = []

const until = (check: () => Promise<void> | void) => vi.waitFor(check, { timeout: 15_000, interval: 20 })
const statement = (text: string, ...values: unknown[]) => ({ text, values })

/** The same database; what is asked of it is noted. */
const noting = (db: Db): Db =>
  new Proxy(db, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key, target)
      if (typeof value !== 'function') return value
      return (...args: unknown[]) => {
        if (key === 'rows') names.push((args[0] as Statement).name)
        return value.apply(target, args)
      }
    },
  })

const delivered = (count: number) =>
  until(async () => expect(await countDeliveries(db)).toEqual({ delivered: count }))

beforeEach(async () => {
  db = await openTestDb()
  shop = await makeShop(db)
  receiver = await startReceiver()
  endpoints = (await makeEndpoints(db, shop, [receiver.url, receiver.url])).ids
  engine = engineOn(noting(db))
  await engine.start()
  // From here on both lanes are held and caught up.
  await engine.publish([shopEvent(shop, 'first')])
  await delivered(2)
  names.length = 0
})

afterEach(async () => {
  await engine.stop()
  await engine.outbound.close()
  await receiver.close()
  await db.close()
})

test('what a caught-up lane gets is sent without being read back: same bytes, once each', async () => {
  await until(async () => {
    names.length = 0
    const before = receiver.received.length
    await engine.publish([shopEvent(shop, 'now')])
    await until(() => expect(receiver.received.length).toBe(before + 2))
    // The poll of every second may fall into one of the rounds.
    expect(names.filter((name) => name === 'read-lanes')).toEqual([])
  })
  const total = receiver.received.length
  await delivered(total)
  const bodies = await db.rows<{ id: number; body: string }>(statement('SELECT id, body FROM events'))
  for (const { id, body } of bodies) {
    const sent = receiver.received.filter(({ eventId }) => eventId === id)
    expect(sent.map((request) => request.body)).toEqual([body, body])
  }
})

test('while others publish at the same time: everything once, first tries in event order', async () => {
  await Promise.all(
    Array.from({ length: 150 }, (_, n) =>
      engine.publish([shopEvent(shop, `${n}`), shopEvent(shop, `${n}b`)]),
    ),
  )
  await delivered(602)
  expect(receiver.received.length).toBe(602)
  for (const id of endpoints) {
    const rows = await db.rows<{ event_id: number }>(
      statement(
        `SELECT d.event_id FROM attempts a JOIN deliveries d ON d.id = a.delivery_id
         WHERE d.webhook_id = $1 ORDER BY a.started_at, d.event_id`,
        id,
      ),
    )
    const order = rows.map((row) => row.event_id)
    expect(order).toEqual(order.toSorted((a, b) => a - b))
  }
})

test('to an endpoint that was disabled, or changed, without this node having heard: it is not sent as it was', async () => {
  const other = await startReceiver()
  const [disabled, moved] = endpoints
  await db.run(
    statement(`UPDATE webhooks SET status = 'disabled', disabled_reason = 'owner' WHERE id = $1`, disabled),
  )
  await db.run(
    statement('UPDATE webhooks SET url = $2, version = version + 1 WHERE id = $1', moved, other.url),
  )
  await engine.publish([shopEvent(shop, 'second')])
  await until(() => expect(other.received.length).toBe(1))
  expect(receiver.received.length).toBe(2)
  await until(async () => expect(await countDeliveries(db)).toEqual({ delivered: 3, pending: 1 }))
  await other.close()
})
