import { createHash, randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { migrate, readMigrations } from './migrate.ts'
import { openPglite } from './pglite.ts'
import { pgliteFolder } from './pglite-code.ts'

/**
 * A migrated embedded database, made once per installation. Starting from it takes a tenth of the time that
 * initialising takes. It is a cache: whoever finds none starts from nothing.
 */
const cache = join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'fabwire')

async function pgliteVersion(): Promise<string> {
  // Its package.json is not among its exports; it stands one folder above the entry.
  const manifest = await readFile(join(pgliteFolder(), '..', 'package.json'), 'utf8')
  return (JSON.parse(manifest) as { version: string }).version
}

/** Where the template of this PGlite and these migrations lies; another PGlite or migration has another place. */
async function templatePlace(): Promise<string> {
  const hash = createHash('sha256').update(await pgliteVersion())
  for (const { checksum } of await readMigrations()) hash.update(checksum)
  return join(cache, `database-${hash.digest('hex').slice(0, 16)}`)
}

/** The folder of the template, if it was made. */
export async function readTemplate(): Promise<string | undefined> {
  const place = await templatePlace()
  return existsSync(place) ? place : undefined
}

/** Makes the template and removes old ones of other versions. Whoever reads meanwhile sees none or a whole one. */
export async function writeTemplate(): Promise<string> {
  const place = await templatePlace()
  const partial = `${place}.${randomUUID()}.partial`
  const db = await openPglite({ folder: partial })
  try {
    await migrate(db)
  } finally {
    await db.close()
  }
  await empty(partial)
  await rename(partial, place).catch((error: NodeJS.ErrnoException) => {
    // Somebody else was faster; the two are the same.
    if (error.code !== 'ENOTEMPTY') throw error
    return rm(partial, { recursive: true })
  })
  await removeOld(place)
  return place
}

/** The files of template1 and template0, half of all: nothing connects to those, nor makes a database from them. */
async function empty(folder: string): Promise<void> {
  for (const oid of ['1', '4']) {
    const database = join(folder, 'base', oid)
    for (const name of await readdir(database)) await rm(join(database, name))
  }
}

/** Whoever goes back and forth between two versions keeps both. */
const keptMs = 7 * 24 * 60 * 60 * 1_000

async function removeOld(place: string): Promise<void> {
  const others = (await readdir(cache)).filter(
    (name) => name.startsWith('database-') && name !== basename(place),
  )
  for (const path of others.map((name) => join(cache, name))) {
    const age = Date.now() - ((await stat(path).catch(() => undefined))?.mtimeMs ?? 0)
    if (age > keptMs) await rm(path, { recursive: true, force: true })
  }
}
