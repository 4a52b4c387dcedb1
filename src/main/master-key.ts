import { randomBytes } from 'node:crypto'
import { link, open, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { claimFact, readFact } from '../db/deployment-store.ts'
import type { Db } from '../db/port.ts'
import { type Config, ConfigError } from '../platform/config.ts'
import { MasterKey, randomHex } from '../platform/crypto.ts'

export const masterKeyFact = 'master_key_fingerprint'
const keyForm = /^[A-Za-z0-9+/]{43}=$/

/** The key in the data folder, for the embedded database, and the one that a rotation is about to put there. */
export const keyFile = (dataDir: string): string => join(dataDir, 'master.key')
export const nextKeyFile = (dataDir: string): string => join(dataDir, 'master.key.next')

/** The 32 bytes in a key file; undefined when there is none. */
export async function readKeyBytes(path: string): Promise<Buffer | undefined> {
  let text: string
  try {
    text = (await readFile(path, 'utf8')).trim()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  if (!keyForm.test(text)) throw new ConfigError(path, '32 bytes in base64', '(hidden)')
  return Buffer.from(text, 'base64')
}

async function readKeyFile(path: string): Promise<MasterKey | undefined> {
  const bytes = await readKeyBytes(path)
  return bytes && new MasterKey(bytes)
}

/** Writes a key so that it is whole and on the disk when it stands there at all. Never overwrites. */
export async function writeKeyFile(path: string, key: Uint8Array): Promise<void> {
  const partial = `${path}.${randomHex(8)}.partial`
  const file = await open(partial, 'wx', 0o600)
  try {
    await file.writeFile(`${Buffer.from(key).toString('base64')}\n`)
    await file.sync()
    // Unlike a rename, a link does not take the place of a key that is there.
    await link(partial, path)
  } finally {
    await file.close()
    await rm(partial)
  }
}

/** Finishes a rotation that stopped between the database and the folder: the database says which key it uses. */
async function settleRotation(dataDir: string, fingerprint: string | undefined): Promise<void> {
  const next = await readKeyFile(nextKeyFile(dataDir))
  if (next === undefined) return
  if (next.fingerprint === fingerprint) await rename(nextKeyFile(dataDir), keyFile(dataDir))
  else await rm(nextKeyFile(dataDir))
}

async function keyOfFolder(dataDir: string, fingerprint: string | undefined): Promise<MasterKey> {
  await settleRotation(dataDir, fingerprint)
  const known = await readKeyFile(keyFile(dataDir))
  if (known) return known
  // A database that has a key must not get another: its secrets could never be read again.
  if (fingerprint !== undefined)
    throw new ConfigError(
      'FABWIRE_MASTER_KEY',
      `the key of this database (${keyFile(dataDir)} is missing)`,
      '',
    )
  await writeKeyFile(keyFile(dataDir), randomBytes(32))
  return keyOfFolder(dataDir, undefined)
}

/** The deployment's master key; a key that is not the database's stops the start. */
export async function openMasterKey(config: Config, db: Db): Promise<MasterKey> {
  const fingerprint = await readFact(db, masterKeyFact)
  if (config.masterKey === undefined && config.databaseUrl !== undefined)
    throw new ConfigError('FABWIRE_MASTER_KEY', '32 bytes in base64, because DATABASE_URL is set', '')
  const key = config.masterKey
    ? new MasterKey(config.masterKey)
    : await keyOfFolder(config.dataDir, fingerprint)
  const expected = await claimFact(db, masterKeyFact, key.fingerprint)
  if (expected !== key.fingerprint)
    throw new ConfigError(
      'FABWIRE_MASTER_KEY',
      `the key with fingerprint ${expected}`,
      `fingerprint ${key.fingerprint}`,
    )
  return key
}
