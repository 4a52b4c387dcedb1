import { listMails, type WaitingMail } from '../features/mail/index.ts'
import { type Config, ConfigError } from '../platform/config.ts'
import { MasterKey } from '../platform/crypto.ts'
import { findKey, keyFingerprint } from './backup/deployment-key.ts'
import { withSnapshot } from './backup/snapshot.ts'

/** The mails that wait, also while a server runs on the embedded database: read from a copy, which changes nothing. */
export function readOutbox(config: Config, now: Date): Promise<WaitingMail[]> {
  return withSnapshot(config, new AbortController().signal, async ({ tx }) => {
    const fingerprint = await keyFingerprint(tx)
    if (fingerprint === undefined) return []
    const key = await findKey(config, fingerprint)
    if (key === undefined)
      throw new ConfigError('FABWIRE_MASTER_KEY', `the key with fingerprint ${fingerprint}`, '')
    return listMails(tx, new MasterKey(key.bytes), now)
  })
}
