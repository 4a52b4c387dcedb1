import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestDb } from '../../test/harness/database.ts'
import type { Db } from './port.ts'

let db: Db
beforeAll(async () => {
  db = await openTestDb()
})
afterAll(() => db.close())

describe('uuid_v7', () => {
  const make = async (at: Date, sequence: number): Promise<string> =>
    (await db.one<{ id: string }>({ text: 'SELECT uuid_v7($1, $2) AS id', values: [at, sequence] })).id

  test('is a version 7 of the right variant', async () => {
    const form = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
    const { ids } = await db.one<{ ids: string[] }>({
      text: 'SELECT array_agg(uuid_v7(now(), n)) AS ids FROM generate_series(1, 200) AS n',
      values: [],
    })
    for (const id of ids) expect(id).toMatch(form)
    expect(new Set(ids).size).toBe(200)
  })

  test('begins with the millisecond', async () => {
    const at = new Date('2026-05-15T10:20:30.123Z')
    const id = await make(at, 0)
    expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(at.getTime())
  })

  test('its next 12 bits are the sequence, and wrap', async () => {
    const bits = async (sequence: number) =>
      Number.parseInt((await make(new Date(), sequence)).slice(15, 18), 16)
    expect(await bits(0)).toBe(0)
    expect(await bits(4095)).toBe(4095)
    expect(await bits(4096)).toBe(0)
    expect(await bits(1_000_000)).toBe(1_000_000 % 4096)
  })

  test('sorts by time, then by sequence', async () => {
    const at = (ms: number) => new Date(Date.UTC(2026, 4, 15) + ms)
    const inOrder = [
      await make(at(0), 7),
      await make(at(1), 0),
      await make(at(1), 1),
      await make(at(1), 4095),
    ]
    inOrder.push(await make(at(2), 0), await make(at(1_000_000), 0))
    expect(inOrder.toSorted()).toEqual(inOrder)
    const { ids } = await db.one<{ ids: string[] }>({
      text: 'SELECT array_agg(id ORDER BY id) AS ids FROM unnest($1::uuid[]) AS id',
      values: [inOrder.toReversed()],
    })
    expect(ids).toEqual(inOrder)
  })
})

/** On a server that other tests use at the same time. */
const ownLocks = `locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`

test('hold_feed shows the last event id drawn before it', async () => {
  await db.one({ text: `SELECT setval('events_id_seq', 41)`, values: [] })
  await db.transaction(async (tx) => {
    await tx.rows({ text: 'SELECT hold_feed()', values: [] })
    const held = await tx.one<{ prefix: number; last: number; mode: string }>({
      text: `SELECT classid::bigint >> 16 AS prefix, objid::bigint AS last, mode
             FROM pg_locks WHERE ${ownLocks}`,
      values: [],
    })
    expect(held).toEqual({ prefix: 0x4657, last: 41, mode: 'ShareLock' })
  })
  expect(await db.rows({ text: `SELECT FROM pg_locks WHERE ${ownLocks}`, values: [] })).toEqual([])
})
