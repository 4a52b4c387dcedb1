import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openEmptyDb } from '../../../test/harness/database.ts'
import type { Db } from '../port.ts'
import { readCopiedTables, readSequences } from './catalogue.ts'
import { digestTable, dumpNamedFiles, dumpRows, freeze } from './dump.ts'
import { type Compared, copyRows, isSame } from './index.ts'
import { CopyError, Loading } from './load.ts'

const s = (text: string, ...values: unknown[]) => ({ text, values })

let source: Db
let target: Db
beforeAll(async () => {
  source = await openEmptyDb()
  target = await openEmptyDb()
})
beforeEach(() => onBoth('DROP SCHEMA public CASCADE', 'CREATE SCHEMA public'))
afterAll(async () => {
  await source.close()
  await target.close()
})

const onBoth = async (...statements: string[]): Promise<void> => {
  for (const text of statements) for (const db of [source, target]) await db.run(s(text))
}

const copy = (): Promise<Compared[]> =>
  source.transaction(async (from) => {
    await freeze(from)
    return target.transaction((to) => copyRows(from, to))
  })

/** The batches in which the only table of the source is dumped. */
const batches = (): Promise<string[][]> =>
  source.transaction(async (tx) => {
    await freeze(tx)
    const [table] = await readCopiedTables(tx)
    if (table === undefined) throw new Error('no table')
    return collect(dumpRows(tx, table))
  })

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const item of items) found.push(item)
  return found
}

const expectSame = (compared: Compared[]) => {
  expect(compared.filter((each) => !isSame(each))).toEqual([])
  return Object.fromEntries(compared.map(({ table, source: { rows } }) => [table, rows]))
}

describe('rows', () => {
  test('values of every kind arrive as they were', async () => {
    await onBoth(`CREATE TABLE everything (
      id bigint PRIMARY KEY, small smallint, flag boolean, price numeric(20,6), ratio real, exact double precision,
      at timestamptz, day date, span interval, name text, short varchar(9), code char(4), bytes bytea, uid uuid,
      doc json, docb jsonb, names text[], ratios real[], moments timestamptz[], blobs bytea[], address inet)`)
    await source.run(s(`INSERT INTO everything (id) VALUES (9007199254740993)`))
    await source.run(
      s(
        `INSERT INTO everything VALUES (1, -32768, true, 12345678901234.567891, 0.1, 'NaN', '2026-05-15T10:20:30.123456Z',
           '0044-03-15 BC', '1 mon 3 days 04:05:06.789', $1, $2, 'ab', '\\x00ff5c27', '0192e4a0-7c1e-7c3a-8b6f-3d2c1b0a9f8e',
           '{"b" :1,  "a":[null], "b":2}', '{"b": 1, "a": "ü\\u0001"}', $3, '{0.5,NULL,Infinity}', '{infinity,NULL}',
           '{"\\\\x00",NULL}', '10.0.0.1/8')`,
        'line\nbreak\ttab "quotes" \\ {braces} 👩🏽‍🔧 \u0001\u2028',
        'Größe',
        ['a,"b"', '', 'NULL', null, '\\', 'line\nbreak'],
      ),
    )
    expect(expectSame(await copy())).toEqual({ everything: 2 })
    const read = (db: Db) => db.rows(s('SELECT t::text AS t, doc::text AS doc FROM everything t ORDER BY id'))
    expect(await read(target)).toEqual(await read(source))
  })

  test('the text of a value does not depend on the settings of the session', async () => {
    await onBoth('CREATE TABLE t (id integer PRIMARY KEY, at timestamptz, b bytea, r real)')
    await source.run(s(`INSERT INTO t VALUES (1, '2026-05-15T10:20:30.123456Z', '\\x01', 0.1)`))
    const lines = await source.transaction(async (tx) => {
      for (const setting of [`TimeZone = 'Asia/Tokyo'`, `DateStyle = 'SQL, DMY'`, `bytea_output = 'escape'`])
        await tx.run(s(`SET LOCAL ${setting}`))
      await freeze(tx)
      const [table] = await readCopiedTables(tx)
      return (await collect(dumpRows(tx, table as NonNullable<typeof table>))).flat()
    })
    expect(lines).toEqual(['["1","2026-05-15 10:20:30.123456+00","\\\\x01","0.1"]'])
  })

  test('batches stay small, whatever a row weighs and however many there are', async () => {
    await onBoth('CREATE TABLE t (id integer PRIMARY KEY, body text)')
    await source.run(s(`INSERT INTO t SELECT n, repeat('x', 1000000) FROM generate_series(1, 8) n`))
    await source.run(s(`INSERT INTO t SELECT n, repeat('y', 200) FROM generate_series(9, 50000) n`))
    const sizes = (await batches()).map((lines) => ({ rows: lines.length, chars: lines.join('\n').length }))
    // The first batch does not know yet what a row weighs.
    expect(Math.max(...sizes.slice(1).map(({ chars }) => chars))).toBeLessThan(4_500_000)
    expect(sizes.reduce((sum, { rows }) => sum + rows, 0)).toBe(50_000)
    expect(sizes.length).toBeLessThan(200)
    expect(expectSame(await copy())).toEqual({ t: 50_000 })
  })

  test('keys of text are ordered by their bytes, whatever the collation', async () => {
    await onBoth('CREATE TABLE t (name text PRIMARY KEY)')
    await source.run(s(`INSERT INTO t VALUES ('b'), ('B'), ('a'), ('ä'), ('_'), ('Z')`))
    const lines = (await batches()).flat()
    expect(lines.map((line) => JSON.parse(line)[0])).toEqual(['B', 'Z', '_', 'a', 'b', 'ä'])
  })
})

describe('what a later migration may bring', () => {
  test('tables that refer to themselves, in circles and against the alphabet', async () => {
    await onBoth(
      'CREATE TABLE z (id integer PRIMARY KEY, parent integer REFERENCES z, a integer)',
      'CREATE TABLE a (id integer PRIMARY KEY, z integer NOT NULL REFERENCES z ON DELETE CASCADE)',
      'ALTER TABLE z ADD CONSTRAINT z_a FOREIGN KEY (a) REFERENCES a DEFERRABLE INITIALLY DEFERRED',
    )
    await source.run(s('INSERT INTO z (id, parent) VALUES (1, 3), (2, 1), (3, 2)'))
    await source.run(s('INSERT INTO a VALUES (1, 3)'))
    await source.run(s('UPDATE z SET a = 1'))
    const constraints = (db: Db) =>
      db.rows(
        s(
          `SELECT conname::text, pg_get_constraintdef(oid) AS def FROM pg_constraint WHERE contype = 'f' ORDER BY 1`,
        ),
      )
    expect(expectSame(await copy())).toEqual({ a: 1, z: 3 })
    expect(await constraints(target)).toEqual(await constraints(source))
    await expect(target.run(s('INSERT INTO a VALUES (2, 9)'))).rejects.toMatchObject({ code: '23503' })
  })

  test('triggers do not act on what they have acted on before, and act again afterwards', async () => {
    await onBoth(
      'CREATE TABLE t (id integer PRIMARY KEY, n integer NOT NULL DEFAULT 0)',
      `CREATE FUNCTION raise_n() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.n := NEW.n + 1; RETURN NEW; END $$`,
      'CREATE TRIGGER raise_n BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION raise_n()',
      'CREATE TRIGGER always BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION raise_n()',
      'ALTER TABLE t ENABLE ALWAYS TRIGGER always',
    )
    await source.run(s('INSERT INTO t (id) VALUES (1)'))
    expectSame(await copy())
    await target.run(s('INSERT INTO t (id) VALUES (2)'))
    expect(await target.rows(s('SELECT n FROM t ORDER BY id'))).toEqual([{ n: 2 }, { n: 2 }])
    expect(
      await target.rows(s('SELECT tgenabled::text AS e FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1')),
    ).toEqual([{ e: 'A' }, { e: 'O' }])
  })

  test('identities, generated columns, columns that were dropped, names with capitals', async () => {
    await onBoth(
      `CREATE TABLE "Odd Name" (gone integer, id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
         "Price" integer, double integer GENERATED ALWAYS AS ("Price" * 2) STORED)`,
      'ALTER TABLE "Odd Name" DROP COLUMN gone',
    )
    await source.run(s('INSERT INTO "Odd Name" ("Price") VALUES (4), (5)'))
    expectSame(await copy())
    await target.run(s('INSERT INTO "Odd Name" ("Price") VALUES (6)'))
    expect(await target.rows(s('SELECT * FROM "Odd Name" ORDER BY id'))).toEqual([
      { id: 1, Price: 4, double: 8 },
      { id: 2, Price: 5, double: 10 },
      { id: 3, Price: 6, double: 12 },
    ])
  })

  test('partitions are made as they were', async () => {
    const table = 'CREATE TABLE p (id bigint, day date, PRIMARY KEY (day, id)) PARTITION BY RANGE (day)'
    await onBoth(table, 'CREATE TABLE p_rest PARTITION OF p DEFAULT')
    for (const day of ['2026-05-14', '2026-05-15'])
      await source.run(
        s(`CREATE TABLE "p_${day}" PARTITION OF p FOR VALUES FROM ('${day}') TO ('${day}'::date + 1)`),
      )
    await source.run(s(`INSERT INTO p VALUES (1, '2026-05-15'), (2, '2026-05-14'), (3, '1999-01-01')`))
    expect(expectSame(await copy())).toEqual({ p: 3 })
    const places = (db: Db) => db.rows(s('SELECT tableoid::regclass::text AS place, id FROM p ORDER BY id'))
    expect(await places(target)).toEqual(await places(source))
    expect(await readCopiedTables(target)).toEqual(await readCopiedTables(source))
  })

  test('empty partitions of the target give way, its default partition stays', async () => {
    await onBoth(
      'CREATE TABLE p (id bigint PRIMARY KEY) PARTITION BY RANGE (id)',
      'CREATE TABLE p_rest PARTITION OF p DEFAULT',
    )
    await source.run(s('CREATE TABLE p_1 PARTITION OF p FOR VALUES FROM (1) TO (100)'))
    await target.run(s('CREATE TABLE p_2 PARTITION OF p FOR VALUES FROM (50) TO (150)'))
    await source.run(s('INSERT INTO p VALUES (7), (77), (777)'))
    expect(expectSame(await copy())).toEqual({ p: 3 })
    expect(await readCopiedTables(target)).toEqual(await readCopiedTables(source))
  })

  test('bounds that no database writes are not executed', async () => {
    await onBoth('CREATE TABLE p (id bigint) PARTITION BY RANGE (id)')
    const [table] = await readCopiedTables(source)
    const bound = 'FOR VALUES FROM (1) TO (2); DROP TABLE p'
    const shape = { ...(table as NonNullable<typeof table>), partitions: [{ name: 'x', bound }] }
    await expect(target.transaction((tx) => Loading.begin(tx, [shape]))).rejects.toBeInstanceOf(CopyError)
  })

  test('a table without a key', async () => {
    await onBoth('CREATE TABLE loose (n integer, body text)')
    await source.run(s(`INSERT INTO loose SELECT n % 7, 'body' FROM generate_series(1, 100) n`))
    expect(expectSame(await copy())).toEqual({ loose: 100 })
  })
})

test('sequences go on where they were', async () => {
  await onBoth('CREATE SEQUENCE used', 'CREATE SEQUENCE fresh AS integer START 5')
  await source.run(s(`SELECT nextval('used') FROM generate_series(1, 41)`))
  await copy()
  expect(await readSequences(target)).toEqual([
    { name: 'fresh', lastValue: 5, isCalled: false },
    { name: 'used', lastValue: 41, isCalled: true },
  ])
  expect(await target.one(s(`SELECT nextval('used') AS n`))).toEqual({ n: 42 })
})

test('what belongs to running nodes stays behind, and what the target had of it goes', async () => {
  await onBoth(
    'CREATE TABLE lanes (id integer PRIMARY KEY)',
    'CREATE TABLE engine_nodes (id integer PRIMARY KEY)',
  )
  for (const db of [source, target]) await db.run(s('INSERT INTO lanes VALUES (1)'))
  expect(await copy()).toEqual([])
  expect(await target.rows(s('SELECT * FROM lanes'))).toEqual([])
})

describe('stored files', () => {
  const named = () =>
    source.transaction(async (tx) => {
      await freeze(tx)
      return (await collect(dumpNamedFiles(tx))).flat()
    })

  test('are found by the column that holds their key, once each', async () => {
    expect(await named()).toEqual([])
    await onBoth(
      'CREATE TABLE files (id integer, storage_key text NOT NULL, sha256 text NOT NULL)',
      'CREATE TABLE logos (id integer, storage_key text)',
    )
    await source.run(s(`INSERT INTO files VALUES (1, 'w/b', 'bb'), (2, 'w/a', 'aa')`))
    await source.run(s(`INSERT INTO logos VALUES (1, 'w/b'), (2, 'w/c'), (3, NULL)`))
    expect(await named()).toEqual([
      { key: 'w/a', sha256: 'aa' },
      { key: 'w/b', sha256: 'bb' },
      { key: 'w/c', sha256: null },
    ])
  })
})

describe('refused', () => {
  test.each([
    ['another type', 'CREATE TABLE t (id integer, at date)', 'table t has other columns'],
    ['a missing table', 'CREATE TABLE u (id integer)', 'table t has no place'],
  ])('%s', async (_, sql, message) => {
    await source.run(s('CREATE TABLE t (id integer, at timestamptz)'))
    await target.run(s(sql))
    await expect(copy()).rejects.toThrow(message)
    await expect(copy()).rejects.toBeInstanceOf(CopyError)
  })

  test('rows that break a foreign key, with the target as it was', async () => {
    await onBoth('CREATE TABLE t (id integer PRIMARY KEY, parent integer REFERENCES t)')
    const [table] = await readCopiedTables(source)
    const load = target.transaction(async (tx) => {
      const loading = await Loading.begin(tx, [table as NonNullable<typeof table>])
      await loading.add('t', ['["1","9"]'])
      await loading.finish([])
    })
    await expect(load).rejects.toMatchObject({ code: '23503' })
    expect(await target.rows(s('SELECT * FROM t'))).toEqual([])
    await expect(target.run(s('INSERT INTO t VALUES (1, 9)'))).rejects.toMatchObject({ code: '23503' })
  })

  test.each(['{}', '["1"]', '["1","2","3"]'])('a row of the form %s', async (line) => {
    await onBoth('CREATE TABLE t (id integer PRIMARY KEY, n integer)')
    const tables = await readCopiedTables(source)
    const load = target.transaction(async (tx) => (await Loading.begin(tx, tables)).add('t', [line]))
    await expect(load).rejects.toThrow('a row of t has no right form')
  })
})

test('a frozen transaction cannot write', async () => {
  await source.run(s('CREATE TABLE t (id integer PRIMARY KEY)'))
  const write = source.transaction(async (tx) => {
    await freeze(tx)
    await tx.run(s('INSERT INTO t VALUES (1)'))
  })
  await expect(write).rejects.toMatchObject({ code: '25006' })
})

test('equal rows have equal digests, one changed letter another', async () => {
  await onBoth('CREATE TABLE t (id integer PRIMARY KEY, body text)')
  for (const db of [source, target]) await db.run(s(`INSERT INTO t VALUES (1, 'a'), (2, NULL)`))
  const digest = (db: Db) =>
    db.transaction(async (tx) => digestTable(tx, (await readCopiedTables(tx))[0] as never))
  expect(await digest(source)).toEqual(await digest(target))
  await target.run(s(`UPDATE t SET body = 'null' WHERE id = 2`))
  expect(await digest(source)).not.toEqual(await digest(target))
})
