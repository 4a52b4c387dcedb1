import { readFact } from '../../db/deployment-store.ts'
import type { Queryable } from '../../db/port.ts'
import type { Config } from '../../platform/config.ts'
import { MasterKey } from '../../platform/crypto.ts'
import { keyFile, masterKeyFact, nextKeyFile, readKeyBytes } from '../master-key.ts'
import { BackupError } from './backup-error.ts'

/** Names the key with which the secrets in this database are encrypted; undefined before the first start. */
export const keyFingerprint = (db: Queryable): Promise<string | undefined> => readFact(db, masterKeyFact)

const has = (bytes: Buffer | Uint8Array | undefined, fingerprint: string): boolean =>
  bytes !== undefined && new MasterKey(bytes).fingerprint === fingerprint

/** The configured key, or that of the data folder, when it has this fingerprint. Says where it was found. */
export async function findKey(
  { masterKey, dataDir }: Config,
  fingerprint: string,
): Promise<{ bytes: Uint8Array; place: string } | undefined> {
  if (masterKey !== undefined)
    return has(masterKey, fingerprint) ? { bytes: masterKey, place: 'FABWIRE_MASTER_KEY' } : undefined
  // A rotation that was cut off leaves the key of the database in the second file.
  for (const place of [keyFile(dataDir), nextKeyFile(dataDir)]) {
    const bytes = await readKeyBytes(place)
    if (bytes !== undefined && has(bytes, fingerprint)) return { bytes, place }
  }
  return undefined
}

/** The key as it is written into `master.key`. */
export const keyText = (bytes: Uint8Array): string => `${Buffer.from(bytes).toString('base64')}\n`

export function parseKeyText(text: string, fingerprint: string): Uint8Array {
  const bytes = Buffer.from(text, 'base64')
  if (bytes.length !== 32 || !has(bytes, fingerprint))
    throw new BackupError('the master key in the backup is not the one that its secrets are encrypted with')
  return bytes
}
