import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { databaseKind, openSecondDb, openTestDb } from '../../../test/harness/database.ts'
import type { Db } from '../../db/port.ts'
import { newId } from '../../platform/ids.ts'
import { createLog } from '../../platform/log.ts'
import { LastUsed } from './last-used.ts'

const at = (second: number) => new Date(Date.UTC(2026, 4, 15, 11, 0, second))
const logLines: string[] = []
const log = createLog('debug', { write: (line: string) => void logLines.push(line) })

let db: Db
let lastUsed: LastUsed
let id: string

beforeAll(async () => {
  db = await openTestDb()
})

afterAll(() => db.close())

beforeEach(async () => {
  lastUsed = new LastUsed(db, log, 'api_keys')
  id = newId(new Date())
  const workspaceId = newId(new Date())
  await db.run({
    text: `INSERT INTO workspaces (id, slug, name, created_at) VALUES ($1, $2, 'Shop', now())`,
    values: [workspaceId, workspaceId],
  })
  await db.run({
    text: `INSERT INTO api_keys (id, workspace_id, name, environment, scopes, prefix, secret_hash, created_by, created_by_name, created_at)
           VALUES ($1, $2, 'ERP', 'production', '{api}', 'fwk_0', $3, 1, 'Ada', now())`,
    values: [id, workspaceId, Buffer.from(id)],
  })
})

const stored = () =>
  db.one<{ last_used_at: Date | null; last_used_address: string | null }>({
    text: 'SELECT last_used_at, last_used_address FROM api_keys WHERE id = $1',
    values: [id],
  })

const row = (second: number | null) => ({
  id,
  last_used_at: second === null ? null : at(second),
  last_used_address: second === null ? null : '192.0.2.1',
})

test('a use costs no query; one flush writes the last of each', async () => {
  const before = db.statementCount
  for (let second = 1; second <= 5; second++)
    lastUsed.record({ id, at: at(second), address: `192.0.2.${second}` })
  expect(db.statementCount).toBe(before)
  await lastUsed.flush()
  expect(db.statementCount).toBe(before + 1)
  expect(await stored()).toEqual({ last_used_at: at(5), last_used_address: '192.0.2.5' })
})

test('nothing to write, no query', async () => {
  const before = db.statementCount
  await lastUsed.flush()
  expect(db.statementCount).toBe(before)
})

test('never moves a last use back', async () => {
  lastUsed.record({ id, at: at(9), address: '192.0.2.9' })
  await lastUsed.flush()
  const slowNode = new LastUsed(db, log, 'api_keys')
  slowNode.record({ id, at: at(3), address: '192.0.2.3' })
  await slowNode.flush()
  expect(await stored()).toEqual({ last_used_at: at(9), last_used_address: '192.0.2.9' })
})

test('a row shows the use that is not written yet', async () => {
  lastUsed.record({ id, at: at(2), address: '192.0.2.2' })
  expect(lastUsed.include(row(null))).toEqual({ id, last_used_at: at(2), last_used_address: '192.0.2.2' })
  expect(lastUsed.include(row(1))).toEqual({ id, last_used_at: at(2), last_used_address: '192.0.2.2' })
  expect(lastUsed.include(row(3))).toEqual(row(3))
  const flushed = lastUsed.flush()
  expect(lastUsed.include(row(null)).last_used_at).toEqual(at(2))
  await flushed
  expect(lastUsed.include(row(null))).toEqual(row(null))
})

test('a flush ends only when one that is under way has ended', async () => {
  lastUsed.record({ id, at: at(1), address: '192.0.2.1' })
  void lastUsed.flush()
  await lastUsed.flush()
  expect((await stored()).last_used_at).toEqual(at(1))
})

test.runIf(databaseKind === 'postgres')('does not wait for a change that holds the row', async () => {
  const other = openSecondDb(db)
  lastUsed.record({ id, at: at(1), address: '192.0.2.1' })
  await other.transaction(async (tx) => {
    await tx.one({ text: 'SELECT id FROM api_keys WHERE id = $1 FOR UPDATE', values: [id] })
    await lastUsed.flush()
  })
  await other.close()
  expect((await stored()).last_used_at).toBeNull()
})

test('a failed write is logged and harms nobody', async () => {
  // PostgreSQL's text cannot hold a NUL.
  lastUsed.record({ id, at: at(1), address: '\0' })
  await lastUsed.flush()
  expect(logLines.join('')).toContain('last use not written')
  lastUsed.record({ id, at: at(2), address: '192.0.2.2' })
  await lastUsed.flush()
  expect((await stored()).last_used_at).toEqual(at(2))
})
