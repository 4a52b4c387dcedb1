import type { Queryable, Tx } from '../db/port.ts'

/** Endpoints that are disabled, without those whose account is gone. */
export const listDisabled = async (db: Queryable): Promise<string[]> =>
  (
    await db.rows<{ id: string }>({
      text: `SELECT id FROM webhooks WHERE status = 'disabled' AND closing_at IS NULL ORDER BY id`,
      values: [],
    })
  ).map(({ id }) => id)

export interface HeldRow {
  oldest_id: string
  held_notices: number
  held_noticed_at: Date | null
}

/**
 * What is held for an endpoint and made before an id, with its row locked: nobody enables it meanwhile. Undefined when
 * nothing is, or when it is not disabled any more.
 */
export const lockHeld = (tx: Tx, webhookId: string, belowId: string): Promise<HeldRow | undefined> =>
  tx.maybe<HeldRow>({
    text: `
      SELECT o.id AS oldest_id, w.held_notices, w.held_noticed_at
      FROM webhooks w
      CROSS JOIN LATERAL (
        SELECT d.id FROM deliveries d
        WHERE d.webhook_id = w.id AND d.id < $2 AND d.status = 'pending' ORDER BY d.id LIMIT 1
      ) o
      WHERE w.id = $1 AND w.status = 'disabled' FOR UPDATE OF w SKIP LOCKED`,
    values: [webhookId, belowId],
  })

export const noteHeldNotice = (tx: Tx, webhookId: string, now: Date) =>
  tx.run({
    text: 'UPDATE webhooks SET held_notices = held_notices + 1, held_noticed_at = $2 WHERE id = $1',
    values: [webhookId, now],
  })

/** Gives up what was made before an id and still waits. Returns how many. */
export const discardExpired = (tx: Tx, webhookId: string, belowId: string): Promise<number> =>
  tx.run({
    text: `UPDATE deliveries SET status = 'discarded', discard_reason = 'expired', next_attempt_at = NULL
           WHERE webhook_id = $1 AND id < $2 AND status = 'pending'`,
    values: [webhookId, belowId],
  })

const orphansText = `
WITH RECURSIVE waiting AS (
  (SELECT webhook_id FROM deliveries WHERE status = 'pending' ORDER BY webhook_id, next_attempt_at LIMIT 1)
  UNION ALL
  SELECT n.webhook_id
  FROM waiting, LATERAL (
    SELECT d.webhook_id FROM deliveries d
    WHERE d.status = 'pending' AND d.webhook_id > waiting.webhook_id
    ORDER BY d.webhook_id, d.next_attempt_at LIMIT 1
  ) n
)
SELECT s.webhook_id AS id FROM waiting s WHERE NOT EXISTS (SELECT FROM webhooks w WHERE w.id = s.webhook_id)`

/** Discards what waits for webhooks that are gone: an event that was accepted while one was deleted. */
export async function discardOrphans(db: Queryable): Promise<number> {
  const orphans = await db.rows<{ id: string }>({ text: orphansText, values: [] })
  if (orphans.length === 0) return 0
  return db.run({
    text: `UPDATE deliveries SET status = 'discarded', discard_reason = 'webhook_deleted', next_attempt_at = NULL
           WHERE webhook_id = ANY ($1::uuid[]) AND status = 'pending'`,
    values: [orphans.map(({ id }) => id)],
  })
}
