import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { migrate } from '../../src/db/migrate.ts'
import { openPglite } from '../../src/db/pglite.ts'
import { dumpSchema, renderTables } from './schema.ts'

const root = join(import.meta.dirname, '..', '..')

/** Every generated file with what it should hold, paths from the root. A new one is one more entry here. */
async function renderOutputs(): Promise<[path: string, text: string][]> {
  const db = await openPglite()
  try {
    await migrate(db)
    return [
      ['src/db/schema.sql', await dumpSchema(db)],
      ['src/db/tables.gen.ts', await renderTables(db)],
    ]
  } finally {
    await db.close()
  }
}

export async function writeOutputs(): Promise<void> {
  for (const [path, text] of await renderOutputs()) await writeFile(join(root, path), text)
}

/** Paths of generated files that are not as they should be. */
export async function staleOutputs(): Promise<string[]> {
  const stale: string[] = []
  for (const [path, text] of await renderOutputs()) {
    const current = await readFile(join(root, path), 'utf8').catch(() => undefined)
    if (current !== text) stale.push(path)
  }
  return stale
}
