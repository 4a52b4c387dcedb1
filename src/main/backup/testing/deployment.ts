import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeShop, type Shop } from '../../../../test/harness/engine.ts'
import type { Db } from '../../../db/port.ts'
import { type Config, type Environment, readConfig } from '../../../platform/config.ts'
import { newId } from '../../../platform/ids.ts'
import { silentLog } from '../../../platform/log.ts'
import type { StoredFile } from '../../../platform/storage/storage.ts'
import { openMigratedDatabase } from '../../database.ts'
import { openMasterKey } from '../../master-key.ts'
import { openStorage } from '../../storage.ts'

const statement = (text: string, ...values: unknown[]) => ({ text, values })

/** Folders of one test file, removed in the end. */
export class Folders {
  readonly #made: string[] = []

  async make(): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'fabwire-backup-'))
    this.#made.push(folder)
    return folder
  }

  /** A configuration with a data folder of its own, which is not there yet. */
  async config(environment: Environment = {}): Promise<Config> {
    return readConfig({ FABWIRE_DATA_DIR: join(await this.make(), 'data'), ...environment })
  }

  async remove(): Promise<void> {
    for (const folder of this.#made.splice(0)) await rm(folder, { recursive: true, force: true })
  }
}

/** Looks into a deployment that nobody serves, migrated. */
export async function inDatabase<T>(config: Config, work: (db: Db) => Promise<T>): Promise<T> {
  const database = await openMigratedDatabase(config, silentLog())
  try {
    return await work(database.db)
  } finally {
    await database.close()
  }
}

/** Stores a file of a shop, with a row that names it. */
async function storeFile(config: Config, db: Db, shop: Shop, content: string): Promise<string> {
  const now = new Date()
  const [project, id] = [newId(now), newId(now)]
  const key = `${shop.workspaceId}/${id}`
  const storage = await openStorage(config, { alone: false })
  const { bytes, sha256 }: StoredFile = await storage.put(key, source(content), { maxBytes: 1_000_000 })
  await db.run(
    statement(
      `INSERT INTO projects (id, workspace_id, project_no, customer_id, name, created_at)
       VALUES ($1, $2, $5, $3, 'Bracket', $4)`,
      project,
      shop.workspaceId,
      shop.customerId,
      now,
      `P-${id}`,
    ),
  )
  await db.run(
    statement(
      `INSERT INTO files (id, workspace_id, project_id, kind, name, bytes, media_type, sha256, storage_key, created_at)
       VALUES ($1, $2, $3, 'cad', 'bracket.step', $4, 'model/step', $5, $6, $7)`,
      ...[id, shop.workspaceId, project, bytes, sha256, key, now],
    ),
  )
  return key
}

async function* source(content: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(content)
}

/** A shop with a customer, a key, events and files. Resolves with the keys of its files. */
export const furnish = (config: Config, contents: readonly string[]): Promise<string[]> =>
  inDatabase(config, async (db) => {
    await openMasterKey(config, db)
    const shop = await makeShop(db)
    await db.run(
      statement(
        `INSERT INTO events (id, workspace_id, user_id, type, is_test, created_at, body)
         SELECT nextval('events_id_seq'), $1, $2, 'order.shipped', false, now(), 'body ' || n
         FROM generate_series(1, 40) AS n`,
        shop.workspaceId,
        shop.customerId,
      ),
    )
    const keys: string[] = []
    for (const content of contents) keys.push(await storeFile(config, db, shop, content))
    return keys
  })
