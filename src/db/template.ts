import { createHash, randomUUID } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { migrate, readMigrations } from './migrate.ts'
import { openPglite } from './pglite.ts'

/**
 * A migrated embedded database, dumped once per installation. Starting from it takes a tenth of the time that
 * initialising takes. It is a cache: whoever finds none starts from nothing.
 */
const folder = join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'fabwire')

async function pgliteVersion(): Promise<string> {
  // Its package.json is not among its exports; it stands one folder above the entry.
  const entry = createRequire(import.meta.url).resolve('@electric-sql/pglite')
  const manifest = await readFile(join(dirname(entry), '..', 'package.json'), 'utf8')
  return (JSON.parse(manifest) as { version: string }).version
}

/** Where the template of this PGlite and these migrations lies; another PGlite or migration has another path. */
async function templatePath(): Promise<string> {
  const hash = createHash('sha256').update(await pgliteVersion())
  for (const { checksum } of await readMigrations()) hash.update(checksum)
  return join(folder, `pglite-${hash.digest('hex').slice(0, 16)}.tar.gz`)
}

/** The template, if it was made. */
export async function readTemplate(): Promise<Blob | undefined> {
  try {
    return new Blob([await readFile(await templatePath())], { type: 'application/x-gzip' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** Makes the template and removes old ones of other versions. Whoever reads meanwhile sees none or a whole one. */
export async function writeTemplate(): Promise<Blob> {
  const path = await templatePath()
  const db = await openPglite()
  try {
    await migrate(db)
    const dump = await db.dump()
    await mkdir(folder, { recursive: true })
    await writeWhole(path, Buffer.from(await dump.arrayBuffer()))
    return dump
  } finally {
    await db.close()
    await removeOthers(path)
  }
}

async function writeWhole(path: string, bytes: Buffer): Promise<void> {
  const partial = `${path}.${randomUUID()}.partial`
  const file = await open(partial, 'w')
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(partial, path)
}

/** Whoever goes back and forth between two versions keeps both. */
const keptMs = 7 * 24 * 60 * 60 * 1_000

async function removeOthers(path: string): Promise<void> {
  const others = (await readdir(folder).catch(() => [])).filter(
    (file) => /^pglite-.*\.tar\.gz$/.test(file) && file !== basename(path),
  )
  for (const file of others.map((name) => join(folder, name))) {
    const age = Date.now() - ((await stat(file).catch(() => undefined))?.mtimeMs ?? 0)
    if (age > keptMs) await rm(file, { force: true })
  }
}
