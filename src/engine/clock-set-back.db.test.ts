import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { databaseKind, openTestDb } from '../../test/harness/database.ts'
import { countDeliveries, engineOn, makeEndpoints, makeShop, shopEvent } from '../../test/harness/engine.ts'
import { type Receiver, startReceiver } from '../../test/harness/receiver.ts'
import type { Db } from '../db/port.ts'
import { ManualClock } from '../platform/clock.ts'

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

// On a server, time is the server's, which several nodes go by.
test.runIf(databaseKind === 'pglite')(
  'a clock that was set back while nothing ran: what was accepted before goes out now, not in ten minutes',
  async () => {
    const shop = await makeShop(db)
    await makeEndpoints(db, shop, [receiver.url])
    const ahead = engineOn(db, { sends: false, clock: new ManualClock('2026-05-15T11:10:00Z') })
    await ahead.publish(Array.from({ length: 5 }, () => shopEvent(shop)))
    await ahead.outbound.close()
    const engine = engineOn(db, { clock: new ManualClock('2026-05-15T11:00:00Z') })
    await engine.start()
    await vi.waitFor(async () => expect(await countDeliveries(db)).toEqual({ delivered: 5 }), {
      timeout: 15_000,
      interval: 20,
    })
    await engine.stop()
    await engine.outbound.close()
  },
)
