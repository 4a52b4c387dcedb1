import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openTestDb } from '../../test/harness/database.ts'
import { countDeliveries, engineOn, makeEndpoints, makeShop, shopEvent } from '../../test/harness/engine.ts'
import { type Receiver, startReceiver } from '../../test/harness/receiver.ts'
import type { Db, Listener, Statement } from '../db/port.ts'

const patience = { timeout: 20_000, interval: 20 }
const events = 50
let db: Db
let before: Receiver
let after: Receiver
const held: (() => void)[] = []

beforeAll(async () => {
  db = await openTestDb()
  before = await startReceiver((_, response) => {
    held.push(() => response.writeHead(200).end())
    return undefined
  })
  after = await startReceiver()
})

afterAll(async () => {
  await before.close()
  await after.close()
  await db.close()
})

/** The real database, whose notifications nobody hears; `reads` counts how often endpoints were read. */
function deaf(real: Db) {
  const state = { reads: 0 }
  const proxy = new Proxy(real, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key, target)
      if (key === 'listen')
        return (channel: string, listener: Listener) => {
          listener.onState?.('down')
          return target.listen(channel, { onPayload: () => {} })
        }
      if (key === 'rows')
        return (statement: Statement) => {
          if (statement.name === 'read-endpoints') state.reads++
          return target.rows(statement)
        }
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  return { proxy, state }
}

test('an endpoint that changed goes by its new URL, though the notification link is down and much waits in the queue', async () => {
  const { proxy, state } = deaf(db)
  const shop = await makeShop(db)
  const { ids } = await makeEndpoints(db, shop, [before.url])
  const engine = engineOn(proxy)
  await engine.publish(Array.from({ length: events }, () => shopEvent(shop)))
  await engine.start()
  await vi.waitUntil(() => held.length === 1, patience)
  await db.run({
    text: 'UPDATE webhooks SET url = $2, version = version + 1 WHERE id = $1',
    values: [ids[0], after.url],
  })
  const readsBefore = state.reads
  // One may have begun before the change, and ended after it.
  await vi.waitUntil(() => state.reads >= readsBefore + 2, patience)
  held[0]?.()
  await vi.waitFor(async () => expect(await countDeliveries(db)).toEqual({ delivered: events }), patience)
  expect(before.received).toHaveLength(1)
  expect(after.received).toHaveLength(events - 1)
  await engine.stop()
  await engine.outbound.close()
})
