import type { Selectable } from 'kysely'
import type { Queryable, Tx } from '../../db/port.ts'
import { q, sql } from '../../db/query.ts'
import type { Tables } from '../../db/tables.gen.ts'
import type { Owner } from '../../domain/access/principal.ts'
import { lowestId } from '../../platform/ids.ts'
import { ownedBy } from './store.ts'

export type ReplayRow = Selectable<Tables['replays']>
export type ReplayWithWebhook = ReplayRow & { webhook_status: string }

export interface ReplayFilter {
  webhook_id: string
  from_at: Date
  to_at: Date
  /** Empty: all. */
  types: readonly string[]
  /** Empty: all. */
  statuses: readonly string[]
}

/**
 * How many events a replay would repeat. Each counts once, by its first delivery to the webhook; what became of it is
 * the status of its last.
 */
export async function countReplay(db: Queryable, filter: ReplayFilter): Promise<number> {
  const { webhook_id, from_at, to_at, types, statuses } = filter
  const { count } = await db.one<{ count: number }>(sql<{ count: number }>`
    SELECT count(*) AS count
    FROM deliveries d JOIN events e ON e.id = d.event_id
    LEFT JOIN (
      SELECT n.event_id, (array_agg(n.status ORDER BY n.id DESC))[1] AS status FROM deliveries n
      WHERE cardinality(${statuses}::text[]) > 0 AND n.webhook_id = ${webhook_id} AND n.redelivery_of IS NOT NULL
        AND n.id >= ${lowestId(from_at)}
      GROUP BY n.event_id
    ) again ON again.event_id = d.event_id
    WHERE d.webhook_id = ${webhook_id} AND d.redelivery_of IS NULL
      AND d.id >= ${lowestId(from_at)} AND d.id < ${lowestId(to_at)}
      AND (cardinality(${types}::text[]) = 0 OR e.type = ANY (${types}::text[]))
      AND (cardinality(${statuses}::text[]) = 0 OR coalesce(again.status, d.status) = ANY (${statuses}::text[]))`)
  return count
}

export interface ScannedDelivery {
  id: string
  event_id: number
  /** Fits the filter. */
  wanted: boolean
}

/**
 * The next first deliveries of a replay's window, wanted or not: a step looks at so many and no more, however rare
 * what it looks for.
 */
export const scanReplay = (tx: Tx, replay: ReplayRow, limit: number): Promise<ScannedDelivery[]> => {
  const { webhook_id, types, statuses } = replay
  return tx.rows(sql<ScannedDelivery>`
    SELECT d.id, d.event_id,
      (cardinality(${types}::text[]) = 0 OR e.type = ANY (${types}::text[]))
      AND (cardinality(${statuses}::text[]) = 0 OR coalesce((
        SELECT (array_agg(n.status ORDER BY n.id DESC))[1] FROM deliveries n
        WHERE n.event_id = d.event_id AND n.redelivery_of IS NOT NULL AND n.webhook_id = ${webhook_id}
      ), d.status) = ANY (${statuses}::text[])) AS wanted
    FROM (
      SELECT id, event_id, status FROM deliveries
      WHERE webhook_id = ${webhook_id} AND redelivery_of IS NULL
        AND id > ${replay.after_id ?? lowestId(replay.from_at)} AND id < ${lowestId(replay.to_at)}
      ORDER BY id LIMIT ${limit}
    ) d JOIN events e ON e.id = d.event_id
    ORDER BY d.id`)
}

export type NewReplay = ReplayFilter & { id: string; workspace_id: string; count: number; created_at: Date }

export const insertReplay = (tx: Tx, { types, statuses, ...row }: NewReplay): Promise<ReplayRow> =>
  tx.one(
    q
      .insertInto('replays')
      .values({ ...row, types: [...types], statuses: [...statuses] })
      .returningAll(),
  )

export async function countRunning(tx: Tx, webhookId: string): Promise<number> {
  const running = q
    .selectFrom('replays')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('webhook_id', '=', webhookId)
    .where('status', '=', 'running')
  return (await tx.one(running)).n
}

const replays = q
  .selectFrom('replays as r')
  .innerJoin('webhooks as w', 'w.id', 'r.webhook_id')
  .selectAll('r')
  .select('w.status as webhook_status')

export const findReplay = (db: Queryable, owner: Owner, id: string): Promise<ReplayWithWebhook | undefined> =>
  db.maybe(replays.where(ownedBy(owner)).where('r.id', '=', id))

/** A webhook's, newest first. `after` is the last id seen. */
export const listReplays = (
  db: Queryable,
  webhookId: string,
  limit: number,
  after: string | undefined,
): Promise<ReplayWithWebhook[]> =>
  db.rows(
    replays
      .where('r.webhook_id', '=', webhookId)
      .$if(after !== undefined, (query) => query.where('r.id', '<', after as string))
      .orderBy('r.id', 'desc')
      .limit(limit),
  )

/** The same, and nobody else changes it until the transaction ends. */
export const lockReplay = (tx: Tx, owner: Owner, id: string): Promise<ReplayWithWebhook | undefined> =>
  tx.maybe(replays.where(ownedBy(owner)).where('r.id', '=', id).forUpdate('r'))

/** Ends one that runs. */
export const endReplay = (tx: Tx, id: string, status: 'done' | 'cancelled', at: Date) =>
  tx.run(
    q
      .updateTable('replays')
      .set({ status, finished_at: at })
      .where('id', '=', id)
      .where('status', '=', 'running'),
  )

/** Forgets replays that ended before. */
export const deleteEndedReplays = (db: Queryable, before: Date) =>
  db.run(q.deleteFrom('replays').where('finished_at', '<', before))
