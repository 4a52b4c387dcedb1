import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestDb } from '../../test/harness/database.ts'
import { engineOn, makeEndpoints, makeShop, shopEvent } from '../../test/harness/engine.ts'
import type { Db, Statement } from '../db/port.ts'
import { systemClock } from '../platform/clock.ts'
import { MasterKey } from '../platform/crypto.ts'
import { createAddressPolicy } from '../platform/outbound/index.ts'
import { Lane } from './lane.ts'
import { LaneReader } from './lane-reader.ts'

let db: Db
beforeAll(async () => {
  db = await openTestDb()
})
afterAll(() => db.close())

/** The same database; `meanwhile` happens between a statement of that name and its answer. */
const interrupted = (name: string, meanwhile: () => void): Db =>
  new Proxy(db, {
    get(target, key) {
      if (key !== 'rows') return Reflect.get(target, key, target)
      return async (statement: Statement) => {
        const rows = await target.rows(statement)
        if (statement.name === name) meanwhile()
        return rows
      }
    },
  })

const readerOn = (from: Db) =>
  new LaneReader({
    db: from,
    clock: systemClock,
    masterKey: new MasterKey(Buffer.alloc(32, 7)),
    policyOf: (audience) => createAddressPolicy({ audience, privateTargets: [], insecureTargets: [] }),
  })

test.each(['read-lanes', 'read-endpoints'])(
  'a change of the endpoint during %s makes it read again',
  async (name) => {
    const shop = await makeShop(db)
    const { ids } = await makeEndpoints(db, shop, ['http://127.0.0.1:9/', 'http://127.0.0.1:9/'])
    const accepting = engineOn(db, { sends: false })
    await accepting.publish(Array.from({ length: 5 }, () => shopEvent(shop)))
    await accepting.outbound.close()

    const lanes = ids.map((id) => new Lane(id, 0))
    const changed = lanes[0] as Lane
    let changes = 0
    const reader = readerOn(
      interrupted(name, () => {
        if (changes++ === 0) changed.outdate()
      }),
    )

    expect(await reader.read(lanes)).toMatchObject({ more: true })
    expect(lanes.map(({ queue }) => queue.length)).toEqual([0, 5])
    expect(changed.endpoint).toBeUndefined()
    await reader.read(lanes)
    expect(lanes.map(({ queue }) => queue.length)).toEqual([5, 5])
    expect(changed.endpoint).toMatchObject({ id: changed.webhookId })
  },
)

test('endpoints of one read share their events', async () => {
  const shop = await makeShop(db)
  const { ids } = await makeEndpoints(db, shop, ['http://127.0.0.1:9/', 'http://127.0.0.1:9/'])
  const accepting = engineOn(db, { sends: false })
  await accepting.publish(Array.from({ length: 3 }, () => shopEvent(shop)))
  await accepting.outbound.close()

  const [one, other] = ids.map((id) => new Lane(id, 0)) as [Lane, Lane]
  await readerOn(db).read([one, other])
  expect(one.queue).toHaveLength(3)
  for (const [n, { event }] of one.queue.entries()) expect(other.queue[n]?.event).toBe(event)
})
