import {
  dumpNamedFiles,
  dumpRows,
  type NamedFile,
  RowDigest,
  readCopiedTables,
  readSequences,
  type Table,
} from '../../db/copy/index.ts'
import { readApplied } from '../../db/migrate.ts'
import { ArchiveWriter } from '../../platform/archive/index.ts'
import type { Config } from '../../platform/config.ts'
import type { Storage } from '../../platform/storage/index.ts'
import { version } from '../../platform/version.ts'
import { openStorage } from '../storage.ts'
import { BackupError } from './backup-error.ts'
import { findKey, keyFingerprint, keyText } from './deployment-key.ts'
import {
  filePath,
  format,
  formatVersion,
  type Header,
  headerPath,
  keyPath,
  type Manifest,
  manifestPath,
  partPath,
  toJson,
} from './manifest.ts'
import { type Snapshot, withSnapshot } from './snapshot.ts'

export interface BackupOptions {
  /** `….tar.gz`, or else a folder. */
  target: string
  withKey: boolean
  now: Date
  signal: AbortSignal
}

export interface BackupReport {
  header: Header
  manifest: Manifest
  /** Whether a server was running on the embedded database. */
  served: boolean
}

/**
 * Writes database, files and master key of a deployment, running or not, as they were at one moment
 * (docs/deploy/backup-format.md). The target appears whole or not at all.
 */
export async function backup(config: Config, options: BackupOptions): Promise<BackupReport> {
  const writer = await ArchiveWriter.create(options.target, options.now)
  try {
    const report = await withSnapshot(config, options.signal, (snapshot) =>
      writeAll(writer, snapshot, config, options),
    )
    await writer.finish()
    return report
  } catch (error) {
    await writer.abort()
    throw error
  }
}

async function writeAll(
  writer: ArchiveWriter,
  snapshot: Snapshot,
  config: Config,
  { withKey, now }: BackupOptions,
): Promise<BackupReport> {
  const { tx, signal } = snapshot
  const fingerprint = await keyFingerprint(tx)
  const included = withKey && fingerprint !== undefined
  const header: Header = {
    format,
    version: formatVersion,
    made_at: now.toISOString(),
    program: version,
    database: snapshot.kind,
    migrations: await readApplied(tx),
    master_key: { fingerprint: fingerprint ?? null, included },
  }
  await writer.addText(headerPath, toJson(header))
  if (included) await writer.addText(keyPath, await readKeyText(config, fingerprint))

  const tables: Manifest['tables'] = []
  for (const table of await readCopiedTables(tx)) tables.push(await writeTable(writer, snapshot, table))
  // Read behind the rows, no sequence is behind an id of theirs.
  const sequences = (await readSequences(tx)).map(({ name, lastValue, isCalled }) => ({
    name,
    last_value: lastValue,
    is_called: isCalled,
  }))
  const files: Manifest['files'] = { count: 0, bytes: 0, missing: [], damaged: [] }
  const storage = await openStorage(config, { alone: false })
  for await (const named of dumpNamedFiles(tx))
    for (const file of named) {
      signal.throwIfAborted()
      await writeFile(writer, storage, file, files)
    }
  const manifest: Manifest = { tables, sequences, files }
  await writer.addText(manifestPath, toJson(manifest))
  return { header, manifest, served: snapshot.served }
}

async function readKeyText(config: Config, fingerprint: string): Promise<string> {
  const found = await findKey(config, fingerprint)
  if (found === undefined)
    throw new BackupError(
      `the master key with fingerprint ${fingerprint} is neither FABWIRE_MASTER_KEY nor in ${config.dataDir}; --without-key leaves it out`,
    )
  return keyText(found.bytes)
}

async function writeTable(
  writer: ArchiveWriter,
  { tx, signal }: Snapshot,
  table: Table,
): Promise<Manifest['tables'][number]> {
  const digest = new RowDigest()
  let part = 0
  for await (const lines of dumpRows(tx, table)) {
    signal.throwIfAborted()
    digest.add(lines)
    await writer.addText(partPath(table.name, ++part), `${lines.join('\n')}\n`)
  }
  const { name, columns, partitions } = table
  return { name, columns, partitions, ...digest.finish() }
}

/** A file that is deleted between the snapshot and now is told of: nobody else knows whether that is what happened. */
async function writeFile(
  writer: ArchiveWriter,
  storage: Storage,
  { key, sha256 }: NamedFile,
  files: Manifest['files'],
): Promise<void> {
  const stored = await storage.get(key)
  if (stored === null) {
    files.missing.push(key)
    return
  }
  try {
    const found = await writer.add(filePath(key), stored.bytes, stored.stream)
    if (sha256 !== null && sha256 !== found) files.damaged.push(key)
    files.count++
    files.bytes += stored.bytes
  } finally {
    stored.stream.destroy()
  }
}
