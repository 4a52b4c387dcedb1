import type { Queryable, Tx } from '../../db/port.ts'
import { prepareKey, secretContext } from '../../engine/index.ts'
import type { MasterKey } from '../../platform/crypto.ts'
import { newId } from '../../platform/ids.ts'
import { insertSecret, readSecrets } from './secret-store.ts'

export interface AddedSecret {
  webhookId: string
  /** In clear; only here and in the answer. */
  secret: string
  createdAt: Date
  activateAt: Date
}

/** Keeps a signing secret, encrypted for the place it belongs to. */
export async function addSecret(tx: Tx, masterKey: MasterKey, added: AddedSecret): Promise<void> {
  const { webhookId, secret, createdAt, activateAt } = added
  await insertSecret(tx, {
    id: newId(createdAt),
    webhook_id: webhookId,
    ciphertext: masterKey.encrypt(secret, secretContext(webhookId)),
    fingerprint: prepareKey(secret).fingerprint,
    created_at: createdAt,
    activate_at: activateAt,
  })
}

/** Every secret a webhook ever had, made ready to sign with. */
export async function readSigningKeys(db: Queryable, masterKey: MasterKey, webhookId: string) {
  return (await readSecrets(db, webhookId)).map(({ ciphertext, ...times }) => ({
    ...times,
    key: prepareKey(masterKey.decrypt(ciphertext, secretContext(webhookId))),
  }))
}
