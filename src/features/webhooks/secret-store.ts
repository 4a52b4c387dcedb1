import type { Queryable, Tx } from '../../db/port.ts'
import { q } from '../../db/query.ts'
import type { SecretTimes } from '../../domain/delivery/signing-keys.ts'

export interface NewSecret {
  id: string
  webhook_id: string
  ciphertext: Buffer
  fingerprint: string
  created_at: Date
  activate_at: Date
}

export const insertSecret = (tx: Tx, row: NewSecret) =>
  tx.run(q.insertInto('webhook_secrets').values({ ...row, retire_at: null }))

/** Gives the secret that no rotation has replaced yet its end. */
export const retireSecret = (tx: Tx, webhookId: string, retireAt: Date) =>
  tx.run(
    q
      .updateTable('webhook_secrets')
      .set({ retire_at: retireAt })
      .where('webhook_id', '=', webhookId)
      .where('retire_at', 'is', null),
  )

interface TimesRow {
  created_at: Date
  activate_at: Date
  retire_at: Date | null
}

const toTimes = (row: TimesRow): SecretTimes => ({
  createdAtMs: row.created_at.getTime(),
  activateAtMs: row.activate_at.getTime(),
  retireAtMs: row.retire_at?.getTime() ?? null,
})

export type KnownSecret = SecretTimes & { webhookId: string; fingerprint: string }

/** When the secrets of these webhooks count, and their fingerprints. */
export async function readSecretTimes(db: Queryable, webhookIds: readonly string[]): Promise<KnownSecret[]> {
  if (webhookIds.length === 0) return []
  const rows = await db.rows(
    q
      .selectFrom('webhook_secrets')
      .select(['webhook_id', 'fingerprint', 'created_at', 'activate_at', 'retire_at'])
      .where('webhook_id', 'in', [...webhookIds]),
  )
  return rows.map((row) => ({ ...toTimes(row), webhookId: row.webhook_id, fingerprint: row.fingerprint }))
}

export type EncryptedSecret = SecretTimes & { ciphertext: Buffer }

/** The secrets of a webhook, those of past rotations too: the log rebuilds old requests with them. */
export async function readSecrets(db: Queryable, webhookId: string): Promise<EncryptedSecret[]> {
  const rows = await db.rows(
    q
      .selectFrom('webhook_secrets')
      .select(['ciphertext', 'created_at', 'activate_at', 'retire_at'])
      .where('webhook_id', '=', webhookId),
  )
  return rows.map((row) => ({ ...toTimes(row), ciphertext: row.ciphertext }))
}
