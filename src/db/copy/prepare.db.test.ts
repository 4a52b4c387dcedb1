import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openEmptyDb, openTestDb } from '../../../test/harness/database.ts'
import { type Migration, readMigrations } from '../migrate.ts'
import type { Db } from '../port.ts'
import { CopyError, prepareTarget } from './index.ts'

const s = (text: string, ...values: unknown[]) => ({ text, values })
const now = new Date('2026-05-15T10:20:30.000Z')
const later = new Date('2026-05-15T10:20:31.000Z')

let db: Db
let known: Migration[]
beforeEach(async () => {
  known = await readMigrations()
})
afterEach(() => db.close())

const prepare = (migrations = known) => db.transaction((tx) => prepareTarget(tx, migrations, now))
const versions = () => db.rows(s('SELECT version FROM schema_migrations ORDER BY version'))
const refused = async (message: string, migrations?: Migration[]) => {
  await expect(prepare(migrations)).rejects.toThrow(message)
  await expect(prepare(migrations)).rejects.toBeInstanceOf(CopyError)
}

describe('a database without tables', () => {
  beforeEach(async () => {
    db = await openEmptyDb()
  })

  test('gets the schema of the rows, and no later one', async () => {
    await prepare(known.slice(0, 1))
    expect(await versions()).toEqual([{ version: 1 }])
    await prepare()
    expect(await versions()).toEqual(known.map(({ version }) => ({ version })))
  })

  test('with tables of somebody else is refused', async () => {
    await db.run(s('CREATE TABLE mine (id integer)'))
    await refused('the database is not empty: it has a table mine')
    expect(await db.rows(s('SELECT * FROM mine'))).toEqual([])
  })
})

describe('a migrated database', () => {
  beforeEach(async () => {
    db = await openTestDb()
  })

  test('that only starts have written to is taken', async () => {
    await db.run(s(`INSERT INTO deployment VALUES ('master_key_fingerprint', 'x')`))
    await db.run(s(`INSERT INTO engine_nodes VALUES (gen_random_uuid(), $1)`, now))
    await db.run(s(`INSERT INTO lanes VALUES (gen_random_uuid(), gen_random_uuid())`))
    await prepare()
  })

  test('with a row anywhere is refused', async () => {
    await db.run(
      s(`INSERT INTO users (email, name, password_hash, created_at) VALUES ('a', 'b', 'c', $1)`, now),
    )
    await refused('the database is not empty: table users has rows')
  })

  test('on which a server runs is refused', async () => {
    await db.run(s(`INSERT INTO engine_nodes VALUES (gen_random_uuid(), $1)`, later))
    await refused('a server is running on the database: stop it first')
  })

  test('of a newer version than the rows is refused', async () => {
    await refused(`the database has tables of a newer version (migration ${known.length})`, known.slice(0, 1))
  })
})
