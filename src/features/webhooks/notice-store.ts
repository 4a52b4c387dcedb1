import type { Tx } from '../../db/port.ts'
import { sql } from '../../db/query.ts'
import type { DisabledReason } from '../../domain/delivery/states.ts'

/** Of one transaction. */
const batch = 20

export interface NoticedWebhook {
  id: string
  workspace_id: string
  audience: string
  user_id: number
  url: string
}

/**
 * Webhooks that were disabled and whose owners have not been told; from now on they have been. Those that another node
 * is telling of are left to it.
 */
export const takeDisabled = (tx: Tx) =>
  tx.rows<NoticedWebhook & { reason: DisabledReason }>(sql<NoticedWebhook & { reason: DisabledReason }>`
    WITH due AS MATERIALIZED (
      SELECT id, notice_due FROM webhooks WHERE notice_due IS NOT NULL ORDER BY id LIMIT ${batch}
      FOR UPDATE SKIP LOCKED
    )
    UPDATE webhooks AS w SET notice_due = NULL FROM due WHERE w.id = due.id
    RETURNING w.id, w.workspace_id, w.audience, w.user_id, w.url, due.notice_due AS reason`)

export const readNoticed = (tx: Tx, id: string) =>
  tx.one<NoticedWebhook>(
    sql<NoticedWebhook>`SELECT id, workspace_id, audience, user_id, url FROM webhooks WHERE id = ${id}`,
  )
