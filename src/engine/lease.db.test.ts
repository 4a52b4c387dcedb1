import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openTestDb } from '../../test/harness/database.ts'
import { countDeliveries, engineOn, makeEndpoints, makeShop, shopEvent } from '../../test/harness/engine.ts'
import { type Receiver, startReceiver } from '../../test/harness/receiver.ts'
import { DatabaseUnavailableError, type Db, type Listener, type Statement } from '../db/port.ts'
import { minTotalConcurrency } from '../domain/delivery/total-concurrency.ts'

const patience = { timeout: 20_000, interval: 20 }
let db: Db
let receiver: Receiver
const held: (() => void)[] = []

beforeAll(async () => {
  db = await openTestDb()
  receiver = await startReceiver((_, response) => {
    held.push(() => response.writeHead(200).end())
    return undefined
  })
})

afterAll(async () => {
  await receiver.close()
  await db.close()
})

/** The real database, whose answer to beats can get lost, and whose notification link can be said to be down. */
function fragile(real: Db) {
  const listeners: Listener[] = []
  const state = { isBroken: false, lostBeats: 0 }
  const proxy = new Proxy(real, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key, target)
      if (key === 'listen')
        return (channel: string, listener: Listener) => {
          listeners.push(listener)
          return target.listen(channel, listener)
        }
      if (key === 'run')
        return (statement: Statement) => {
          if (!state.isBroken || statement.name !== 'extend-lease') return target.run(statement)
          state.lostBeats++
          return Promise.reject(new DatabaseUnavailableError(new Error('no answer')))
        }
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  const tell = (what: 'up' | 'down') => {
    for (const listener of listeners) listener.onState?.(what)
  }
  return { proxy, state, tell }
}

test('a node whose beats get lost stops sending, with lanes waiting for their turn, and goes on afterwards', async () => {
  const { proxy, state, tell } = fragile(db)
  const shop = await makeShop(db)
  const endpoints = 2 * minTotalConcurrency
  await makeEndpoints(
    db,
    shop,
    Array.from({ length: endpoints }, () => receiver.url),
  )
  const engine = engineOn(proxy)
  await engine.publish([shopEvent(shop), shopEvent(shop)])
  await engine.start()
  await vi.waitUntil(() => held.length >= minTotalConcurrency, patience)

  state.isBroken = true
  tell('down')
  // Every half second: by now it has stopped.
  await vi.waitUntil(() => state.lostBeats >= 6, patience)
  const sent = held.length
  for (const finish of held.splice(0)) finish()
  await vi.waitFor(async () => expect(await countDeliveries(db)).toMatchObject({ delivered: sent }), patience)
  expect(held).toHaveLength(0)

  state.isBroken = false
  tell('up')
  await vi.waitFor(async () => {
    for (const finish of held.splice(0)) finish()
    expect(await countDeliveries(db)).toEqual({ delivered: 2 * endpoints })
  }, patience)
  await engine.stop()
  await engine.outbound.close()
})
