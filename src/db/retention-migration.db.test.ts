import { afterEach, beforeEach, expect, test } from 'vitest'
import { openEmptyDb } from '../../test/harness/database.ts'
import { applyMigrations, readMigrations } from './migrate.ts'
import type { Db } from './port.ts'

let db: Db
beforeEach(async () => {
  db = await openEmptyDb()
})
afterEach(() => db.close())

const run = (text: string, ...values: unknown[]) => db.run({ text, values })
const rows = (text: string) => db.rows({ text, values: [] })

test('a database of an earlier version keeps its events, deliveries and attempts when they become partitioned', async () => {
  const all = await readMigrations()
  const before = all.findIndex(({ name }) => name === 'retention')
  await db.transaction((tx) => applyMigrations(tx, all.slice(0, before)))
  const id = '0196d3a0-0000-7000-8000-000000000001'
  await run(`SELECT nextval('events_id_seq') FROM generate_series(1, 3)`)
  await run(
    `INSERT INTO events (id, workspace_id, user_id, type, is_test, created_at, body)
     SELECT n, $1, 7, 'order.shipped', false, now(), '{"id":' || n FROM generate_series(1, 3) n`,
    id,
  )
  await run(
    `INSERT INTO deliveries (id, webhook_id, event_id, next_attempt_at, attempt_count) VALUES ($1, $1, 2, now(), 3)`,
    id,
  )
  await run(
    `INSERT INTO attempts (delivery_id, number, started_at, duration_ms, timings_ms, response_body)
     SELECT $1, n, now(), 5, '{1,NULL}', 'no' FROM generate_series(1, 3) n`,
    id,
  )
  const columns = 'id, webhook_id, event_id, next_attempt_at, attempt_count, status'
  const old = [
    await rows('SELECT * FROM events ORDER BY id'),
    await rows(`SELECT ${columns} FROM deliveries`),
    await rows('SELECT * FROM attempts ORDER BY number'),
  ]

  await db.transaction((tx) => applyMigrations(tx, all))
  expect(await rows('SELECT * FROM events ORDER BY id')).toEqual(old[0])
  expect(await rows(`SELECT ${columns} FROM deliveries`)).toEqual(old[1])
  expect(await rows('SELECT * FROM attempts ORDER BY number')).toEqual(old[2])
  expect(await rows('SELECT DISTINCT tableoid::regclass::text AS place FROM events')).toEqual([
    { place: 'events_default' },
  ])
  expect(await rows(`SELECT nextval('events_id_seq') AS id`)).toEqual([{ id: 4 }])
})
