import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestDb } from '../../test/harness/database.ts'
import type { Db } from './port.ts'
import { q, sql } from './query.ts'

let db: Db
beforeAll(async () => {
  db = await openTestDb()
})
afterAll(() => db.close())

/** What comes back when a value is sent as a parameter of this type. */
const roundTrip = async (type: string, value: unknown): Promise<unknown> =>
  (await db.one<{ value: unknown }>({ text: `SELECT $1::${type} AS value`, values: [value] })).value

const id = '0192e4a0-7c1e-7c3a-8b6f-3d2c1b0a9f8e'
const awkward = [
  'plain',
  '',
  ' ',
  'with "quotes"',
  "it's",
  'a,b',
  '{braces}',
  'back\\slash',
  '\\"',
  'NULL',
  'null',
  'line\nbreak\ttab',
  'Größe ∅ 25 µm',
  '漢字',
  '👩🏽‍🔧',
  null,
]

describe('a value survives the way there and back', () => {
  test.each([
    ['bigint', 9_007_199_254_740_991],
    ['bigint', -1],
    ['bigint', null],
    ['integer', 2_147_483_647],
    ['smallint', -32_768],
    ['real', 0.5],
    ['double precision', 0.1],
    ['boolean', true],
    ['boolean', false],
    ['boolean', null],
    ['uuid', id],
    ['uuid', null],
    ['text', 'plain'],
    ['text', null],
    ['bytea', Buffer.from([0, 1, 0x7f, 0x80, 0xff, 0x5c, 0x27])],
    ['bytea', Buffer.alloc(0)],
    ['bytea', null],
    ['timestamptz', new Date('2026-05-15T10:20:30.123Z')],
    ['timestamptz', new Date('2026-03-29T01:30:00.001Z')],
    ['timestamptz', new Date(0)],
    ['timestamptz', null],
    ['text[]', awkward],
    ['text[]', []],
    ['text[]', null],
    ['uuid[]', [id, null]],
    ['boolean[]', [true, false, null]],
    ['integer[]', [1, -2, null]],
    ['bigint[]', [1, 9_007_199_254_740_991, null]],
    ['bigint[]', []],
    ['real[]', [0.5, null, 12.25]],
    ['real[]', [null, null, null, null, 3]],
    ['real[]', []],
    ['timestamptz[]', [new Date('2026-05-15T10:20:30.123Z'), null]],
    ['date[]', ['2026-05-15', null]],
    ['date', '2026-03-29'],
    ['bytea[]', [Buffer.from([0, 0xff]), null]],
  ])('%s %o', async (type, value) => {
    expect(await roundTrip(type, value)).toEqual(value)
  })

  test('a numeric stays text, so no digit is lost', async () => {
    expect(await roundTrip('numeric(20,6)', '12345678901234.567891')).toBe('12345678901234.567891')
  })

  test('bytea is a Buffer', async () => {
    expect(Buffer.isBuffer(await roundTrip('bytea', Buffer.from([1])))).toBe(true)
  })

  test.each(['json', 'jsonb'])('%s is written as text and read as a value', async (type) => {
    for (const value of [{ a: [1, 'x', null], ü: { '"': '\\' } }, [1, 2], 'text', 12.5, true, null]) {
      expect(await roundTrip(type, JSON.stringify(value))).toEqual(value)
    }
    expect(await roundTrip(type, null)).toBeNull()
  })

  test('a large text', async () => {
    const text = 'µ'.repeat(600_000)
    expect(await roundTrip('text', text)).toBe(text)
  })

  test('any text without NUL, alone and in an array', async () => {
    const text = fc.string({ unit: 'binary', maxLength: 40 }).filter((value) => !value.includes('\0'))
    await fc.assert(
      fc.asyncProperty(text, fc.array(fc.option(text), { maxLength: 5 }), async (one, many) => {
        const row = await db.one({ text: 'SELECT $1::text AS one, $2::text[] AS many', values: [one, many] })
        expect(row).toEqual({ one, many })
      }),
      { numRuns: 150 },
    )
  })

  test('a NUL in a text is refused, not cut', async () => {
    await expect(roundTrip('text', 'a\0b')).rejects.toThrow()
    expect(await roundTrip('text', 'still here')).toBe('still here')
  })
})

describe('arrays', () => {
  test('as columns of rows: unnest', async () => {
    const at = new Date('2026-05-15T10:20:30.123Z')
    const rows = await db.rows({
      text: `SELECT * FROM unnest($1::uuid[], $2::text[], $3::bigint[], $4::timestamptz[], $5::boolean[], $6::bytea[])
             AS t (id, name, n, at, flag, bytes)`,
      values: [
        [id, id],
        ['a,"b"', null],
        [1, 2],
        [at, null],
        [true, false],
        [Buffer.from('x'), null],
      ],
    })
    expect(rows).toEqual([
      { id, name: 'a,"b"', n: 1, at, flag: true, bytes: Buffer.from('x') },
      { id, name: null, n: 2, at: null, flag: false, bytes: null },
    ])
  })

  test('as a set: = ANY', async () => {
    const found = async (ids: string[]) =>
      (
        await db.one<{ found: boolean }>({
          text: 'SELECT $1::uuid = ANY($2::uuid[]) AS found',
          values: [id, ids],
        })
      ).found
    expect(await found([id])).toBe(true)
    expect(await found([])).toBe(false)
  })

  test('from array_agg', async () => {
    const row = await db.one({
      text: `SELECT array_agg(n::bigint ORDER BY n) AS numbers, array_agg(n::text ORDER BY n) AS texts,
                    array_agg(NULL::bigint) AS nothing, array_agg(gen_random_uuid()) FILTER (WHERE false) AS none
             FROM generate_series(1, 3) AS n`,
      values: [],
    })
    expect(row).toEqual({
      numbers: [1, 2, 3],
      texts: ['1', '2', '3'],
      nothing: [null, null, null],
      none: null,
    })
  })
})

test('counts and sums come as the program expects them', async () => {
  const row = await db.one({
    text: `SELECT count(*) AS n, sum(x::integer) AS total, max(x::bigint) AS most, avg(x::integer) AS mean
           FROM generate_series(1, 4) AS x`,
    values: [],
  })
  expect(row).toEqual({ n: 4, total: 10, most: 4, mean: '2.5000000000000000' })
})

test('a query written with Kysely has the types of its table', async () => {
  const at = new Date('2026-05-15T10:20:30.123Z')
  await db.run(q.insertInto('deployment').values({ key: 'typed', value: 'yes' }))
  const row = await db.one(
    q
      .selectFrom('deployment')
      .select([
        'key',
        sql<Date>`${at}::timestamptz`.as('at'),
        sql<string[]>`${['a', 'b']}::text[]`.as('list'),
      ])
      .where('key', '=', 'typed'),
  )
  expect(row).toEqual({ key: 'typed', at, list: ['a', 'b'] })
  expect(await db.rows(sql<{ n: number }>`SELECT ${3}::integer AS n`)).toEqual([{ n: 3 }])
})
