import { afterAll, beforeAll, expect, test } from 'vitest'
import { openEmptyDb, openEmptyPglite } from '../../../test/harness/database.ts'
import type { Db } from '../port.ts'
import { copyRows, freeze, isSame } from './index.ts'

const s = (text: string, ...values: unknown[]) => ({ text, values })

let embedded: Db
let server: Db
let back: Db
beforeAll(async () => {
  embedded = await openEmptyPglite()
  server = await openEmptyDb()
  back = await openEmptyPglite()
})
afterAll(async () => {
  for (const db of [embedded, server, back]) await db.close()
})

const copy = (source: Db, target: Db) =>
  source.transaction(async (from) => {
    await freeze(from)
    return target.transaction((to) => copyRows(from, to))
  })

test('from the embedded database to a server and back, no byte is another', async () => {
  for (const db of [embedded, server, back]) {
    await db.run(s('CREATE SEQUENCE ids'))
    await db.run(
      s(`CREATE TABLE everything (
        id bigint PRIMARY KEY, price numeric(20,6), ratio real, ratios real[], at timestamptz, name text, bytes bytea,
        doc json, docb jsonb, names text[])`),
    )
  }
  await embedded.run(s(`SELECT nextval('ids') FROM generate_series(1, 7)`))
  await embedded.run(
    s(
      `INSERT INTO everything
       SELECT n, n / 3.0, n / 7.0::real, ARRAY[n / 3.0, NULL, 'NaN', '-0']::real[],
              '2026-05-15T10:20:30.123456Z'::timestamptz + n * interval '1.000001 s', $1 || chr(n), int8send(n),
              '{"b" :1,  "a":"\\u00fc"}', jsonb_build_object('n', n, 'deep', jsonb_build_array(n / 3.0, $1)), ARRAY[$1, NULL]
       FROM generate_series(1, 5000) AS n`,
      'line\nbreak "quotes" \\ 漢字 👩🏽‍🔧 \u2028',
    ),
  )
  for (const compared of [await copy(embedded, server), await copy(server, back)]) {
    expect(compared.map(({ table, source: { rows } }) => [table, rows])).toEqual([['everything', 5_000]])
    expect(compared.every(isSame)).toBe(true)
  }
  const next = s(`SELECT nextval('ids') AS n`)
  expect(await Promise.all([server.one(next), back.one(next)])).toEqual([{ n: 8 }, { n: 8 }])
})
