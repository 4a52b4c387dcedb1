import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openTestDb } from '../../test/harness/database.ts'
import { countDeliveries, engineOn, makeEndpoints, makeShop, shopEvent } from '../../test/harness/engine.ts'
import { patience } from '../../test/harness/patience.ts'
import { type Receiver, startReceiver } from '../../test/harness/receiver.ts'
import type { Db, Statement } from '../db/port.ts'

let db: Db
let receiver: Receiver

beforeAll(async () => {
  db = await openTestDb()
  receiver = await startReceiver()
})

afterAll(async () => {
  await receiver.close()
  await db.close()
})

/** The same database; `seen` gets every statement that gives lanes back. */
const watched = (seen: string[]): Db =>
  new Proxy(db, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key, target)
      if (typeof value !== 'function') return value
      if (key !== 'run') return value.bind(target)
      return (statement: Statement) => {
        if (/DELETE FROM lanes WHERE node_id/.test(statement.text)) seen.push(statement.text)
        return value.call(target, statement)
      }
    },
  })

test('lanes that still wait for their first read are not given back', async () => {
  const shop = await makeShop(db)
  // More than one read is for.
  const endpoints = 250
  await makeEndpoints(
    db,
    shop,
    Array.from({ length: endpoints }, () => receiver.url),
  )
  const accepting = engineOn(db, { sends: false })
  await accepting.publish([shopEvent(shop)])
  await accepting.outbound.close()

  const seen: string[] = []
  const engine = engineOn(watched(seen))
  await engine.start()
  // As often as it pleases: each of these looks for lanes with nothing to do.
  const polling = setInterval(() => engine.poll(), 1)
  await vi.waitFor(async () => expect(await countDeliveries(db)).toEqual({ delivered: endpoints }), patience)
  clearInterval(polling)
  expect(seen).toEqual([])
  await engine.stop()
  await engine.outbound.close()
})
