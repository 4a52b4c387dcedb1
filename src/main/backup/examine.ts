import { createHash } from 'node:crypto'
import { z } from 'zod'
import { type Migration, readMigrations } from '../../db/migrate.ts'
import { type Entry, readArchive } from '../../platform/archive/index.ts'
import { BackupError } from './backup-error.ts'
import {
  format,
  formatVersion,
  type Header,
  headerPath,
  headerSchema,
  keyOf,
  keyPath,
  type Manifest,
  manifestPath,
  manifestSchema,
  tableOf,
} from './manifest.ts'

export interface Examined {
  header: Header
  manifest: Manifest
  keyText: string | undefined
}

/** Larger than any of these documents gets. */
const mostDocumentBytes = 64 * 2 ** 20

async function textOf({ path, bytes, body }: Entry): Promise<string> {
  if (bytes > mostDocumentBytes) throw new BackupError(`${path} in the backup is too large`)
  const chunks: Uint8Array[] = []
  for await (const chunk of body) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

function parse<T>(schema: z.ZodType<T>, path: string, text: string): T {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new BackupError(`${path} in the backup is no JSON`)
  }
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new BackupError(`${path} in the backup: ${issue?.path.join('.')}: ${issue?.message}`)
}

const kind = z.object({ format: z.literal(format), version: z.number() })

function parseHeader(text: string): Header {
  const { version } = parse(kind, headerPath, text)
  if (version !== formatVersion)
    throw new BackupError(`the backup has format ${version}; this program reads format ${formatVersion}`)
  return parse(headerSchema, headerPath, text)
}

interface Tally {
  rows: number
  sha256: string
}

/** What really stands in the tables and files of a backup. */
class Contents {
  readonly #tables = new Map<string, { rows: number; hash: ReturnType<typeof createHash> }>()
  count = 0
  bytes = 0

  async addRows(table: string, body: Entry['body']): Promise<void> {
    const found = this.#tables.get(table) ?? { rows: 0, hash: createHash('sha256') }
    this.#tables.set(table, found)
    const lineFeed = 10
    for await (const chunk of body) {
      found.hash.update(chunk)
      for (const byte of chunk) if (byte === lineFeed) found.rows++
    }
  }

  tally(table: string): Tally {
    const found = this.#tables.get(table)
    this.#tables.delete(table)
    return { rows: found?.rows ?? 0, sha256: (found?.hash ?? createHash('sha256')).digest('hex') }
  }

  /** Tables that nobody asked for. */
  get rest(): string[] {
    return [...this.#tables.keys()]
  }
}

function refuseUnequal({ tables, files }: Manifest, contents: Contents): void {
  for (const { name, rows, sha256 } of tables) {
    const found = contents.tally(name)
    if (found.rows !== rows || found.sha256 !== sha256)
      throw new BackupError(`the backup is damaged: table ${name} has other rows than its manifest says`)
  }
  if (contents.rest.length > 0 || contents.count !== files.count || contents.bytes !== files.bytes)
    throw new BackupError('the backup is damaged: it holds other files than its manifest says')
}

/** Reads a whole backup and changes nothing. What comes back is complete and as it was written. */
export async function examine(source: string, signal: AbortSignal): Promise<Examined> {
  let header: Header | undefined
  let manifest: Manifest | undefined
  let keyText: string | undefined
  const contents = new Contents()
  for await (const entry of readArchive(source)) {
    signal.throwIfAborted()
    const table = tableOf(entry.path)
    if (header === undefined && entry.path !== headerPath)
      throw new BackupError(`${source} is no backup of Fabwire`)
    if (entry.path === headerPath) header = parseHeader(await textOf(entry))
    else if (entry.path === manifestPath) manifest = parse(manifestSchema, manifestPath, await textOf(entry))
    else if (entry.path === keyPath) keyText = await textOf(entry)
    else if (table !== undefined) await contents.addRows(table, entry.body)
    else if (keyOf(entry.path) !== undefined) {
      contents.count++
      contents.bytes += entry.bytes
    }
  }
  if (header === undefined || manifest === undefined)
    throw new BackupError('the backup is damaged: its manifest is missing')
  refuseUnequal(manifest, contents)
  return { header, manifest, keyText }
}

/** The migrations with which the backup's database was made, as this program knows them. */
export async function migrationsOf({ migrations }: Pick<Header, 'migrations'>): Promise<Migration[]> {
  const known = await readMigrations()
  return migrations.map(({ version, name, checksum }, index) => {
    const migration = known[index]
    if (migration === undefined)
      throw new BackupError(
        `the backup was made by a newer Fabwire: it has migration ${version} (${name}), this program knows ${known.length}`,
      )
    if (migration.version !== version || migration.checksum !== checksum)
      throw new BackupError(
        `the backup was made by another Fabwire: its migration ${version} (${name}) is not this program's`,
      )
    return migration
  })
}
