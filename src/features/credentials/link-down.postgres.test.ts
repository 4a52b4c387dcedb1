import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { type Person, startTestApp, type TestApp } from '../../../test/harness/app.ts'
import { apiKey, bearer, mintApiKey, mintToken } from '../../../test/harness/credentials.ts'
import { openSecondDb } from '../../../test/harness/database.ts'
import type { Db } from '../../db/port.ts'
import { connectPostgres } from '../../db/postgres.ts'
import { ManualClock } from '../../platform/clock.ts'

const clock = new ManualClock('2026-05-15T11:00:00Z')
const patiently = { timeout: 20_000 }
let here: TestApp
let secondDb: Db
let there: TestApp
let owner: Person
/** A connection to another database of the server: one cannot close the door of the room one stands in. */
let server: Db
let database: string

beforeAll(async () => {
  here = await startTestApp({ clock })
  secondDb = openSecondDb(here.db)
  there = await startTestApp({ clock, db: secondDb })
  owner = await here.owner()
  const url = new URL(inject('postgresUrl') ?? '')
  url.pathname = '/postgres'
  server = connectPostgres({ url: url.href, poolSize: 1 })
  const { name } = await here.db.one<{ name: string }>({
    text: 'SELECT current_database() AS name',
    values: [],
  })
  database = name
})

afterAll(async () => {
  await letIn(true)
  await server.close()
  await there.close()
  await secondDb.close()
  await here.close()
})

const letIn = (isOpen: boolean) =>
  server.run({ text: `ALTER DATABASE ${database} ALLOW_CONNECTIONS ${isOpen}`, values: [] })

/** Nobody gets a new connection below: there must be enough for what the nodes ask by themselves, too. */
const keepConnections = () =>
  Promise.all(
    [here.db, secondDb].flatMap((db) =>
      Array.from({ length: 8 }, () => db.rows({ text: 'SELECT pg_sleep(0.1)', values: [] })),
    ),
  )

/** Ends the connections that listen; those that ask go on. */
const cutLinks = () =>
  server.rows({
    text: `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND query LIKE 'LISTEN %'`,
    values: [database],
  })

// The clock stands still, so nothing that a cache keeps grows old.
test('401: a revocation is seen by a node whose notification link is cut, with its next request', async () => {
  const token = await mintToken(here, owner)
  const key = await mintApiKey(here, owner)
  const cases = [
    { minted: token, path: '/tokens', header: bearer(token.secret) },
    { minted: key, path: '/api-keys', header: apiKey(key.secret) },
  ]
  const ask = async (header: Readonly<Record<string, string>>) => {
    const before = secondDb.statementCount
    const { status } = await there.call('GET', '/token', { as: header })
    return { status, queries: secondDb.statementCount - before }
  }
  for (const { header } of cases) {
    expect(await ask(header)).toEqual({ status: 200, queries: 1 })
    expect(await ask(header)).toEqual({ status: 200, queries: 0 })
  }

  await keepConnections()
  await letIn(false)
  await cutLinks()
  await vi.waitFor(() => expect(there.services.access.state).toBe('down'), patiently)
  for (const { minted, path, header } of cases) {
    expect((await ask(header)).status).toBe(200)
    const revoked = await here.call('DELETE', `${path}/${minted.id}`, { as: owner.credential })
    expect(revoked.status).toBe(204)
    expect((await ask(header)).status).toBe(401)
  }

  await letIn(true)
  await vi.waitFor(() => expect(there.services.access.state).toBe('up'), patiently)
  const { id, secret } = await mintToken(here, owner)
  expect(await ask(bearer(secret))).toEqual({ status: 200, queries: 1 })
  expect(await ask(bearer(secret))).toEqual({ status: 200, queries: 0 })
  await here.call('DELETE', `/tokens/${id}`, { as: owner.credential })
  await vi.waitFor(async () => expect((await ask(bearer(secret))).status).toBe(401), patiently)
})
