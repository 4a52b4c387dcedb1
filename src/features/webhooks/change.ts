import { notFound } from '../../contract/errors.ts'
import type { WebhookAnswer } from '../../contract/webhooks.ts'
import type { Tx } from '../../db/port.ts'
import { type Actor, ownerOf } from '../../domain/access/principal.ts'
import { endpointsChanged } from '../../engine/index.ts'
import { recordAudit } from '../audit/index.ts'
import type { WebhookOptions } from './options.ts'
import { presentOne } from './present.ts'
import { lockWebhook, updateWebhook, type WebhookChange, type WebhookRow } from './store.ts'

export interface WantedChange {
  /** As the audit log names it. */
  action: string
  id: string
  /** For the audit log, beside the members that change. */
  details?: Readonly<Record<string, unknown>>
  /** What is to change; null when nothing is. Told in the transaction, with the row locked. */
  decide(before: WebhookRow, tx: Tx): Promise<WebhookChange | null> | WebhookChange | null
}

const pick = (row: WebhookRow, change: WebhookChange): Record<string, unknown> =>
  Object.fromEntries(Object.keys(change).map((key) => [key, row[key as keyof WebhookRow]]))

/** Changes one webhook: locked, written, audited, and told to the senders, in one transaction. */
export function changeWebhook(
  { db, clock }: WebhookOptions,
  actor: Actor,
  { id, action, details, decide }: WantedChange,
): Promise<WebhookAnswer> {
  return db.transaction(async (tx) => {
    const before = await lockWebhook(tx, ownerOf(actor.principal), id)
    if (before === undefined) throw notFound()
    const now = clock.now()
    const change = await decide(before, tx)
    if (change === null) return presentOne(tx, before, now)
    const after = await updateWebhook(tx, before.id, change)
    await endpointsChanged(tx, [before.id])
    await recordAudit(tx, {
      workspaceId: before.workspace_id,
      actor,
      action,
      subject: before.id,
      before: pick(before, change),
      after: { ...pick(after, change), ...details },
      at: now,
    })
    return presentOne(tx, after, now)
  })
}
