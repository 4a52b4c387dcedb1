import type { Tx } from '../../db/port.ts'
import { q, sql } from '../../db/query.ts'

const bumped = sql<number>`version + 1`

/** Disables the enabled webhooks of a workspace because of its plan. Returns their ids. */
export async function disableEnabledOfWorkspace(tx: Tx, workspaceId: string): Promise<string[]> {
  const rows = await tx.rows(
    q
      .updateTable('webhooks')
      .set({ status: 'disabled', disabled_reason: 'plan', version: bumped })
      .where('workspace_id', '=', workspaceId)
      .where('audience', '=', 'workspace')
      .where('status', '=', 'enabled')
      .returning('id'),
  )
  return rows.map((row) => row.id)
}

/** Enables exactly the webhooks that the plan had disabled. Returns their ids. */
export async function enableSuspendedOfWorkspace(tx: Tx, workspaceId: string): Promise<string[]> {
  const rows = await tx.rows(
    q
      .updateTable('webhooks')
      .set({ status: 'enabled', disabled_reason: null, consecutive_failures: 0, version: bumped })
      .where('workspace_id', '=', workspaceId)
      .where('audience', '=', 'workspace')
      .where('disabled_reason', '=', 'plan')
      .returning('id'),
  )
  return rows.map((row) => row.id)
}

/** Makes what waits for a later try due now: an endpoint that was just enabled starts with what it missed. */
export const releaseHeld = (tx: Tx, webhookIds: readonly string[], now: Date) =>
  tx.run(
    q
      .updateTable('deliveries')
      .set({ next_attempt_at: now })
      .where('webhook_id', 'in', [...webhookIds])
      .where('status', '=', 'pending')
      .where('next_attempt_at', '>', now),
  )
