import { existsSync } from 'node:fs'
import { cp } from 'node:fs/promises'
import { freeze } from '../../db/copy/index.ts'
import { openPglite } from '../../db/pglite.ts'
import type { Db, Tx } from '../../db/port.ts'
import { connectPostgres } from '../../db/postgres.ts'
import type { Config } from '../../platform/config.ts'
import { acquireFolderLock, FolderLockedError } from '../../platform/folder-lock.ts'
import { databaseFolder } from '../database.ts'
import { askForSnapshot } from '../operator-client.ts'
import { makeSnapshot, snapshotFolder, sweepSnapshots } from '../snapshot-folders.ts'
import { BackupError } from './backup-error.ts'

/** The whole deployment as it was at one moment, to be read while others go on writing. */
export interface Snapshot {
  tx: Tx
  kind: Db['kind']
  /** Whether a server was running on the embedded database. */
  served: boolean
  /** Aborts when the snapshot cannot be read any further. */
  signal: AbortSignal
}

type Work<T> = (snapshot: Snapshot) => Promise<T>

/**
 * Runs `work` with a snapshot. On PostgreSQL it is one REPEATABLE READ transaction. The embedded database has one
 * connection, which its server must not lend out for long: there it is a copy of the files, made between two
 * transactions and opened here; the original is never opened.
 */
export function withSnapshot<T>(config: Config, signal: AbortSignal, work: Work<T>): Promise<T> {
  return config.databaseUrl === undefined
    ? withCopy(config, signal, work)
    : withTransaction(config.databaseUrl, signal, work)
}

async function withTransaction<T>(url: string, signal: AbortSignal, work: Work<T>): Promise<T> {
  const db = connectPostgres({ url, poolSize: 1 })
  try {
    return await frozen(db, false, signal, work)
  } finally {
    await db.close()
  }
}

const frozen = <T>(db: Db, served: boolean, signal: AbortSignal, work: Work<T>): Promise<T> =>
  db.transaction(async (tx) => {
    await freeze(tx)
    return work({ tx, kind: db.kind, served, signal })
  })

interface Copy {
  folder: string
  served: boolean
  gone?: AbortSignal
  release(): Promise<void>
}

/** Holds the folder until the end: a server that starts meanwhile would clear the copy away. */
export async function copyOfStopped(dataDir: string): Promise<Copy> {
  const lock = await acquireFolderLock(dataDir)
  try {
    await sweepSnapshots(dataDir)
    const { id, remove } = await makeSnapshot(dataDir, (folder) =>
      cp(databaseFolder(dataDir), folder, { recursive: true }),
    )
    return {
      folder: snapshotFolder(dataDir, id),
      served: false,
      async release() {
        await remove()
        await lock.release()
      },
    }
  } catch (error) {
    await lock.release()
    throw error
  }
}

async function copyOfEither(dataDir: string): Promise<Copy> {
  try {
    return await copyOfStopped(dataDir)
  } catch (error) {
    if (!(error instanceof FolderLockedError)) throw error
    const copy = await askForSnapshot(dataDir)
    if (copy !== undefined) return { ...copy, served: true }
    throw new BackupError(`${error.message}, and that is no server that can be asked for a backup just now`)
  }
}

export function refuseAbsent(dataDir: string): void {
  if (!existsSync(databaseFolder(dataDir)))
    throw new BackupError(`there is no database in ${dataDir} (FABWIRE_DATA_DIR)`)
}

async function withCopy<T>({ dataDir }: Config, signal: AbortSignal, work: Work<T>): Promise<T> {
  refuseAbsent(dataDir)
  return readCopy(await copyOfEither(dataDir), signal, work)
}

/** Opens a copy, and clears it away in the end. */
export async function readCopy<T>(copy: Copy, signal: AbortSignal, work: Work<T>): Promise<T> {
  const both = copy.gone === undefined ? signal : AbortSignal.any([signal, copy.gone])
  try {
    const db = await openPglite({ folder: copy.folder })
    try {
      return await frozen(db, copy.served, both, work)
    } finally {
      await db.close()
    }
  } catch (error) {
    // With the server its copy went: whatever failed then failed for that reason.
    both.throwIfAborted()
    throw error
  } finally {
    await copy.release()
  }
}
