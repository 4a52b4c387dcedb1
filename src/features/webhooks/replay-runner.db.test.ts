import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { openSecondDb, openTestDb } from '../../../test/harness/database.ts'
import { engineOn, makeEndpoints, makeShop, type Shop, shopEvent } from '../../../test/harness/engine.ts'
import { patience } from '../../../test/harness/patience.ts'
import type { Db, Tx } from '../../db/port.ts'
import { systemClock } from '../../platform/clock.ts'
import { newId } from '../../platform/ids.ts'
import { silentLog } from '../../platform/log.ts'
import { ReplayRunner, type ReplayRunnerOptions } from './replay-runner.ts'
import { insertReplay } from './replay-store.ts'

let db: Db
let engine: ReturnType<typeof engineOn>
let shop: Shop
let webhookId: string

const statement = (text: string, ...values: unknown[]) => ({ text, values })
const run = (text: string, ...values: unknown[]) => db.run(statement(text, ...values))

beforeAll(async () => {
  db = await openTestDb()
  engine = engineOn(db, { sends: false })
})
afterAll(async () => {
  await engine.outbound.close()
  await db.close()
})
beforeEach(async () => {
  shop = await makeShop(db)
  const { ids } = await makeEndpoints(db, shop, ['https://93.184.215.14/hook'])
  webhookId = ids[0] as string
})

const runner = (options: Partial<ReplayRunnerOptions> = {}) =>
  new ReplayRunner({
    db,
    clock: systemClock,
    log: silentLog(),
    replays: true,
    pace: { stepRows: 3, stepMs: 0, mostWaiting: 1_000 },
    ...options,
  })

/** Events that have been delivered. */
async function delivered(count: number): Promise<number[]> {
  const ids = await engine.publish(Array.from({ length: count }, () => shopEvent(shop)))
  await deliver()
  return ids
}
const deliver = () =>
  run(
    `UPDATE deliveries SET status = 'delivered', next_attempt_at = NULL WHERE webhook_id = $1 AND status = 'pending'`,
    webhookId,
  )

async function start(filter: { types?: string[]; statuses?: string[] } = {}): Promise<string> {
  const now = new Date()
  const id = newId(now)
  await db.transaction((tx) =>
    insertReplay(tx, {
      id,
      workspace_id: shop.workspaceId,
      webhook_id: webhookId,
      from_at: new Date(0),
      to_at: new Date(now.getTime() + 1_000),
      types: [],
      statuses: [],
      count: 0,
      created_at: now,
      ...filter,
    }),
  )
  return id
}

const state = (id: string) =>
  db.one<{ done: number; status: string; after_id: string | null }>(
    statement('SELECT done, status, after_id FROM replays WHERE id = $1', id),
  )

/** The events that were made anew, in the order in which they were. */
const repeated = async (): Promise<number[]> =>
  (
    await db.rows<{ event_id: number }>(
      statement(
        'SELECT event_id FROM deliveries WHERE webhook_id = $1 AND redelivery_of IS NOT NULL ORDER BY id',
        webhookId,
      ),
    )
  ).map((row) => row.event_id)

describe('a step', () => {
  test('makes no more than its rows, in order, and moves on', async () => {
    const events = await delivered(7)
    const id = await start()
    const one = runner()
    for (const [done, status] of [
      [3, 'running'],
      [6, 'running'],
      [7, 'done'],
    ] as const) {
      expect(await one.step()).toBe(true)
      expect(await state(id)).toMatchObject({ done, status })
      expect(await repeated()).toEqual(events.slice(0, done))
    }
    expect(await one.step()).toBe(false)
  })

  test('makes none while enough wait, so that a new event does not stand behind them all', async () => {
    const events = await delivered(9)
    const id = await start()
    const one = runner({ pace: { stepRows: 4, stepMs: 0, mostWaiting: 6 } })
    for (const done of [4, 6, 6]) {
      await one.step()
      expect(await state(id)).toMatchObject({ done, status: 'running' })
    }
    await deliver()
    await one.step()
    expect(await state(id)).toMatchObject({ done: 9, status: 'done' })
    expect(await repeated()).toEqual(events)
  })

  test('is due a while after the last one, by the clock of the database', async () => {
    await delivered(4)
    const id = await start()
    const one = runner({ pace: { stepRows: 2, stepMs: 3_600_000, mostWaiting: 100 } })
    expect([await one.step(), await one.step()]).toEqual([true, false])
    await run('UPDATE replays SET next_step_at = now() WHERE id = $1', id)
    expect(await one.step()).toBe(true)
    expect(await state(id)).toMatchObject({ done: 4 })
  })

  test('looks through many that it does not want', async () => {
    await delivered(2_100)
    const wanted = await engine.publish([shopEvent(shop)])
    await run(
      `UPDATE deliveries SET status = 'dead', next_attempt_at = NULL WHERE webhook_id = $1 AND status = 'pending'`,
      webhookId,
    )
    const id = await start({ statuses: ['dead'] })
    const one = runner()
    await one.step()
    expect(await state(id)).toMatchObject({ done: 0, status: 'running', after_id: expect.any(String) })
    await one.step()
    expect(await state(id)).toMatchObject({ done: 1, status: 'done' })
    expect(await repeated()).toEqual(wanted)
  })

  test('that breaks off leaves nothing behind, and the next one repeats nothing and leaves nothing out', async () => {
    const events = await delivered(7)
    const id = await start()
    let breaks = true
    const breaking = new Proxy(db, {
      get(target, key) {
        if (key !== 'transaction') return Reflect.get(target, key, target).bind?.(target)
        return (work: (tx: Tx) => Promise<unknown>) =>
          target.transaction(async (tx) => {
            const result = await work(tx)
            if (!breaks) return result
            breaks = false
            throw new Error('killed before the commit')
          })
      },
    })
    const one = runner()
    await one.step()
    const before = await state(id)
    await runner({ db: breaking }).step()
    expect(await state(id)).toEqual(before)
    // It is left alone for a while.
    expect(await one.step()).toBe(false)
    await run('UPDATE replays SET next_step_at = now() WHERE id = $1', id)
    while (await one.step());
    expect(await repeated()).toEqual(events)
  })
})

describe('several', () => {
  test('nodes share the steps; each event is made once', async () => {
    const events = await delivered(60)
    const other = openSecondDb(db)
    const ids = [await start(), await start()]
    const nodes = [runner(), runner({ db: other }), runner()]
    const work = async (node: ReplayRunner) => {
      while ((await Promise.all(ids.map(state))).some(({ status }) => status === 'running')) await node.step()
    }
    await Promise.all(nodes.map(work))
    expect((await repeated()).toSorted((a, b) => a - b)).toEqual(
      [...events, ...events].toSorted((a, b) => a - b),
    )
    for (const id of ids) expect(await state(id)).toMatchObject({ done: 60, status: 'done' })
    await other.close()
  })

  test('another node goes on with what one had begun; a node of role api does not', async () => {
    const events = await delivered(5)
    const id = await start()
    await runner().step()
    const api = runner({ replays: false })
    api.start()
    const next = runner()
    next.start()
    await vi.waitFor(async () => expect(await state(id)).toMatchObject({ done: 5, status: 'done' }), patience)
    await next.stop()
    await api.stop()
    expect(await repeated()).toEqual(events)
  })

  test('one that fails lets the others go on', async () => {
    await delivered(1)
    const bad = await start()
    const good = await start()
    await run(`UPDATE replays SET after_id = NULL, done = 9223372036854775807 WHERE id = $1`, bad)
    const one = runner()
    while (await one.step());
    expect(await state(good)).toMatchObject({ done: 1, status: 'done' })
    expect(await state(bad)).toMatchObject({ status: 'running' })
  })
})
