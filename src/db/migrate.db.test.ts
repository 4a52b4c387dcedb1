import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openEmptyDb, openSecondDb, openTestDb } from '../../test/harness/database.ts'
import { MigrationError, migrate, readMigrations } from './migrate.ts'
import type { Db } from './port.ts'

let db: Db
afterEach(() => db.close())

const allNames = async () => (await readMigrations()).map(({ name }) => name)
const tables = async () =>
  (
    await db.rows<{ name: string }>({
      text: `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`,
      values: [],
    })
  ).map(({ name }) => name)

describe('an empty database', () => {
  beforeEach(async () => {
    db = await openEmptyDb()
  })

  test('is brought to this version, and a second time nothing is done', async () => {
    expect(await migrate(db)).toEqual(await allNames())
    const after = await tables()
    expect(after).toContain('deliveries')
    expect(await migrate(db)).toEqual([])
    expect(await tables()).toEqual(after)
    const rows = await db.rows({
      text: 'SELECT version, name, checksum FROM schema_migrations ORDER BY version',
      values: [],
    })
    expect(rows).toEqual(
      (await readMigrations()).map(({ version, name, checksum }) => ({ version, name, checksum })),
    )
  })

  test('keeps nothing of a migration that fails', async () => {
    const [first] = await readMigrations()
    const lastTable = /CREATE TABLE (\w+)(?![\s\S]*CREATE TABLE)/.exec(first?.sql ?? '')?.[1]
    await db.run({ text: `CREATE TABLE ${lastTable} (in_the_way integer)`, values: [] })
    await expect(migrate(db)).rejects.toThrow('already exists')
    expect(await tables()).toEqual([lastTable])
  })

  test('and two nodes at once: each migration is applied once', async () => {
    const second = openSecondDb(db)
    try {
      const applied = await Promise.all([migrate(db), migrate(second)])
      expect(applied.flat()).toEqual(await allNames())
    } finally {
      await second.close()
    }
  })
})

describe('a database', () => {
  beforeEach(async () => {
    db = await openTestDb()
  })

  test('that is too new is refused', async () => {
    await db.run({ text: `INSERT INTO schema_migrations VALUES (9999, 'later', 'x')`, values: [] })
    await expect(migrate(db)).rejects.toThrow(MigrationError)
    await expect(migrate(db)).rejects.toThrow(
      /^the database is too new: it has migration 9999 \(later\), this program knows \d+$/,
    )
  })

  test('made with an edited migration is refused', async () => {
    await db.run({ text: `UPDATE schema_migrations SET checksum = 'edited' WHERE version = 1`, values: [] })
    const [first] = await allNames()
    await expect(migrate(db)).rejects.toThrow(MigrationError)
    await expect(migrate(db)).rejects.toThrow(
      `migration 1 (${first}) is not the one that the database was made with`,
    )
  })
})
