import type { Queryable } from '../db/port.ts'
import type { AttemptRecord, DueDelivery, EndpointRun, Settlement } from './types.ts'

/** Hints for lanes with new work: `<origin>|<ids>`, or `<origin>|*` when they are too many for a notification. */
export const lanesChannel = 'fabwire_lanes'
/** Endpoints that have changed (URL, secret, status), in the same form. */
export const endpointsChannel = 'fabwire_endpoints'
const mostIdsInHint = 200

export interface EventRow {
  workspaceId: string
  userId: number
  type: string
  isTest: boolean
  createdAt: Date
  /** The body after `{"id":<id>`. */
  tail: string
  customersOnly: boolean
  onlyWebhookId: string | null
}

const insertEventsText = `
WITH held AS MATERIALIZED (SELECT hold_feed()),
input AS MATERIALIZED (
  SELECT nextval('events_id_seq') AS id, s.*
  FROM (
    SELECT t.*
    FROM held, unnest($1::uuid[], $2::bigint[], $3::text[], $4::boolean[], $5::timestamptz[], $6::text[],
                      $7::boolean[], $8::uuid[])
      WITH ORDINALITY AS t (workspace_id, user_id, type, is_test, created_at, tail, customers_only, only_id, ord)
    ORDER BY ord
  ) s
),
stored AS (
  INSERT INTO events (id, workspace_id, user_id, type, is_test, created_at, body)
  SELECT id, workspace_id, user_id, type, is_test, created_at, '{"id":' || id || tail FROM input
),
fanned AS (
  INSERT INTO deliveries (id, webhook_id, event_id, next_attempt_at)
  SELECT uuid_v7(i.created_at, i.id), w.id, i.id, i.created_at
  FROM input i
  CROSS JOIN LATERAL (
    SELECT c.id FROM webhooks c
    WHERE i.only_id IS NULL AND c.workspace_id = i.workspace_id AND c.audience = 'customer' AND c.user_id = i.user_id
      AND (c.event_types = '{}' OR i.type = ANY (c.event_types))
    UNION ALL
    SELECT s.id FROM webhooks s
    WHERE i.only_id IS NULL AND s.workspace_id = i.workspace_id AND s.audience = 'workspace' AND NOT i.customers_only
      AND (s.event_types = '{}' OR i.type = ANY (s.event_types))
    UNION ALL
    SELECT i.only_id WHERE i.only_id IS NOT NULL
  ) w
  RETURNING webhook_id
),
woken AS MATERIALIZED (SELECT array_agg(DISTINCT webhook_id::text) AS ids FROM fanned),
told AS MATERIALIZED (
  SELECT pg_notify('${lanesChannel}', $9 || '|' ||
    CASE WHEN cardinality(ids) > ${mostIdsInHint} THEN '*' ELSE array_to_string(ids, ',') END)
  FROM woken WHERE ids IS NOT NULL
)
SELECT (SELECT array_agg(id ORDER BY ord) FROM input) AS ids,
       coalesce((SELECT ids FROM woken), '{}') AS webhook_ids,
       (SELECT count(*) FROM told) AS told`

/**
 * Stores events with their deliveries in one statement: all of it or nothing. Ids are drawn inside it, in order.
 * Every node hears which lanes got work, when the transaction commits; `origin` names who needs no hint.
 */
export async function insertEvents(
  db: Queryable,
  rows: readonly EventRow[],
  origin: string,
): Promise<{ ids: number[]; webhookIds: string[] }> {
  const { ids, webhook_ids } = await db.one<{ ids: number[]; webhook_ids: string[] }>({
    name: 'insert-events',
    text: insertEventsText,
    values: [
      rows.map((row) => row.workspaceId),
      rows.map((row) => row.userId),
      rows.map((row) => row.type),
      rows.map((row) => row.isTest),
      rows.map((row) => row.createdAt.toISOString()),
      rows.map((row) => row.tail),
      rows.map((row) => row.customersOnly),
      rows.map((row) => row.onlyWebhookId),
      origin,
    ],
  })
  return { ids, webhookIds: webhook_ids }
}

/** Sends a hint to every node's dispatcher, when the transaction commits. */
export const notifyDispatchers = (db: Queryable, channel: string, webhookIds: readonly string[]) =>
  db.run({
    text: 'SELECT pg_notify($1, $2)',
    values: [channel, `|${webhookIds.length > mostIdsInHint ? '*' : webhookIds.join(',')}`],
  })

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
  WHERE l.webhook_id = s.webhook_id AND l.node_id <> $2 AND n.lease_until > $3
)`

export interface DueLane {
  webhook_id: string
  next_attempt_at: Date
}

/**
 * Enabled endpoints with work due by `until` that no other living node holds. Jumps from endpoint to endpoint in the
 * index of what waits: its cost grows with the endpoints that have work, not with the work.
 */
export const findDueLanes = (db: Queryable, until: Date, nodeId: string, now: Date) =>
  db.rows<DueLane>({ name: 'find-due-lanes', text: findDueLanesText, values: [until, nodeId, now] })

const claimLanesText = `
INSERT INTO lanes (webhook_id, node_id)
SELECT w.id, $2 FROM webhooks w WHERE w.id = ANY ($1::uuid[])
ON CONFLICT (webhook_id) DO UPDATE SET node_id = excluded.node_id
WHERE lanes.node_id = excluded.node_id
   OR NOT EXISTS (SELECT FROM engine_nodes n WHERE n.id = lanes.node_id AND n.lease_until > $3)
RETURNING webhook_id`

/** Takes lanes that are free, or whose node is no longer alive. Returns those that are now ours. */
export async function claimLanes(
  db: Queryable,
  webhookIds: readonly string[],
  nodeId: string,
  now: Date,
): Promise<string[]> {
  const rows = await db.rows<{ webhook_id: string }>({
    name: 'claim-lanes',
    text: claimLanesText,
    values: [webhookIds, nodeId, now],
  })
  return rows.map((row) => row.webhook_id)
}

export const releaseLanes = (db: Queryable, webhookIds: readonly string[], nodeId: string) =>
  db.run({
    text: 'DELETE FROM lanes WHERE node_id = $2 AND webhook_id = ANY ($1::uuid[])',
    values: [webhookIds, nodeId],
  })

/** Extends (or begins) this node's lease. */
export const beat = (db: Queryable, nodeId: string, leaseUntil: Date) =>
  db.run({
    name: 'beat',
    text: `INSERT INTO engine_nodes (id, lease_until) VALUES ($1, $2)
           ON CONFLICT (id) DO UPDATE SET lease_until = excluded.lease_until`,
    values: [nodeId, leaseUntil],
  })

/** Leaves: the lanes are free at once instead of when the lease ends. */
export async function leave(db: Queryable, nodeId: string): Promise<void> {
  await db.run({ text: 'DELETE FROM lanes WHERE node_id = $1', values: [nodeId] })
  await db.run({ text: 'DELETE FROM engine_nodes WHERE id = $1', values: [nodeId] })
}

/** For the embedded database, which one process has at a time: whoever held anything is dead. */
export async function endAllLeases(db: Queryable): Promise<void> {
  await db.run({ text: 'DELETE FROM lanes', values: [] })
  await db.run({ text: 'DELETE FROM engine_nodes', values: [] })
}

/** Where a lane's reading stands: the last row it saw, or the beginning. */
export interface LaneCursor {
  webhookId: string
  afterAt: Date
  afterEventId: number
}

const readLanesText = `
SELECT d.id, d.webhook_id AS "webhookId", d.event_id AS "eventId", e.type AS "eventType", e.body,
       d.attempt_count AS "attemptCount", d.internal_failures AS "internalFailures",
       d.next_attempt_at AS "nextAttemptAt", w.version AS "webhookVersion"
FROM unnest($1::uuid[], $2::timestamptz[], $3::bigint[]) AS c (webhook_id, after_at, after_event)
JOIN webhooks w ON w.id = c.webhook_id AND w.status = 'enabled'
CROSS JOIN LATERAL (
  SELECT p.* FROM deliveries p
  WHERE p.webhook_id = c.webhook_id AND p.status = 'pending' AND p.next_attempt_at <= $4
    AND (p.next_attempt_at, p.event_id) > (c.after_at, c.after_event)
  ORDER BY p.next_attempt_at, p.event_id LIMIT $5
) d
JOIN events e ON e.id = d.event_id
ORDER BY d.webhook_id, d.next_attempt_at, d.event_id`

/** The next due deliveries of many lanes, each from its cursor on, at most `limit` per lane. */
export const readLanes = (db: Queryable, cursors: readonly LaneCursor[], now: Date, limit: number) =>
  db.rows<DueDelivery>({
    name: 'read-lanes',
    text: readLanesText,
    values: [
      cursors.map((cursor) => cursor.webhookId),
      cursors.map((cursor) => cursor.afterAt.toISOString()),
      cursors.map((cursor) => cursor.afterEventId),
      now,
      limit,
    ],
  })

const settleText = `
WITH owned AS MATERIALIZED (
  SELECT i.*
  FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::smallint[], $6::smallint[], $7::timestamptz[],
              $8::timestamptz[], $9::int[], $10::text[], $11::text[], $12::smallint[], $13::text[], $14::text[],
              $15::text[], $16::text[])
    AS i (id, webhook_id, status, attempt_count, internal_failures, next_attempt_at,
          started_at, duration_ms, timings_ms, address, response_status, response_headers, response_body,
          error_code, error_message)
  JOIN lanes l ON l.webhook_id = i.webhook_id AND l.node_id = $1
),
done AS (
  UPDATE deliveries d
  SET status = o.status, attempt_count = o.attempt_count, internal_failures = o.internal_failures,
      next_attempt_at = o.next_attempt_at
  FROM owned o WHERE d.id = o.id AND d.status = 'pending'
  RETURNING d.id
),
logged AS (
  INSERT INTO attempts (delivery_id, number, started_at, duration_ms, timings_ms, address, response_status,
                        response_headers, response_body, error_code, error_message)
  SELECT o.id, o.attempt_count, o.started_at, o.duration_ms, o.timings_ms::real[], o.address, o.response_status,
         o.response_headers::json, o.response_body, o.error_code, o.error_message
  FROM owned o JOIN done USING (id) WHERE o.started_at IS NOT NULL
  ON CONFLICT DO NOTHING
),
endpoints AS (
  UPDATE webhooks w
  SET consecutive_failures = CASE WHEN r.succeeded THEN r.last_failures ELSE w.consecutive_failures + r.last_failures END,
      status = CASE WHEN r.trips OR r.disable IS NOT NULL THEN 'disabled' ELSE w.status END,
      disabled_reason = CASE WHEN w.status = 'disabled' THEN w.disabled_reason
                             WHEN r.disable IS NULL AND r.trips THEN 'failures' ELSE r.disable END,
      version = w.version + CASE WHEN w.status = 'enabled' AND (r.trips OR r.disable IS NOT NULL) THEN 1 ELSE 0 END,
      last_delivery_at = $17
  FROM (
    SELECT r.*, (r.first_failures > 0 AND v.consecutive_failures + r.first_failures >= $18)
                OR greatest(r.longest_run, r.last_failures) >= $18 AS trips
    FROM unnest($19::uuid[], $20::int[], $21::int[], $22::int[], $23::boolean[], $24::text[])
      AS r (webhook_id, first_failures, last_failures, longest_run, succeeded, disable)
    JOIN webhooks v ON v.id = r.webhook_id
    JOIN lanes l ON l.webhook_id = r.webhook_id AND l.node_id = $1
  ) r
  WHERE w.id = r.webhook_id
    AND (r.last_failures > 0 OR w.consecutive_failures > 0 OR r.trips OR r.disable IS NOT NULL
         OR w.last_delivery_at IS NULL OR w.last_delivery_at < $17::timestamptz - interval '1 second')
  RETURNING w.id, w.status
)
SELECT (SELECT count(*) FROM done) AS settled,
       coalesce((SELECT array_agg(id::text) FROM endpoints WHERE status = 'disabled'), '{}') AS disabled`

const timingsText = (attempt: AttemptRecord): string =>
  `{${attempt.timingsMs.map((ms) => (ms === null ? 'NULL' : Math.round(ms * 100) / 100)).join(',')}}`

/**
 * Writes the outcome of many attempts, their log rows and what they mean for their endpoints, in one statement.
 * A lane that is no longer this node's matches nothing: its new holder decides. Returns how many were written and
 * which endpoints are now disabled.
 */
export function settle(
  db: Queryable,
  nodeId: string,
  settlements: readonly Settlement[],
  runs: readonly EndpointRun[],
  breakerFailures: number,
  now: Date,
): Promise<{ settled: number; disabled: string[] }> {
  const attempt = <T>(pick: (record: AttemptRecord) => T): (T | null)[] =>
    settlements.map((settlement) => (settlement.attempt === null ? null : pick(settlement.attempt)))
  return db.one({
    name: 'settle',
    text: settleText,
    values: [
      nodeId,
      settlements.map(({ delivery }) => delivery.id),
      settlements.map(({ delivery }) => delivery.webhookId),
      settlements.map(({ status }) => status),
      settlements.map(({ attemptCount }) => attemptCount),
      settlements.map(({ internalFailures }) => internalFailures),
      settlements.map(({ nextAttemptAt }) => nextAttemptAt?.toISOString() ?? null),
      attempt((record) => record.startedAt.toISOString()),
      attempt((record) => Math.round(record.durationMs)),
      attempt(timingsText),
      attempt((record) => record.address),
      attempt((record) => record.response?.status ?? null),
      attempt((record) => (record.response ? JSON.stringify(record.response.headers) : null)),
      attempt((record) => record.response?.body ?? null),
      attempt((record) => record.error?.code ?? null),
      attempt((record) => record.error?.message ?? null),
      now,
      breakerFailures,
      runs.map((run) => run.webhookId),
      runs.map((run) => run.leading),
      runs.map((run) => run.trailing),
      runs.map((run) => run.longest),
      runs.map((run) => run.succeeded),
      runs.map((run) => run.disable),
    ],
  })
}

export interface EndpointRow {
  id: string
  url: string
  audience: 'customer' | 'workspace'
  disable_on_gone: boolean
  consecutive_failures: number
  version: number
  secrets: {
    ciphertext: string
    created_at_ms: number
    activate_at_ms: number
    retire_at_ms: number | null
  }[]
}

/** Endpoints with their encrypted secrets (base64). */
export const readEndpoints = (db: Queryable, webhookIds: readonly string[]) =>
  db.rows<EndpointRow>({
    name: 'read-endpoints',
    text: `
      SELECT w.id, w.url, w.audience, w.disable_on_gone, w.consecutive_failures, w.version,
        (SELECT json_agg(json_build_object(
           'ciphertext', encode(s.ciphertext, 'base64'),
           'created_at_ms', extract(epoch FROM s.created_at) * 1000,
           'activate_at_ms', extract(epoch FROM s.activate_at) * 1000,
           'retire_at_ms', extract(epoch FROM s.retire_at) * 1000))
         FROM webhook_secrets s WHERE s.webhook_id = w.id) AS secrets
      FROM webhooks w WHERE w.id = ANY ($1::uuid[])`,
    values: [webhookIds],
  })
