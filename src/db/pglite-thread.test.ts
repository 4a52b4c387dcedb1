import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { patience } from '../../test/harness/patience.ts'
import { type EmbeddedDb, openPglite } from './pglite.ts'
import { DatabaseUnavailableError, isUniqueViolation } from './port.ts'
import { readTemplate } from './template.ts'

// What the conformance suite says of the embedded database in memory, again for the one on a thread of its own.
let parent: string
let db: EmbeddedDb

const s = (text: string, ...values: unknown[]) => ({ text, values })
const count = async () => (await db.one<{ n: number }>(s('SELECT count(*) AS n FROM notes'))).n

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'fabwire-thread-'))
  const template = await readTemplate()
  db = await openPglite({ folder: join(parent, 'database'), ...(template && { template }) })
  await db.run(s('CREATE TABLE notes (id integer PRIMARY KEY, body text)'))
})
beforeEach(() => db.run(s('DELETE FROM notes')))
afterAll(async () => {
  await db.close()
  await rm(parent, { recursive: true, force: true })
})

test('values come back as they went, large ones too', async () => {
  const body = 'ä"\\,{}\n'.repeat(50_000)
  await db.run(s('INSERT INTO notes VALUES ($1, $2)', 1, body))
  expect(await db.one(s('SELECT body, now() AS at, ARRAY[1,2]::bigint[] AS list FROM notes'))).toEqual({
    body,
    at: expect.any(Date),
    list: [1, 2],
  })
})

test('a failed statement names its constraint and leaves the next ones alone, named ones too', async () => {
  const insert = { name: 'insert-note', text: 'INSERT INTO notes VALUES ($1)', values: [1] }
  const tries = await Promise.allSettled([db.run(insert), db.run(insert), db.run({ ...insert, values: [2] })])
  expect(tries.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  const [, refused] = tries
  expect(isUniqueViolation(refused?.status === 'rejected' && refused.reason, 'notes_pkey')).toBe(true)
  await expect(db.run({ name: 'nonsense', text: 'SELECT nonsense', values: [] })).rejects.toThrow('nonsense')
  expect(await count()).toBe(2)
})

test('a transaction has the connection for itself and is rolled back before it rejects', async () => {
  const work = db.transaction(async (tx) => {
    await tx.run(s('INSERT INTO notes VALUES (1)'))
    throw new Error('changed my mind')
  })
  const beside = count()
  await expect(work).rejects.toThrow('changed my mind')
  expect(await beside).toBe(0)
  const swallowed = db.transaction(async (tx) => {
    await tx.run(s('INSERT INTO notes VALUES (1)'))
    await tx.run(s('SELECT 1 / 0')).catch(() => {})
  })
  await expect(swallowed).rejects.toThrow('rolled back')
  expect(await count()).toBe(0)
})

test('notifications arrive, in order, until it is stopped', async () => {
  const heard: string[] = []
  const stop = await db.listen('Notes', { onPayload: (payload) => heard.push(payload) })
  for (const text of ['a', 'b']) await db.run(s('SELECT pg_notify($1, $2)', 'Notes', text))
  await vi.waitFor(() => expect(heard).toEqual(['a', 'b']), patience)
  await stop()
})

test('closed, it refuses as a database that is away', async () => {
  const other = await openPglite({ folder: join(parent, 'other') })
  await other.close()
  await expect(other.rows(s('SELECT 1'))).rejects.toBeInstanceOf(DatabaseUnavailableError)
})
