import type { Queryable, Tx } from '../db/port.ts'

/** Rows that one statement looks at. What waits is read through once for each batch of events. */
const batchRows = 10_000

/** Where the side table of deliveries has been looked through to, in the order of its key. */
export interface DeliveryKey {
  webhookId: string
  id: string
}

/**
 * Deletes what has ended in the side table, made before `below`, with its attempts. Begins after `above`; returns
 * where the next batch goes on, null at the end.
 */
export async function deleteEnded(
  db: Queryable,
  above: DeliveryKey,
  below: string,
): Promise<DeliveryKey | null> {
  const { last, seen } = await db.one<{ last: DeliveryKey | null; seen: number }>({
    text: `
      WITH seen AS MATERIALIZED (
        SELECT webhook_id, id, status FROM deliveries_default WHERE (webhook_id, id) > ($1, $2) AND id < $3
        ORDER BY webhook_id, id LIMIT ${batchRows}
      ),
      gone AS (
        DELETE FROM deliveries_default d USING seen s
        WHERE d.webhook_id = s.webhook_id AND d.id = s.id AND s.status <> 'pending' AND d.status <> 'pending'
        RETURNING d.id
      ),
      logs AS (DELETE FROM attempts a USING gone g WHERE a.delivery_id = g.id)
      SELECT (SELECT json_build_object('webhookId', webhook_id, 'id', id) FROM seen
              ORDER BY webhook_id DESC, id DESC LIMIT 1) AS last,
             (SELECT count(*) FROM seen) AS seen`,
    values: [above.webhookId, above.id, below],
  })
  return seen < batchRows ? null : last
}

export interface OldEvents {
  /** Ids of the old ones, in order. */
  ids: number[]
  /** True when the batch ended at its size: there may be more. */
  more: boolean
  /** The last id looked at. */
  last: number
}

/** Events of the side table in a range of ids, oldest first, as far as they were made before a moment. */
export async function readOldEvents(
  db: Queryable,
  above: number,
  below: number,
  before: Date,
): Promise<OldEvents> {
  const rows = await db.rows<{ id: number; old: boolean }>({
    text: `SELECT id, created_at < $3 AS old FROM events_default WHERE id > $1 AND id < $2 ORDER BY id LIMIT ${batchRows}`,
    values: [above, below, before],
  })
  const ids = rows.filter(({ old }) => old).map(({ id }) => id)
  return { ids, more: rows.length === batchRows && ids.length > 0, last: rows.at(-1)?.id ?? above }
}

/**
 * Deletes those events of the side table that nothing needs any more: no delivery that waits, and no redelivery. Other
 * deliveries of events this old have gone before.
 */
export const deleteUnneededEvents = (tx: Tx, ids: readonly number[]): Promise<number> =>
  tx.run({
    text: `
      WITH waiting AS MATERIALIZED (
        SELECT event_id FROM deliveries WHERE status = 'pending' AND event_id = ANY ($1::bigint[])
      ),
      again AS MATERIALIZED (
        SELECT event_id FROM deliveries WHERE redelivery_of IS NOT NULL AND event_id = ANY ($1::bigint[])
      )
      DELETE FROM events_default e WHERE e.id = ANY ($1::bigint[]) AND e.id NOT IN (
        SELECT event_id FROM waiting UNION SELECT event_id FROM again)`,
    values: [ids],
  })
