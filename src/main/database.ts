import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { migrate } from '../db/migrate.ts'
import { openPglite } from '../db/pglite.ts'
import type { Db } from '../db/port.ts'
import { connectPostgres } from '../db/postgres.ts'
import { readTemplate } from '../db/template.ts'
import type { Config } from '../platform/config.ts'
import { acquireFolderLock } from '../platform/folder-lock.ts'
import type { Log } from '../platform/log.ts'
import { refuseMoved } from './moved.ts'

export interface OpenDatabase {
  db: Db
  /** Of the embedded one: copies its files to a new folder, between two transactions. */
  copyTo?(folder: string): Promise<void>
  close(): Promise<void>
}

/** Where the embedded database lies. */
export const databaseFolder = (dataDir: string): string => join(dataDir, 'database')

/** Opens the database of the configuration, without migrating it. The embedded one is locked for this process. */
export async function openDatabase(config: Config, log: Log): Promise<OpenDatabase> {
  if (config.databaseUrl !== undefined) {
    const db = connectPostgres({
      url: config.databaseUrl,
      onBackgroundError: (error) => log.warn({ err: error }, 'database connection lost'),
    })
    return { db, close: () => db.close() }
  }
  await mkdir(config.dataDir, { recursive: true, mode: 0o700 })
  const lock = await acquireFolderLock(config.dataDir)
  try {
    await refuseMoved(config.dataDir)
    const template = await readTemplate()
    const db = await openPglite({
      folder: databaseFolder(config.dataDir),
      ...(template && { template }),
    })
    return {
      db,
      copyTo: (folder) => db.copyTo(folder),
      async close() {
        await db.close()
        await lock.release()
      },
    }
  } catch (error) {
    await lock.release()
    throw error
  }
}

/** Opens it and brings it to this program's version. */
export async function openMigratedDatabase(config: Config, log: Log): Promise<OpenDatabase> {
  const database = await openDatabase(config, log)
  try {
    const applied = await migrate(database.db)
    if (applied.length > 0) log.info({ applied }, 'database migrated')
    return database
  } catch (error) {
    await database.close()
    throw error
  }
}
