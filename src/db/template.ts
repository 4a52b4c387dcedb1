import { createHash, randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { migrate, readMigrations } from './migrate.ts'
import { openPglite } from './pglite.ts'
import { unpackDatabase } from './pglite-server.ts'

/**
 * A migrated embedded database, made once per installation. Starting from it takes a tenth of the time that
 * initialising takes. It is a cache: whoever finds none starts from nothing.
 */
const cache = join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'fabwire')

/** The same database in two forms, as paths. */
export interface Template {
  /** Its files, to copy. */
  folder: string
  /** Its files as a tar with gzip, for a database in memory. */
  archive: string
}

async function pgliteVersion(): Promise<string> {
  // Its package.json is not among its exports; it stands one folder above the entry.
  const entry = createRequire(import.meta.url).resolve('@electric-sql/pglite')
  const manifest = await readFile(join(dirname(entry), '..', 'package.json'), 'utf8')
  return (JSON.parse(manifest) as { version: string }).version
}

/** Where the template of this PGlite and these migrations lies; another PGlite or migration has another place. */
async function templatePlace(): Promise<string> {
  const hash = createHash('sha256').update(await pgliteVersion())
  for (const { checksum } of await readMigrations()) hash.update(checksum)
  return join(cache, `pglite-${hash.digest('hex').slice(0, 16)}`)
}

const templateAt = (place: string): Template => ({
  folder: join(place, 'database'),
  archive: join(place, 'database.tar.gz'),
})

/** The template, if it was made. */
export async function readTemplate(): Promise<Template | undefined> {
  const place = await templatePlace()
  return existsSync(place) ? templateAt(place) : undefined
}

/** Makes the template and removes old ones of other versions. Whoever reads meanwhile sees none or a whole one. */
export async function writeTemplate(): Promise<Template> {
  const place = await templatePlace()
  const partial = `${place}.${randomUUID()}.partial`
  const archive = await makeArchive()
  await mkdir(partial, { recursive: true })
  await writeSynced(templateAt(partial).archive, Buffer.from(await archive.arrayBuffer()))
  await unpackDatabase(templateAt(partial).folder, archive)
  await rename(partial, place).catch((error: NodeJS.ErrnoException) => {
    // Somebody else was faster; the two are the same.
    if (error.code !== 'ENOTEMPTY') throw error
    return rm(partial, { recursive: true })
  })
  await removeOld(place)
  return templateAt(place)
}

async function makeArchive(): Promise<Blob> {
  const db = await openPglite()
  try {
    await migrate(db)
    return await db.dump()
  } finally {
    await db.close()
  }
}

async function writeSynced(path: string, bytes: Buffer): Promise<void> {
  const file = await open(path, 'w')
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Whoever goes back and forth between two versions keeps both. */
const keptMs = 7 * 24 * 60 * 60 * 1_000

async function removeOld(place: string): Promise<void> {
  const others = (await readdir(cache)).filter(
    (name) => name.startsWith('pglite-') && name !== basename(place),
  )
  for (const path of others.map((name) => join(cache, name))) {
    const age = Date.now() - ((await stat(path).catch(() => undefined))?.mtimeMs ?? 0)
    if (age > keptMs) await rm(path, { recursive: true, force: true })
  }
}
