import { type Compared, copyRows, dumpNamedFiles, isSame, prepareTarget } from '../../db/copy/index.ts'
import { readApplied } from '../../db/migrate.ts'
import type { Tx } from '../../db/port.ts'
import type { Config } from '../../platform/config.ts'
import { FolderLockedError } from '../../platform/folder-lock.ts'
import { keyFile } from '../master-key.ts'
import { markMoved } from '../moved.ts'
import { openStorage } from '../storage.ts'
import { BackupError } from './backup-error.ts'
import { findKey, keyFingerprint } from './deployment-key.ts'
import { migrationsOf } from './examine.ts'
import { copyOfStopped, readCopy, refuseAbsent, type Snapshot } from './snapshot.ts'
import { postgresTarget } from './target.ts'

export interface CopyOptions {
  /** Of the target. */
  url: string
  now: Date
  signal: AbortSignal
}

export interface CopyReport {
  tables: Compared[]
  /** Where the key of the deployment was found; undefined when it has none yet. */
  keyPlace: string | undefined
  /** The target, without user and password. */
  place: string
  files: { count: number; missing: string[] }
}

const withoutUser = (url: string): string => {
  const { host, pathname } = new URL(url)
  return `${host}${pathname}`
}

/**
 * Moves a deployment from the embedded database to an empty one on a server: every row, sequence and byte, compared
 * table by table before anything is kept. The files and the master key stay where they are.
 */
export async function copyToPostgres(config: Config, options: CopyOptions): Promise<CopyReport> {
  const { dataDir } = config
  if (config.databaseUrl !== undefined)
    throw new BackupError('DATABASE_URL is set: this deployment is on a server already')
  refuseAbsent(dataDir)
  const copy = await copyOfStopped(dataDir).catch((error: unknown) => {
    throw error instanceof FolderLockedError
      ? new BackupError(`${error.message}: stop the server first`)
      : error
  })
  return readCopy(copy, options.signal, async (snapshot) => {
    const keyPlace = await findKeyPlace(config, snapshot.tx)
    const files = await countFiles(config, snapshot)
    const tables = await copyInto(snapshot, options)
    const place = withoutUser(options.url)
    await markMoved(dataDir, place, options.now)
    return { tables, keyPlace, place, files }
  })
}

async function findKeyPlace(config: Config, tx: Tx): Promise<string | undefined> {
  const fingerprint = await keyFingerprint(tx)
  if (fingerprint === undefined) return undefined
  const found = await findKey(config, fingerprint)
  if (found === undefined)
    throw new BackupError(
      `the master key with fingerprint ${fingerprint} is neither FABWIRE_MASTER_KEY nor ${keyFile(config.dataDir)}`,
    )
  return found.place
}

/** Whether every file that the rows name is where the server will look for it. */
async function countFiles(config: Config, { tx, signal }: Snapshot): Promise<CopyReport['files']> {
  const storage = await openStorage(config, { alone: true })
  const files: CopyReport['files'] = { count: 0, missing: [] }
  for await (const named of dumpNamedFiles(tx))
    for (const { key } of named) {
      signal.throwIfAborted()
      const stored = await storage.get(key)
      stored?.stream.destroy()
      files.count++
      if (stored === null) files.missing.push(key)
    }
  return files
}

async function copyInto({ tx: source, signal }: Snapshot, { url, now }: CopyOptions): Promise<Compared[]> {
  const migrations = await migrationsOf({ migrations: await readApplied(source) })
  const target = postgresTarget(url)
  let tables: Compared[] = []
  try {
    await target.load(async (tx) => {
      await prepareTarget(tx, migrations, now)
      tables = await copyRows(source, tx, signal)
      const different = tables.filter((compared) => !isSame(compared)).map(({ table }) => table)
      if (different.length > 0)
        throw new BackupError(`not the same on both sides, so nothing was copied: ${different.join(', ')}`)
    })
  } finally {
    await target.close()
  }
  return tables
}
