import { randomBytes } from 'node:crypto'
import { rename, rm } from 'node:fs/promises'
import { replaceFact } from '../db/deployment-store.ts'
import type { Db } from '../db/port.ts'
import { reencryptSeeds } from '../features/accounts/index.ts'
import { recordAudit } from '../features/audit/index.ts'
import { reencryptMails } from '../features/mail/index.ts'
import { reencryptSecrets } from '../features/webhooks/index.ts'
import { type Config, ConfigError } from '../platform/config.ts'
import { MasterKey } from '../platform/crypto.ts'
import { keyFile, masterKeyFact, nextKeyFile, openMasterKey, writeKeyFile } from './master-key.ts'

/**
 * Replaces the master key: everything encrypted with it is encrypted anew, and the database names the new key, in one
 * transaction. With the key in the data folder the new one is written beside it first and renamed last; a start after
 * a crash in between finishes the rename or drops the new one, as the database says.
 * Returns how many secrets were encrypted anew.
 */
export async function rotateMasterKey(config: Config, db: Db, now: Date): Promise<number> {
  const inFolder = config.masterKey === undefined
  const current = await openMasterKey(config, db)
  if (!inFolder && config.newMasterKey === undefined)
    throw new ConfigError('FABWIRE_NEW_MASTER_KEY', '32 bytes in base64, the key to change to', '')
  const bytes = config.newMasterKey ?? randomBytes(32)
  const next = new MasterKey(bytes)
  if (next.fingerprint === current.fingerprint)
    throw new ConfigError('FABWIRE_NEW_MASTER_KEY', 'a key other than the current one', '(hidden)')
  if (inFolder) {
    await rm(nextKeyFile(config.dataDir), { force: true })
    await writeKeyFile(nextKeyFile(config.dataDir), bytes)
  }
  const count = await db.transaction(async (tx) => {
    const reencrypted =
      (await reencryptSecrets(tx, current, next)) + (await reencryptSeeds(tx, current, next))
    // Not counted: they come and go, and nobody calls them secrets.
    await reencryptMails(tx, current, next)
    await replaceFact(tx, masterKeyFact, next.fingerprint)
    await recordAudit(tx, {
      workspaceId: null,
      actor: 'operator',
      action: 'master_key.rotate',
      subject: next.fingerprint,
      before: { fingerprint: current.fingerprint },
      after: { fingerprint: next.fingerprint },
      at: now,
    })
    return reencrypted
  })
  if (inFolder) await rename(nextKeyFile(config.dataDir), keyFile(config.dataDir))
  return count
}
