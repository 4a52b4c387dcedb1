import { plainArray } from '../db/plain-array.ts'
import type { Queryable } from '../db/port.ts'
import type { SentEvent } from './types.ts'

const findDueLanesText = `
WITH RECURSIVE waiting AS (
  (SELECT webhook_id, next_attempt_at FROM deliveries
   WHERE status = 'pending' ORDER BY webhook_id, next_attempt_at LIMIT 1)
  UNION ALL
  SELECT n.webhook_id, n.next_attempt_at
  FROM waiting, LATERAL (
    SELECT d.webhook_id, d.next_attempt_at FROM deliveries d
    WHERE d.status = 'pending' AND d.webhook_id > waiting.webhook_id
    ORDER BY d.webhook_id, d.next_attempt_at LIMIT 1
  ) n
)
SELECT s.webhook_id, s.next_attempt_at
FROM waiting s JOIN webhooks w ON w.id = s.webhook_id AND w.status = 'enabled'
WHERE s.next_attempt_at <= $1 AND NOT EXISTS (
  SELECT FROM lanes l JOIN engine_nodes n ON n.id = l.node_id
  WHERE l.webhook_id = s.webhook_id AND l.node_id <> $2 AND n.lease_until > now()
)`

export interface DueLane {
  webhook_id: string
  next_attempt_at: Date
}

/**
 * Enabled endpoints with work due by `until` that no other living node holds. Jumps from endpoint to endpoint in the
 * index of what waits: its cost grows with the endpoints that have work, not with the work.
 */
export const findDueLanes = (db: Queryable, until: Date, nodeId: string) =>
  db.rows<DueLane>({ name: 'find-due-lanes', text: findDueLanesText, values: [until, nodeId] })

const claimLanesText = `
INSERT INTO lanes (webhook_id, node_id)
SELECT w.id, $2 FROM webhooks w WHERE w.id = ANY ($1::uuid[])
ON CONFLICT (webhook_id) DO UPDATE SET node_id = excluded.node_id
WHERE lanes.node_id = excluded.node_id
   OR NOT EXISTS (SELECT FROM engine_nodes n WHERE n.id = lanes.node_id AND n.lease_until > now())
RETURNING webhook_id`

/** Takes lanes that are free, or whose node is no longer alive. Returns those that are now ours. */
export async function claimLanes(
  db: Queryable,
  webhookIds: readonly string[],
  nodeId: string,
): Promise<string[]> {
  const rows = await db.rows<{ webhook_id: string }>({
    name: 'claim-lanes',
    text: claimLanesText,
    values: [webhookIds, nodeId],
  })
  return rows.map((row) => row.webhook_id)
}

export const releaseLanes = (db: Queryable, webhookIds: readonly string[], nodeId: string) =>
  db.run({
    text: 'DELETE FROM lanes WHERE node_id = $2 AND webhook_id = ANY ($1::uuid[])',
    values: [webhookIds, nodeId],
  })

/** Where a lane's reading stands: the last row it saw, or the beginning. */
export interface LaneCursor {
  webhookId: string
  /** As PostgreSQL writes it: it goes back as it came, with all its digits. */
  afterAt: string
  afterEventId: number
}

/** A due delivery, with what its event is known by. */
export interface DueRow {
  id: string
  /** Which of the cursors found it, from 0 on. */
  lane: number
  eventId: number
  attemptCount: number
  internalFailures: number
  /** As PostgreSQL writes it. */
  nextAttemptAt: string
  webhookVersion: number
}

const readLanesText = `
SELECT d.id, c.n::integer - 1 AS lane, d.event_id AS "eventId", d.attempt_count AS "attemptCount",
       d.internal_failures AS "internalFailures", d.next_attempt_at::text AS "nextAttemptAt",
       w.version AS "webhookVersion"
FROM unnest($1::uuid[], $2::timestamptz[], $3::bigint[]) WITH ORDINALITY AS c (webhook_id, after_at, after_event, n)
JOIN webhooks w ON w.id = c.webhook_id AND w.status = 'enabled'
CROSS JOIN LATERAL (
  SELECT p.* FROM deliveries p
  WHERE p.webhook_id = c.webhook_id AND p.status = 'pending' AND p.next_attempt_at <= $4
    AND (p.next_attempt_at, p.event_id) > (c.after_at, c.after_event)
  ORDER BY p.next_attempt_at, p.event_id LIMIT $5
) d
ORDER BY c.n, d.next_attempt_at, d.event_id`

/** The next due deliveries of many lanes, each from its cursor on, at most `limit` per lane; in the cursors' order. */
export const readLanes = (db: Queryable, cursors: readonly LaneCursor[], now: Date, limit: number) =>
  db.rows<DueRow>({
    name: 'read-lanes',
    text: readLanesText,
    values: [
      plainArray(cursors.map((cursor) => cursor.webhookId)),
      plainArray(cursors.map((cursor) => cursor.afterAt)),
      plainArray(cursors.map((cursor) => cursor.afterEventId)),
      now,
      limit,
    ],
  })

/** What is sent of these events, each once, whatever its deliveries. One that is missing is not among them. */
export async function readEvents(db: Queryable, ids: readonly number[]): Promise<Map<number, SentEvent>> {
  if (ids.length === 0) return new Map()
  const rows = await db.rows<{ id: number; type: string; body: string }>({
    name: 'read-events',
    text: 'SELECT id, type, body FROM events WHERE id = ANY ($1::bigint[])',
    values: [plainArray(ids)],
  })
  return new Map(rows.map(({ id, type, body }) => [id, { id, type, body: Buffer.from(body) }]))
}
