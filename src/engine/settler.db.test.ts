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
let refusals = 0
let refuses = true

/** The same database, which refuses to settle while `refuses` holds. */
const stubborn = (real: Db): Db =>
  new Proxy(real, {
    get(target, key) {
      if (key !== 'one') {
        const value: unknown = Reflect.get(target, key, target)
        return typeof value === 'function' ? value.bind(target) : value
      }
      return (statement: Statement) => {
        if (!refuses || statement.name !== 'settle') return target.one(statement)
        refusals++
        return Promise.reject(new Error('no room in the table'))
      }
    },
  })

beforeEach(async () => {
  refusals = 0
  refuses = true
  db = await openTestDb()
  shop = await makeShop(db)
  receiver = await startReceiver()
  await makeEndpoints(db, shop, [receiver.url])
})

afterEach(async () => {
  await receiver.close()
  await db.close()
})

const until = (check: () => Promise<void> | void) => vi.waitFor(check, { timeout: 15_000, interval: 20 })

test('outcomes that the database refuses wait, are tried again, and are not sent again', async () => {
  const engine = engineOn(stubborn(db))
  await engine.start()
  await engine.publish([shopEvent(shop), shopEvent(shop)])
  await until(() => expect(refusals).toBeGreaterThan(4))
  expect(await countDeliveries(db)).toEqual({ pending: 2 })
  refuses = false
  await until(async () => expect(await countDeliveries(db)).toEqual({ delivered: 2 }))
  expect(receiver.received).toHaveLength(2)
  await engine.stop()
  await engine.outbound.close()
})

test('stopping does not wait for a database that goes on refusing; the deliveries stay pending', async () => {
  const engine = engineOn(stubborn(db))
  await engine.start()
  // More than one batch: what is left over must not be flushed on and on.
  await engine.publish(Array.from({ length: 1_200 }, () => shopEvent(shop)))
  await until(() => expect(receiver.received.length).toBeGreaterThan(1_100))
  await engine.stop()
  await engine.outbound.close()
  const refusedBefore = refusals
  expect(await countDeliveries(db)).toEqual({ pending: 1_200 })
  expect(refusals).toBe(refusedBefore)
})
