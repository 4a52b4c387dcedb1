import { unseenTypes } from '../../contract/inbox.ts'
import type { Tx } from '../../db/port.ts'
import { q, sql } from '../../db/query.ts'
import type { EventRow } from './event-store.ts'
import type { ItemRow } from './item-store.ts'

export interface EventRange {
  /** The first and the last id. */
  fromId: number
  toId: number
}

export interface ArchivableEvent extends EventRow {
  workspace_id: string
  user_id: number
}

/** Events of a range that somebody's inbox shows, in order. Who they are of stays until the transaction ends. `after` is the last id seen. */
export const listShownEvents = (tx: Tx, { fromId, toId }: EventRange, after: number, limit: number) =>
  tx.rows<ArchivableEvent>(sql<ArchivableEvent>`
    SELECT e.id, e.workspace_id, e.user_id, e.type, e.is_test, e.created_at, e.body,
      coalesce(r.read_at, (SELECT m.read_at FROM inbox_marks m
                           WHERE m.workspace_id = e.workspace_id AND m.user_id = e.user_id AND m.read_through >= e.id
                           ORDER BY m.read_through LIMIT 1)) AS read_at
    FROM events e
    JOIN user_organizations o ON o.workspace_id = e.workspace_id AND o.user_id = e.user_id
    LEFT JOIN inbox_reads r ON r.workspace_id = e.workspace_id AND r.user_id = e.user_id AND r.event_id = e.id
    WHERE e.id >= ${fromId} AND e.id <= ${toId} AND e.id > ${after} AND e.type <> ALL (${[...unseenTypes]}::text[])
      AND (o.role = 'customer' OR e.type LIKE 'security.%')
    ORDER BY e.id LIMIT ${limit} FOR KEY SHARE OF o`)

/** Copies events. What has a copy already keeps it. */
export const insertCopies = (
  tx: Tx,
  rows: readonly (ItemRow & { workspace_id: string; user_id: number })[],
) =>
  tx.run(
    q
      .insertInto('inbox_items')
      .values([...rows])
      .onConflict((conflict) => conflict.column('id').doNothing()),
  )

/** Read marks of events up to this one say nothing any more: their copies know. */
export async function forgetReads(tx: Tx, toId: number): Promise<void> {
  await tx.run(q.deleteFrom('inbox_reads').where('event_id', '<=', toId))
  await tx.run(q.deleteFrom('inbox_marks').where('read_through', '<=', toId))
}

/** From now on the inbox shows the copies. Nobody reads a half of it: it counts with the transaction. */
export const raiseArchived = (tx: Tx, toId: number) =>
  tx.run(sql`
    INSERT INTO deployment (key, value) VALUES ('inbox_archived_through', ${String(toId)})
    ON CONFLICT (key) DO UPDATE SET value = greatest(deployment.value::bigint, excluded.value::bigint)::text`)
