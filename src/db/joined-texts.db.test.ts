import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestDb } from '../../test/harness/database.ts'
import { joinedTexts, splitTexts } from './joined-texts.ts'
import type { Db } from './port.ts'

let db: Db
beforeAll(async () => {
  db = await openTestDb()
})
afterAll(() => db.close())

/** Beside another array, as `unnest` of several takes it. */
const split = async (texts: readonly (string | null)[]) => {
  const rows = await db.rows<{ text: string | null }>({
    text: `SELECT t.text FROM unnest($1::int[], ${splitTexts('$2')}) AS t (n, text) ORDER BY t.n`,
    values: [texts.map((_, n) => n), joinedTexts(texts)],
  })
  return rows.map(({ text }) => text)
}

test('any JSON comes out as it went in, and null as null', async () => {
  const json = fc.jsonValue({ stringUnit: 'binary' }).map((value) => JSON.stringify(value))
  const lists = fc.array(fc.oneof(json, fc.constant(null)), { minLength: 1, maxLength: 30 })
  await fc.assert(
    fc.asyncProperty(lists, async (texts) => {
      expect(await split(texts)).toEqual(texts)
    }),
  )
})

test('a text with the separator in it is refused, not torn apart', () => {
  expect(() => joinedTexts(['a', 'b\u001ec'])).toThrow(RangeError)
})
