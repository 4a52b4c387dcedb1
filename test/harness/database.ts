import { randomUUID } from 'node:crypto'
import { inject } from 'vitest'
import { openPglite } from '../../src/db/pglite.ts'
import { type DatabaseFiles, readDatabaseFiles } from '../../src/db/pglite-memory.ts'
import type { Db } from '../../src/db/port.ts'
import { connectPostgres } from '../../src/db/postgres.ts'

/** On which database the tests of this project run. `*.db.test.ts` files run once on each. */
export const databaseKind: Db['kind'] =
  process.env.FABWIRE_TEST_DATABASE === 'postgres' ? 'postgres' : 'pglite'

/** Where a test's PostgreSQL database can be reached, for a second connection. */
const urls = new WeakMap<Db, string>()

/** A fresh, migrated database of its own. Closing it deletes it. */
export function openTestDb(): Promise<Db> {
  return databaseKind === 'postgres' ? openOnPostgres() : openOnPglite()
}

/** A fresh database without any table. Closing it deletes it. */
export function openEmptyDb(): Promise<Db> {
  return databaseKind === 'postgres' ? openOnPostgres('template0') : openEmptyPglite()
}

/** The same embedded, whatever the tests of this project run on. Much faster than initialising one. */
export async function openEmptyPglite(): Promise<Db> {
  const db = await openOnPglite()
  for (const text of ['DROP SCHEMA public CASCADE', 'CREATE SCHEMA public'])
    await db.run({ text, values: [] })
  return db
}

/**
 * A second node's way into the same database. On PostgreSQL a pool of its own; on PGlite, which has one connection,
 * the same connection, so two nodes take turns there. Closing it leaves the first one open; close it first.
 */
export function openSecondDb(db: Db): Db {
  const url = urls.get(db)
  return url === undefined ? shared(db) : connectPostgres({ url })
}

let template: Promise<DatabaseFiles> | undefined

async function openOnPglite(): Promise<Db> {
  template ??= readDatabaseFiles(inject('pgliteTemplate'))
  return openPglite({ files: await template })
}

const onServer = async (text: string): Promise<void> => {
  const server = connectPostgres({ url: databaseUrl('postgres'), poolSize: 1 })
  try {
    await server.run({ text, values: [] })
  } finally {
    await server.close()
  }
}

function databaseUrl(database: string): string {
  const server = inject('postgresUrl')
  if (server === undefined) throw new Error('this project has no PostgreSQL; name the file *.db.test.ts')
  const url = new URL(server)
  url.pathname = `/${database}`
  return url.href
}

async function openOnPostgres(from = inject('postgresTemplate')): Promise<Db> {
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await onServer(`CREATE DATABASE ${name} TEMPLATE ${from}`)
  const url = databaseUrl(name)
  const db = connectPostgres({ url })
  urls.set(db, url)
  const close = db.close.bind(db)
  db.close = async () => {
    await close()
    await onServer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
  }
  return db
}

const shared = (db: Db): Db =>
  new Proxy(db, {
    get(target, key) {
      if (key === 'close') return () => Promise.resolve()
      const value: unknown = Reflect.get(target, key, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
