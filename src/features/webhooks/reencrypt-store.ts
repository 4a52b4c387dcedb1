import type { Tx } from '../../db/port.ts'
import { q } from '../../db/query.ts'

/** A batch of signing secrets, by id, locked against changes. */
export const lockSecrets = (tx: Tx, afterId: string | undefined, limit: number) => {
  const secrets = q
    .selectFrom('webhook_secrets')
    .select(['id', 'webhook_id', 'ciphertext'])
    .orderBy('id')
    .limit(limit)
  return tx.rows((afterId === undefined ? secrets : secrets.where('id', '>', afterId)).forUpdate())
}

export const replaceCiphertext = (tx: Tx, id: string, ciphertext: Buffer) =>
  tx.run(q.updateTable('webhook_secrets').set({ ciphertext }).where('id', '=', id))
