import type { Tx } from '../../db/port.ts'
import { secretContext } from '../../engine/index.ts'
import type { MasterKey } from '../../platform/crypto.ts'
import { lockSecrets, replaceCiphertext } from './reencrypt-store.ts'

const batchRows = 500

/** Encrypts every signing secret anew, from one master key to another. Returns how many there were. */
export async function reencryptSecrets(tx: Tx, from: MasterKey, to: MasterKey): Promise<number> {
  let count = 0
  let afterId: string | undefined
  for (;;) {
    const batch = await lockSecrets(tx, afterId, batchRows)
    for (const { id, webhook_id, ciphertext } of batch) {
      const context = secretContext(webhook_id)
      await replaceCiphertext(tx, id, to.encrypt(from.decrypt(ciphertext, context), context))
    }
    count += batch.length
    afterId = batch.at(-1)?.id
    if (batch.length < batchRows) return count
  }
}
