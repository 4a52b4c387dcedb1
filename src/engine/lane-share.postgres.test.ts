import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openSecondDb, openTestDb } from '../../test/harness/database.ts'
import { countDeliveries, engineOn, makeEndpoints, makeShop, shopEvent } from '../../test/harness/engine.ts'
import { type Receiver, startReceiver } from '../../test/harness/receiver.ts'
import type { Db } from '../db/port.ts'

/** Two nodes, each with a pool of its own. */

const endpoints = 12
const patience = { timeout: 60_000, interval: 50 }
let db: Db
let secondDb: Db
let receiver: Receiver

beforeAll(async () => {
  db = await openTestDb()
  secondDb = openSecondDb(db)
  receiver = await startReceiver((_, response) => {
    setTimeout(() => response.writeHead(200).end(), 10)
    return undefined
  })
})

afterAll(async () => {
  await receiver.close()
  await secondDb.close()
  await db.close()
})

test('a node that comes later gets its share of the lanes, and nothing is lost or sent twice', async () => {
  const shop = await makeShop(db)
  await makeEndpoints(
    db,
    shop,
    Array.from({ length: endpoints }, () => receiver.url),
  )
  const first = engineOn(db)
  const second = engineOn(secondDb)
  let stopped = false
  await first.start()
  // Published elsewhere, so that no node knows more of it than another.
  const api = engineOn(secondDb, { sends: false })
  let published = 0
  const publishing = (async () => {
    while (!stopped) {
      await api.publish(Array.from({ length: 50 }, () => shopEvent(shop)))
      published += 50
      await vi.waitUntil(() => stopped || receiver.received.length > (published - 500) * endpoints, patience)
    }
  })()
  await vi.waitUntil(() => first.load.lanes === endpoints, patience)
  await second.start()
  await vi.waitUntil(() => second.load.lanes >= endpoints / 3 && second.load.busy > 0, patience)
  expect(first.load.lanes + second.load.lanes).toBeLessThanOrEqual(endpoints)
  stopped = true
  await publishing
  const all = published * endpoints
  await vi.waitFor(async () => expect(await countDeliveries(db)).toEqual({ delivered: all }), patience)
  expect(receiver.received).toHaveLength(all)
  for (const engine of [second, first]) {
    await engine.stop()
    await engine.outbound.close()
  }
  await api.outbound.close()
})
