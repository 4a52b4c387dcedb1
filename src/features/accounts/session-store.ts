import type { Queryable, Tx } from '../../db/port.ts'
import { q } from '../../db/query.ts'

export interface SessionRow {
  id: string
  user_id: number
  workspace_id: string
  role_hint: string | null
  address: string
  user_agent: string
  created_at: Date
  last_seen_at: Date
  expires_at: Date
}

export const insertSession = (tx: Queryable, row: SessionRow) => tx.run(q.insertInto('sessions').values(row))

export const deleteSession = (db: Queryable, id: string) =>
  db.run(q.deleteFrom('sessions').where('id', '=', id))

/** A live session with what its user may do at this moment: read on every request, never cached. */
export const findLiveSession = (db: Queryable, id: string, userId: number, now: Date) =>
  db.maybe(
    q
      .selectFrom('sessions as s')
      .innerJoin('users as u', 'u.id', 's.user_id')
      .innerJoin('workspaces as w', 'w.id', 's.workspace_id')
      .leftJoin('user_organizations as m', (join) =>
        join.onRef('m.user_id', '=', 's.user_id').onRef('m.workspace_id', '=', 's.workspace_id'),
      )
      .select([
        's.id',
        's.user_id',
        's.workspace_id',
        's.role_hint',
        's.expires_at',
        's.last_seen_at',
        'w.plan',
        'm.role',
      ])
      .where('s.id', '=', id)
      .where('s.user_id', '=', userId)
      .where('s.expires_at', '>', now)
      .where('u.disabled_at', 'is', null)
      .where('m.suspended_at', 'is', null),
  )

export const touchSession = (db: Queryable, id: string, at: Date) =>
  db.run(q.updateTable('sessions').set({ last_seen_at: at }).where('id', '=', id))

/** A user's sessions that are not over, newest first. `after` is the last id seen. */
export const listSessions = (
  db: Queryable,
  userId: number,
  now: Date,
  limit: number,
  after: string | undefined,
) => {
  const sessions = q
    .selectFrom('sessions')
    .select(['id', 'address', 'user_agent', 'created_at', 'last_seen_at', 'expires_at'])
    .where('user_id', '=', userId)
    .where('expires_at', '>', now)
    .orderBy('id', 'desc')
    .limit(limit)
  return db.rows(after === undefined ? sessions : sessions.where('id', '<', after))
}

/** Ends one of a user's sessions; undefined when there is no such. */
export const deleteSessionOf = (tx: Tx, userId: number, id: string) =>
  tx.maybe(
    q
      .deleteFrom('sessions')
      .where('id', '=', id)
      .where('user_id', '=', userId)
      .returning(['id', 'address', 'created_at']),
  )

export const deleteSessionsOf = (tx: Tx, userId: number) =>
  tx.run(q.deleteFrom('sessions').where('user_id', '=', userId))

export const deleteExpiredSessions = (db: Queryable, now: Date) =>
  db.run(q.deleteFrom('sessions').where('expires_at', '<=', now))
