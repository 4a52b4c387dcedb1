import type { Queryable } from '../db/port.ts'

/**
 * Hints for lanes with new work: `<origin>|<ids>`, or `<origin>|*` when they are too many for a notification. No id
 * at all: new events that nobody subscribes to; whoever waits for the feed hears of those too.
 */
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
      AND c.closing_at IS NULL AND (c.event_types = '{}' OR i.type = ANY (c.event_types))
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
    CASE WHEN cardinality(ids) > ${mostIdsInHint} THEN '*' ELSE coalesce(array_to_string(ids, ','), '') END)
  FROM woken
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
