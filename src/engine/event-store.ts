import { joinedTexts, splitTexts } from '../db/joined-texts.ts'
import { plainArray } from '../db/plain-array.ts'
import type { Queryable } from '../db/port.ts'

/**
 * Hints for lanes with new work: `<origin>|<ids>`, or `<origin>|*` when they are too many for a notification. No id
 * at all: new events that nobody subscribes to; whoever waits for the feed hears of those too.
 */
export const lanesChannel = 'fabwire_lanes'
/** Endpoints that have changed (URL, secret, status), in the same form. */
export const endpointsChannel = 'fabwire_endpoints'
const mostIdsInHint = 200
/** More deliveries of one insert than this are read by the lanes, in their own batches. */
const mostFresh = 2_000

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
    FROM held, unnest($1::uuid[], $2::bigint[], $3::text[], $4::boolean[], $5::timestamptz[], ${splitTexts('$6')},
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
  RETURNING id, webhook_id, event_id
),
woken AS MATERIALIZED (SELECT array_agg(DISTINCT webhook_id::text) AS ids FROM fanned),
told AS MATERIALIZED (
  SELECT pg_notify('${lanesChannel}', $9 || '|' ||
    CASE WHEN cardinality(ids) > ${mostIdsInHint} THEN '*' ELSE coalesce(array_to_string(ids, ','), '') END)
  FROM woken
)
SELECT (SELECT array_agg(id ORDER BY ord) FROM input) AS ids,
       coalesce((SELECT ids FROM woken), '{}') AS webhook_ids,
       CASE WHEN $9 <> '' AND (SELECT count(*) FROM fanned) <= ${mostFresh} THEN ARRAY(
         SELECT l.webhook_id || ' ' || v.version || ' ' || l.deliveries || ' ' || l.events
         FROM (SELECT webhook_id, string_agg(id::text, ',') AS deliveries, string_agg(event_id::text, ',') AS events
               FROM fanned GROUP BY webhook_id) l
         -- One by one, through the index: there may be many endpoints.
         CROSS JOIN LATERAL (SELECT w.version FROM webhooks w
                             WHERE w.id = l.webhook_id AND w.status = 'enabled' OFFSET 0) v
       ) ELSE '{}' END AS fresh,
       (SELECT count(*) FROM told) AS told`

/** New deliveries of one endpoint that was enabled; `events` are theirs, place by place. */
export interface FreshLane {
  webhookId: string
  webhookVersion: number
  deliveries: string[]
  events: number[]
}

function toFreshLane(text: string): FreshLane {
  const [webhookId = '', version = '', deliveries = '', events = ''] = text.split(' ')
  return {
    webhookId,
    webhookVersion: Number(version),
    deliveries: deliveries.split(','),
    events: events.split(',').map(Number),
  }
}

export interface StoredEvents {
  /** In the order of the rows. */
  ids: number[]
  /** Every endpoint that got one of them. */
  webhookIds: string[]
  /** What this node could send without reading it; empty where that is much, or in the transaction of another. */
  fresh: FreshLane[]
}

/**
 * Stores events with their deliveries in one statement: all of it or nothing. Ids are drawn inside it, in order.
 * Every node hears which lanes got work, when the transaction commits; `origin` names who needs no hint, and is empty
 * in the transaction of another.
 */
export async function insertEvents(
  db: Queryable,
  rows: readonly EventRow[],
  origin: string,
): Promise<StoredEvents> {
  const stored = await db.one<{ ids: number[]; webhook_ids: string[]; fresh: string[] }>({
    name: 'insert-events',
    text: insertEventsText,
    values: [
      plainArray(rows.map((row) => row.workspaceId)),
      plainArray(rows.map((row) => row.userId)),
      plainArray(rows.map((row) => row.type)),
      plainArray(rows.map((row) => row.isTest)),
      plainArray(rows.map((row) => row.createdAt.toISOString())),
      joinedTexts(rows.map((row) => row.tail)),
      plainArray(rows.map((row) => row.customersOnly)),
      plainArray(rows.map((row) => row.onlyWebhookId)),
      origin,
    ],
  })
  return { ids: stored.ids, webhookIds: stored.webhook_ids, fresh: stored.fresh.map(toFreshLane) }
}

/** Sends a hint to every node's dispatcher, when the transaction commits. */
export const notifyDispatchers = (db: Queryable, channel: string, webhookIds: readonly string[]) =>
  db.run({
    text: 'SELECT pg_notify($1, $2)',
    values: [channel, `|${webhookIds.length > mostIdsInHint ? '*' : webhookIds.join(',')}`],
  })
