import { existsSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { refuseUsed } from '../../db/copy/index.ts'
import { type Migration, migrate, readMigrations } from '../../db/migrate.ts'
import { openPglite } from '../../db/pglite.ts'
import type { Tx } from '../../db/port.ts'
import { connectPostgres } from '../../db/postgres.ts'
import { readTemplate } from '../../db/template.ts'
import type { Config } from '../../platform/config.ts'
import { acquireFolderLock } from '../../platform/folder-lock.ts'
import { databaseFolder } from '../database.ts'

/** A database that a deployment is to go into. */
export interface Target {
  /**
   * Runs `work` in one transaction, brings what it wrote to this program's version, and makes it the deployment's
   * database. When anything fails, or the process is killed, the deployment has the database that it had before.
   */
  load(work: (tx: Tx) => Promise<void>): Promise<void>
  close(): Promise<void>
}

export function postgresTarget(url: string): Target {
  const db = connectPostgres({ url, poolSize: 1 })
  return {
    async load(work) {
      await db.transaction(work)
      // Should this fail, the next start does it.
      await migrate(db)
    },
    close: () => db.close(),
  }
}

/** Built in a folder of its own, which in the end takes the place of an unused one or of none. */
async function embeddedTarget(dataDir: string, migrations: readonly Migration[], now: Date): Promise<Target> {
  const lock = await acquireFolderLock(dataDir)
  const place = databaseFolder(dataDir)
  const fresh = `${place}.restoring`
  const clear = async () => {
    for (const folder of [fresh, `${fresh}.partial`]) await rm(folder, { recursive: true, force: true })
  }
  try {
    if (existsSync(place)) await refuseUsedFolder(place, now)
    await clear()
    return {
      async load(work) {
        const db = await openPglite({ folder: fresh, ...(await templateFor(migrations)) })
        try {
          await db.transaction(work)
          await migrate(db)
        } finally {
          await db.close()
        }
        await replaceFolder(place, fresh)
      },
      async close() {
        await clear()
        await lock.release()
      },
    }
  } catch (error) {
    await lock.release()
    throw error
  }
}

/** The prepared database has all migrations; rows of an older one must meet only their own. */
async function templateFor(migrations: readonly Migration[]): Promise<{ template?: string }> {
  if (migrations.length !== (await readMigrations()).length) return {}
  const template = await readTemplate()
  return template ? { template } : {}
}

async function refuseUsedFolder(folder: string, now: Date): Promise<void> {
  const db = await openPglite({ folder })
  try {
    // Whatever its version: it makes way.
    const known = await readMigrations()
    await db.transaction((tx) => refuseUsed(tx, known, now))
  } finally {
    await db.close()
  }
}

async function replaceFolder(place: string, fresh: string): Promise<void> {
  const unused = `${place}.unused`
  await rm(unused, { recursive: true, force: true })
  if (existsSync(place)) await rename(place, unused)
  await rename(fresh, place)
  await rm(unused, { recursive: true, force: true })
}

/** The database of the configuration. */
export const openTarget = async (
  { databaseUrl, dataDir }: Config,
  migrations: readonly Migration[],
  now: Date,
): Promise<Target> =>
  databaseUrl === undefined ? embeddedTarget(dataDir, migrations, now) : postgresTarget(databaseUrl)
