import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { databaseKind, openSecondDb, openTestDb } from '../../test/harness/database.ts'
import { DatabaseUnavailableError, type Db, isUniqueViolation } from './port.ts'

let db: Db
beforeAll(async () => {
  db = await openTestDb()
  await db.run(s('CREATE TABLE notes (id integer PRIMARY KEY, body text CONSTRAINT notes_body UNIQUE)'))
  await db.run(s('CREATE UNIQUE INDEX notes_lower ON notes (lower(body))'))
})
beforeEach(() => db.run(s('DELETE FROM notes')))
afterAll(() => db.close())

const s = (text: string, ...values: unknown[]) => ({ text, values })
const insert = (id: number, body: string | null = null) => s('INSERT INTO notes VALUES ($1, $2)', id, body)
const ids = async (on: Db = db): Promise<number[]> =>
  (await on.rows<{ id: number }>(s('SELECT id FROM notes ORDER BY id'))).map(({ id }) => id)

test('the kind is the one asked for', () => {
  expect(db.kind).toBe(databaseKind)
})

describe('reading', () => {
  test('rows: all, or none', async () => {
    expect(await db.rows(s('SELECT * FROM notes'))).toEqual([])
    await db.run(insert(1, 'a'))
    expect(await db.rows(s('SELECT * FROM notes'))).toEqual([{ id: 1, body: 'a' }])
  })

  test('maybe: the first row, or undefined', async () => {
    expect(await db.maybe(s('SELECT id FROM notes'))).toBeUndefined()
    await db.run(insert(1))
    await db.run(insert(2))
    expect(await db.maybe(s('SELECT id FROM notes ORDER BY id'))).toEqual({ id: 1 })
  })

  test('one: exactly one, else it throws', async () => {
    await expect(db.one(s('SELECT id FROM notes'))).rejects.toThrow('expected one row, got 0')
    await db.run(insert(1))
    expect(await db.one(s('SELECT id FROM notes'))).toEqual({ id: 1 })
    await db.run(insert(2))
    await expect(db.one(s('SELECT id FROM notes'))).rejects.toThrow('expected one row, got 2')
  })

  test('a named statement with other values each time', async () => {
    for (const n of [1, 2, 3])
      expect(await db.one({ name: 'named', text: 'SELECT $1::integer AS n', values: [n] })).toEqual({ n })
  })
})

describe('affected rows', () => {
  test('insert, update, delete', async () => {
    expect(await db.run(s('INSERT INTO notes SELECT generate_series(1, 3)'))).toBe(3)
    expect(await db.run(s(`UPDATE notes SET body = id::text WHERE id > 1`))).toBe(2)
    expect(await db.run(s(`UPDATE notes SET body = 'x' WHERE id > 9`))).toBe(0)
    expect(await db.run(s('DELETE FROM notes WHERE id = 1 RETURNING id'))).toBe(1)
  })

  test('an upsert that does nothing', async () => {
    await db.run(insert(1))
    expect(await db.run(s('INSERT INTO notes VALUES (1), (2) ON CONFLICT DO NOTHING'))).toBe(1)
  })

  test('a write behind WITH', async () => {
    expect(
      await db.run(
        s('WITH made AS (SELECT generate_series(1, 4) AS id) INSERT INTO notes SELECT id FROM made'),
      ),
    ).toBe(4)
  })
})

describe('statementCount', () => {
  test('counts every statement, failed ones too', async () => {
    const before = db.statementCount
    await db.rows(s('SELECT 1'))
    await db.rows(s('SELECT nonsense')).catch(() => {})
    expect(db.statementCount - before).toBe(2)
  })

  test('counts the begin and the end of a transaction', async () => {
    const before = db.statementCount
    await db.transaction((tx) => tx.rows(s('SELECT 1')))
    expect(db.statementCount - before).toBe(3)
    await db.transaction(() => Promise.reject(new Error('no'))).catch(() => {})
    expect(db.statementCount - before).toBe(5)
  })
})

describe('transactions', () => {
  test('commit what resolves and hand its value on', async () => {
    const value = await db.transaction(async (tx) => {
      await tx.run(insert(1))
      return 'value'
    })
    expect(value).toBe('value')
    expect(await ids()).toEqual([1])
  })

  test('see their own writes before anybody else does', async () => {
    const second = openSecondDb(db)
    try {
      await db.transaction(async (tx) => {
        await tx.run(insert(1))
        expect(await tx.rows(s('SELECT id FROM notes'))).toEqual([{ id: 1 }])
        // On PGlite the second node has to wait for its turn.
        if (databaseKind === 'postgres') expect(await ids(second)).toEqual([])
      })
      expect(await ids(second)).toEqual([1])
    } finally {
      await second.close()
    }
  })

  test('roll back what rejects and rethrow that very error', async () => {
    const error = new Error('the original')
    const failed = db.transaction(async (tx) => {
      await tx.run(insert(1))
      throw error
    })
    await expect(failed).rejects.toBe(error)
    expect(await ids()).toEqual([])
  })

  test('roll back after a failed statement and rethrow its error', async () => {
    const failed = db.transaction(async (tx) => {
      await tx.run(insert(1))
      await tx.run(insert(1))
    })
    await expect(failed).rejects.toMatchObject({ code: '23505' })
    expect(await ids()).toEqual([])
  })

  test('a failed one poisons neither the next one nor plain statements', async () => {
    for (let round = 0; round < 12; round++) {
      await db.transaction((tx) => tx.run(s('SELECT nonsense'))).catch(() => {})
      await db.rows(s('SELECT nonsense')).catch(() => {})
    }
    await db.transaction((tx) => tx.run(insert(1)))
    expect(await ids()).toEqual([1])
  })

  test('do not claim success when a failed statement was swallowed', async () => {
    const swallowed = db.transaction(async (tx) => {
      await tx.run(insert(1))
      await tx.run(insert(1)).catch(() => {})
    })
    await expect(swallowed).rejects.toThrow()
    expect(await ids()).toEqual([])
  })

  test('a deferred constraint that fails at the commit rejects', async () => {
    await db.run(s('CREATE TABLE parents (id integer PRIMARY KEY)'))
    await db.run(s('CREATE TABLE children (parent integer REFERENCES parents DEFERRABLE INITIALLY DEFERRED)'))
    const failed = db.transaction((tx) => tx.run(s('INSERT INTO children VALUES (1)')))
    await expect(failed).rejects.toMatchObject({ code: '23503' })
    expect(await db.rows(s('SELECT * FROM children'))).toEqual([])
    expect(await db.one(s('SELECT 1 AS n'))).toEqual({ n: 1 })
  })

  test('many at once, each whole', async () => {
    await db.run(insert(1, '0'))
    const increment = () =>
      db.transaction(async (tx) => {
        const { body } = await tx.one<{ body: string }>(s('SELECT body FROM notes WHERE id = 1 FOR UPDATE'))
        await tx.run(s('UPDATE notes SET body = $1 WHERE id = 1', String(Number(body) + 1)))
      })
    // More than the pool has connections.
    await Promise.all(Array.from({ length: 30 }, increment))
    expect(await db.one(s('SELECT body FROM notes'))).toEqual({ body: '30' })
  })

  test('plain statements and transactions at once', async () => {
    await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        n % 2 === 0 ? db.run(insert(n)) : db.transaction((tx) => tx.run(insert(n))),
      ),
    )
    expect(await ids()).toHaveLength(20)
  })
})

describe('isUniqueViolation', () => {
  const violation = (work: Promise<unknown>) => work.then(() => undefined).catch((error: unknown) => error)

  test.each([
    ['a primary key', 'notes_pkey', 'A', 1],
    ['a constraint', 'notes_body', 'a', 2],
    ['an index', 'notes_lower', 'A', 2],
  ])('%s: %s', async (_, constraint, body, id) => {
    await db.run(insert(1, 'a'))
    const plain = await violation(db.run(insert(id, body)))
    const inside = await violation(db.transaction((tx) => tx.run(insert(id, body))))
    for (const error of [plain, inside]) {
      expect(isUniqueViolation(error, constraint)).toBe(true)
      expect(isUniqueViolation(error, 'another')).toBe(false)
    }
  })

  test('no other error is one', async () => {
    expect(isUniqueViolation(await violation(db.rows(s('SELECT nonsense'))), 'notes_pkey')).toBe(false)
    expect(isUniqueViolation(new Error('no'), 'notes_pkey')).toBe(false)
  })
})

describe('failures', () => {
  const raise = (code: string) => s(`DO $$ BEGIN RAISE EXCEPTION 'raised' USING ERRCODE = '${code}'; END $$`)

  test.each(['53100', '53300', '57P03', '08006'])('%s passes: the database is unavailable', async (code) => {
    await expect(db.run(raise(code))).rejects.toBeInstanceOf(DatabaseUnavailableError)
    await expect(db.transaction((tx) => tx.run(raise(code)))).rejects.toBeInstanceOf(DatabaseUnavailableError)
  })

  test.each(['22001', '57014', 'P0001'])('%s does not', async (code) => {
    await expect(db.run(raise(code))).rejects.toMatchObject({ code, message: 'raised' })
  })
})
