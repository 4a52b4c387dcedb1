import { writeFile } from 'node:fs/promises'
import { migrate } from '../src/db/migrate.ts'
import { openPglite } from '../src/db/pglite.ts'
import { dumpSchema, renderTables } from './generate/schema.ts'

/** Writes what follows from other files: the schema's dump and its types. The house test fails when they are stale. */
const db = await openPglite()
await migrate(db)
await writeFile('src/db/schema.sql', await dumpSchema(db))
await writeFile('src/db/tables.gen.ts', await renderTables(db))
await db.close()
