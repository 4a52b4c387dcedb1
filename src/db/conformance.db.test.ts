import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestDb } from '../../test/harness/database.ts'
import type { Db } from './port.ts'

let db: Db
beforeAll(async () => {
  db = await openTestDb()
})
afterAll(() => db.close())

test('answers', async () => {
  expect(await db.one({ text: 'SELECT count(*) AS n FROM users', values: [] })).toEqual({ n: 0 })
})
