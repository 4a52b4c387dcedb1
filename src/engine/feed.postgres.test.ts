import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestDb } from '../../test/harness/database.ts'
import { engineOn, makeShop, type Shop, shopEvent } from '../../test/harness/engine.ts'
import type { Db, Tx } from '../db/port.ts'
import type { Engine } from './index.ts'

/** What only a server can show: transactions that draw their ids in one order and commit in another. */

let db: Db
let engine: Engine & { outbound: { close(): Promise<void> } }

beforeAll(async () => {
  db = await openTestDb()
  engine = engineOn(db, { sends: false })
  await engine.start()
})
afterAll(async () => {
  await engine.stop()
  await engine.outbound.close()
  await db.close()
})

/** A transaction that is open until it is told how to end. */
class OpenTransaction {
  readonly ids: number[] = []
  readonly #tx: Promise<Tx>
  readonly #fate = Promise.withResolvers<boolean>()
  readonly #ended: Promise<unknown>

  constructor() {
    const begun = Promise.withResolvers<Tx>()
    this.#tx = begun.promise
    this.#ended = db
      .transaction(async (tx) => {
        begun.resolve(tx)
        if (!(await this.#fate.promise)) throw new Error('rolled back')
      })
      .catch(() => {})
  }

  async add(shop: Shop, count: number): Promise<void> {
    const events = Array.from({ length: count }, () => shopEvent(shop))
    this.ids.push(...(await engine.enqueue(await this.#tx, events)))
  }

  async end(commits: boolean): Promise<readonly number[]> {
    this.#fate.resolve(commits)
    await this.#ended
    return commits ? this.ids : []
  }
}

/** A reader that keeps its cursor. */
class Reader {
  readonly seen: number[] = []
  readonly #shop: Shop
  #cursor: number | undefined

  constructor(shop: Shop) {
    this.#shop = shop
  }

  async read(limit: number, waitMs = 0, signal = new AbortController().signal): Promise<number> {
    const { workspaceId } = this.#shop
    const filter = { workspaceId, customerId: null, types: ['order.shipped'] }
    const page = await engine.feed.read({ filter, after: this.#cursor, limit, waitMs, signal })
    this.seen.push(...page.rows.map(({ id }) => id))
    this.#cursor = page.cursor
    return page.rows.length
  }
}

const step = fc.oneof(
  fc.record({ do: fc.constant('begin' as const), count: fc.integer({ min: 0, max: 3 }) }),
  fc.record({ do: fc.constant('add' as const), which: fc.nat(5), count: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ do: fc.constant('end' as const), which: fc.nat(5), commits: fc.boolean() }),
  fc.record({ do: fc.constant('publish' as const), count: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ do: fc.constant('read' as const), limit: fc.integer({ min: 1, max: 4 }) }),
)

describe('a reader that keeps its cursor', () => {
  test('sees all that is committed, once and in order, whatever commits when', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const shop = await makeShop(db)
        const reader = new Reader(shop)
        const open: OpenTransaction[] = []
        const committed: number[] = []
        const take = (which: number) => (open.length === 0 ? undefined : open[which % open.length])
        const end = async (transaction: OpenTransaction, commits: boolean) => {
          open.splice(open.indexOf(transaction), 1)
          committed.push(...(await transaction.end(commits)))
        }
        const run = async (one: (typeof steps)[number]): Promise<void> => {
          if (one.do === 'read') return void (await reader.read(one.limit))
          if (one.do === 'publish') {
            const events = Array.from({ length: one.count }, () => shopEvent(shop))
            return void committed.push(...(await engine.publish(events)))
          }
          if (one.do === 'begin') {
            // The pool has ten connections, and the others need some.
            if (open.length >= 6) return
            const transaction = new OpenTransaction()
            open.push(transaction)
            return transaction.add(shop, one.count)
          }
          const transaction = take(one.which)
          if (transaction === undefined) return
          await (one.do === 'add' ? transaction.add(shop, one.count) : end(transaction, one.commits))
        }
        try {
          for (const one of steps) await run(one)
        } finally {
          for (const transaction of [...open]) await end(transaction, true)
        }
        while ((await reader.read(50)) > 0);
        expect(reader.seen).toEqual(committed.toSorted((a, b) => a - b))
      }),
      { numRuns: 40 },
    )
  })

  test('waits while writers overlap, and misses nothing', async () => {
    const shop = await makeShop(db)
    const reader = new Reader(shop)
    const committed: number[] = []
    const ended = new AbortController()
    const write = async (writer: number): Promise<void> => {
      for (let n = 0; n < 25; n++) {
        const transaction = new OpenTransaction()
        await transaction.add(shop, 1 + ((writer + n) % 3))
        // Others come in between.
        await db.run({ text: 'SELECT 1', values: [] })
        committed.push(...(await transaction.end((writer + n) % 7 !== 0)))
      }
    }
    const reading = (async () => {
      while ((await reader.read(5, 5_000, ended.signal)) > 0 || !ended.signal.aborted);
    })()
    await Promise.all(Array.from({ length: 5 }, (_, writer) => write(writer)))
    ended.abort()
    await reading
    while ((await reader.read(50)) > 0);
    expect(committed.length).toBeGreaterThan(150)
    expect(reader.seen).toEqual(committed.toSorted((a, b) => a - b))
  })

  test('stops before the very first event while that may still come', async () => {
    const fresh = await openTestDb()
    const node = engineOn(fresh, { sends: false })
    const shop = await makeShop(fresh)
    const filter = { workspaceId: shop.workspaceId, customerId: null, types: ['order.shipped'] }
    const read = (after: number | undefined) =>
      node.feed.read({ filter, after, limit: 10, waitMs: 0, signal: new AbortController().signal })
    await fresh.transaction(async (tx) => {
      expect(await node.enqueue(tx, [shopEvent(shop)])).toEqual([1])
      expect(await node.publish([shopEvent(shop)])).toEqual([2])
      expect(await read(undefined)).toEqual({ rows: [], cursor: 0 })
    })
    expect((await read(0)).rows.map(({ id }) => id)).toEqual([1, 2])
    await node.stop()
    await node.outbound.close()
    await fresh.close()
  })
})
