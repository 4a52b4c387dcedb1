import type { WebhookAnswer } from '../../contract/webhooks.ts'
import type { Queryable } from '../../db/port.ts'
import { signingKeys } from '../../domain/delivery/signing-keys.ts'
import { type KnownSecret, readSecretTimes } from './secret-store.ts'
import type { WebhookRow } from './store.ts'

const present = (row: WebhookRow, secrets: readonly KnownSecret[], now: Date): WebhookAnswer => ({
  id: row.id,
  url: row.url,
  description: row.description,
  audience: row.audience as WebhookAnswer['audience'],
  event_types: row.event_types as WebhookAnswer['event_types'],
  status: row.status as WebhookAnswer['status'],
  disabled_reason: row.disabled_reason as WebhookAnswer['disabled_reason'],
  disable_on_gone: row.disable_on_gone,
  consecutive_failures: row.consecutive_failures,
  fingerprint: signingKeys(secrets, now.getTime()).primary.fingerprint,
  created_at: row.created_at.toISOString(),
  last_delivery_at: row.last_delivery_at?.toISOString() ?? null,
})

/** How the API shows these webhooks at this moment; their secrets' times are read at once for all. */
export async function presenter(
  db: Queryable,
  rows: readonly WebhookRow[],
  now: Date,
): Promise<(row: WebhookRow) => WebhookAnswer> {
  const secrets = await readSecretTimes(
    db,
    rows.map((row) => row.id),
  )
  const byWebhook = Map.groupBy(secrets, (secret) => secret.webhookId)
  return (row) => present(row, byWebhook.get(row.id) ?? [], now)
}

export const presentOne = async (db: Queryable, row: WebhookRow, now: Date): Promise<WebhookAnswer> =>
  present(row, await readSecretTimes(db, [row.id]), now)
