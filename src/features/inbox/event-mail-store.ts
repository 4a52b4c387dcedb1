import type { Queryable, Tx } from '../../db/port.ts'
import { q, sql } from '../../db/query.ts'
import type { Recipient } from './notice-store.ts'

const cursorKey = 'event_mails_through'

/** The cursor, held until the transaction ends; undefined while another node has it. */
export async function lockCursor(tx: Tx): Promise<number | undefined> {
  const row = await tx.maybe(
    q.selectFrom('deployment').select('value').where('key', '=', cursorKey).forUpdate().skipLocked(),
  )
  return row && Number(row.value)
}

export const moveCursor = (tx: Tx, through: number) =>
  tx.run(
    q
      .updateTable('deployment')
      .set({ value: String(through) })
      .where('key', '=', cursorKey),
  )

/** An event without its body. */
export interface EventHead {
  id: number
  workspace_id: string
  user_id: number
  type: string
  is_test: boolean
}

/** The first events after one id and up to another, in order. */
export const listHeads = (tx: Tx, after: number, through: number, limit: number) =>
  tx.rows<EventHead>(
    q
      .selectFrom('events')
      .select(['id', 'workspace_id', 'user_id', 'type', 'is_test'])
      .where('id', '>', after)
      .where('id', '<=', through)
      .orderBy('id')
      .limit(limit),
  )

export interface Reader extends Recipient {
  workspace_id: string
}

/** Those of the people, by workspace, who still belong to it and whose account is in use. */
export const listReaders = (tx: Tx, people: readonly { workspaceId: string; userId: number }[]) =>
  tx.rows<Reader>(sql<Reader>`
    SELECT m.workspace_id, u.id, u.email, u.name, u.muted_mail
    FROM unnest(${people.map(({ workspaceId }) => workspaceId)}::uuid[],
                ${people.map(({ userId }) => userId)}::bigint[]) AS p (workspace_id, user_id)
    JOIN user_organizations m ON m.workspace_id = p.workspace_id AND m.user_id = p.user_id
    JOIN users u ON u.id = m.user_id
    WHERE u.disabled_at IS NULL AND m.role = 'customer'
    ORDER BY u.id`)

/** The exact bodies of events. One that is gone is missing. */
export const listBodies = (db: Queryable, ids: readonly number[]) =>
  db.rows(
    q
      .selectFrom('events')
      .select(['id', 'body'])
      .where('id', 'in', [...ids]),
  )
