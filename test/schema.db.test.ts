import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { dumpSchema } from '../tools/generate/schema.ts'
import { openTestDb } from './harness/database.ts'

test('the migrations make the same schema on every database', async () => {
  const db = await openTestDb()
  try {
    const written = await readFile(join(import.meta.dirname, '..', 'src', 'db', 'schema.sql'), 'utf8')
    expect(await dumpSchema(db)).toBe(written)
  } finally {
    await db.close()
  }
})
