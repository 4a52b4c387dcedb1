import type { RawBuilder } from 'kysely'
import type { AuditFilter } from '../../contract/audit.ts'
import type { Queryable, Tx } from '../../db/port.ts'
import { q, sql } from '../../db/query.ts'

export interface AuditInsert {
  id: string
  workspace_id: string | null
  actor: string
  action: string
  subject: string
  before: string | null
  after: string | null
  created_at: Date
}

export const insertAudit = (tx: Tx, rows: readonly AuditInsert[]) =>
  tx.run(q.insertInto('audit_log').values([...rows]))

export interface AuditRow {
  id: string
  actor: {
    kind: 'session' | 'pat' | 'api_key' | 'operator' | 'scheduler'
    user_id?: number
    token_id?: string
    key_id?: string
    address?: string
  }
  action: string
  subject: string
  before: Record<string, unknown> | null
  after: Record<string, unknown> | null
  created_at: Date
  user_name: string | null
  token_name: string | null
  key_name: string | null
}

/** The last line seen; lines of one moment are told apart by their ids. */
export interface AuditPosition {
  at: Date
  id: string
}

function byActor(actor: string): RawBuilder<boolean> {
  const [kind, id = ''] = actor.split(':')
  if (kind === 'user') return sql`a.actor->>'user_id' = ${id}`
  if (kind === 'pat') return sql`a.actor->>'token_id' = ${id}`
  if (kind === 'api_key') return sql`a.actor->>'key_id' = ${id}`
  return sql`a.actor->>'kind' = ${kind}`
}

const byAction = (action: string): RawBuilder<boolean> =>
  action.includes('.') ? sql`a.action = ${action}` : sql`starts_with(a.action, ${`${action}.`})`

function conditions(filter: AuditFilter, after: AuditPosition | undefined): RawBuilder<boolean>[] {
  const { actor, action, subject, from, to } = filter
  return [
    ...(actor === undefined ? [] : [byActor(actor)]),
    ...(action === undefined ? [] : [byAction(action)]),
    ...(subject === undefined ? [] : [sql<boolean>`a.subject = ${subject}`]),
    ...(from === undefined ? [] : [sql<boolean>`a.created_at >= ${from}`]),
    ...(to === undefined ? [] : [sql<boolean>`a.created_at < ${to}`]),
    ...(after === undefined
      ? []
      : [sql<boolean>`(a.created_at, a.id) < (${after.at}::timestamptz, ${after.id}::uuid)`]),
  ]
}

/**
 * Lines of a workspace, newest first, with the names of who acted as they are now. A key that is gone for good is
 * called what it was called when it went.
 */
export const listAudit = (
  db: Queryable,
  workspaceId: string,
  filter: AuditFilter,
  limit: number,
  after: AuditPosition | undefined,
) =>
  db.rows<AuditRow>(sql<AuditRow>`
    SELECT a.id, a.actor, a.action, a.subject, a.before, a.after, a.created_at,
           u.name AS user_name, t.name AS token_name,
           coalesce(k.name, (
             SELECT gone.before->>'name' FROM audit_log gone
             WHERE gone.workspace_id = a.workspace_id AND gone.subject = a.actor->>'key_id'
               AND gone.action IN ('api_key.revoke', 'api_key.report_leak')
             LIMIT 1)) AS key_name
    FROM audit_log a
    LEFT JOIN users u ON u.id = (a.actor->>'user_id')::bigint
    LEFT JOIN tokens t ON t.id = (a.actor->>'token_id')::uuid
    LEFT JOIN api_keys k ON k.id = (a.actor->>'key_id')::uuid
    WHERE ${sql.join([sql`a.workspace_id = ${workspaceId}`, ...conditions(filter, after)], sql` AND `)}
    ORDER BY a.created_at DESC, a.id DESC
    LIMIT ${limit}`)

/** Lifts the ban on changes for the rest of the transaction, or puts it back. */
export const allowErasure = (tx: Tx, allowed: boolean) =>
  tx.run(sql`SELECT set_config('fabwire.audit_erase', ${allowed ? 'on' : ''}, true)`)

/** From where the user acted, and what they did with places they had been at: the sessions they ended. */
export const erasePlaces = (tx: Tx, userId: number, members: readonly string[]) =>
  tx.run(sql`
    UPDATE audit_log
    SET actor = actor - 'address', before = before - ${[...members]}::text[], after = after - ${[...members]}::text[]
    WHERE actor->>'user_id' = ${String(userId)}`)

/** Members of what was before and after, in the lines about a user. */
export const eraseMembers = (tx: Tx, userId: number, members: readonly string[]) =>
  tx.run(sql`
    UPDATE audit_log SET before = before - ${[...members]}::text[], after = after - ${[...members]}::text[]
    WHERE subject = ${String(userId)}`)
