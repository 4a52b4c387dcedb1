import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Cluster, startCluster } from '../../test/harness/cluster.ts'
import { findPostgresBin } from '../../tools/test/needs.ts'
import { DatabaseUnavailableError, type Db, type ListenState } from './port.ts'
import { connectPostgres } from './postgres.ts'

// Needs a server of its own, which is stopped, crashed and started again: one that is given (TEST_DATABASE_URL) is not.
describe.skipIf(findPostgresBin() === undefined)('a server that goes away', () => {
  let cluster: Cluster
  let db: Db
  const background: unknown[] = []
  beforeAll(async () => {
    cluster = await startCluster()
  })
  beforeEach(async () => {
    background.length = 0
    db = connectPostgres({ url: cluster.url(), onBackgroundError: (error) => background.push(error) })
    await db.run(s('CREATE TABLE IF NOT EXISTS notes (id integer)'))
    await db.run(s('TRUNCATE notes'))
  })
  afterEach(() => db.close())
  afterAll(() => cluster.remove())

  const s = (text: string) => ({ text, values: [] })
  const count = async () => (await db.one<{ n: number }>(s('SELECT count(*) AS n FROM notes'))).n

  /** Many at once, so that several pooled connections are open and break. */
  const warm = () => Promise.all(Array.from({ length: 5 }, () => db.rows(s('SELECT 1'))))

  test('every way in says so, and each recovers without a restart', async () => {
    await warm()
    await cluster.stop()
    for (let attempt = 0; attempt < 3; attempt++) {
      await expect(db.rows(s('SELECT 1'))).rejects.toBeInstanceOf(DatabaseUnavailableError)
      await expect(db.transaction((tx) => tx.rows(s('SELECT 1')))).rejects.toBeInstanceOf(
        DatabaseUnavailableError,
      )
      await expect(db.listen('nobody', { onPayload() {} })).rejects.toBeInstanceOf(DatabaseUnavailableError)
    }
    await cluster.start()
    expect(await db.one(s('SELECT 1 AS n'))).toEqual({ n: 1 })
    await db.transaction((tx) => tx.run(s('INSERT INTO notes VALUES (1)')))
    expect(await count()).toBe(1)
    await (await db.listen('somebody', { onPayload() {} }))()
  })

  test('a transaction that a crash cuts is refused and leaves nothing', async () => {
    const cut = db.transaction(async (tx) => {
      await tx.run(s('INSERT INTO notes VALUES (1)'))
      await cluster.crash()
      await tx.run(s('INSERT INTO notes VALUES (2)'))
    })
    await expect(cut).rejects.toBeInstanceOf(DatabaseUnavailableError)
    await cluster.start()
    expect(await count()).toBe(0)
  })

  test('an error of our own keeps its identity even when the connection is gone', async () => {
    const error = new Error('ours')
    const failed = db.transaction(async (tx) => {
      await tx.run(s('INSERT INTO notes VALUES (1)'))
      await cluster.crash()
      throw error
    })
    await expect(failed).rejects.toBe(error)
    await cluster.start()
    expect(await count()).toBe(0)
  })

  test('a statement that runs while the server goes down is refused', async () => {
    const running = db.rows(s('SELECT pg_sleep(60)'))
    const refused = expect(running).rejects.toBeInstanceOf(DatabaseUnavailableError)
    await db.rows(s('SELECT 1'))
    await cluster.stop()
    await refused
    await cluster.start()
    expect(await count()).toBe(0)
  })

  test('a listener hears down, then up, and then notifications again', async () => {
    const states: ListenState[] = []
    const waiting = new Map<ListenState, () => void>()
    const nextState = (state: ListenState) => new Promise<void>((resolve) => waiting.set(state, resolve))
    const heard = Promise.withResolvers<string>()
    const stop = await db.listen('news', {
      onPayload: heard.resolve,
      onState(state) {
        states.push(state)
        waiting.get(state)?.()
      },
    })
    const down = nextState('down')
    const up = nextState('up')
    await cluster.crash()
    await down
    await cluster.start()
    await up
    expect(states).toEqual(['up', 'down', 'up'])
    await db.rows({ text: 'SELECT pg_notify($1, $2)', values: ['news', 'back'] })
    expect(await heard.promise).toBe('back')
    await stop()
  })

  test('a listener whose connection alone is cut comes back', async () => {
    const up = Promise.withResolvers<void>()
    let ups = 0
    await db.listen('news', {
      onPayload() {},
      onState(state) {
        if (state === 'up' && ++ups === 2) up.resolve()
      },
    })
    await db.rows(s(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'`))
    await up.promise
    expect(background.length).toBeGreaterThan(0)
  })
})
