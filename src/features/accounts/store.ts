import type { Queryable, Tx } from '../../db/port.ts'
import { q, sql } from '../../db/query.ts'

/** Held while a first workspace is made, so that of two sign-ups at once exactly one wins. */
const setupLock = 4_657_002

export const lockSetup = (tx: Tx) => tx.run(sql`SELECT pg_advisory_xact_lock(${setupLock})`)

export const countWorkspaces = async (db: Queryable): Promise<number> =>
  (await db.one(q.selectFrom('workspaces').select((e) => e.fn.countAll<number>().as('n')))).n

/** The shop with this slug; without a slug, the shops there are (at most two are read). */
export const findShops = (db: Queryable, slug: string | undefined) => {
  const shops = q.selectFrom('workspaces').select(['id', 'name', 'slug', 'plan']).limit(2)
  return db.rows(slug === undefined ? shops : shops.where('slug', '=', slug))
}

export const insertUser = async (
  tx: Tx,
  row: { email: string; name: string; password_hash: string; created_at: Date },
): Promise<number> => (await tx.one(q.insertInto('users').values(row).returning('id'))).id

export const insertMembership = (
  tx: Tx,
  row: { user_id: number; workspace_id: string; role: string; created_at: Date },
) => tx.run(q.insertInto('user_organizations').values(row))

export const findUserByEmail = (db: Queryable, email: string) =>
  db.maybe(
    q
      .selectFrom('users')
      .select(['id', 'email', 'name', 'password_hash'])
      .where(sql`lower(email)`, '=', email.toLowerCase())
      .where('disabled_at', 'is', null),
  )

export const findUser = (db: Queryable, id: number) =>
  db.maybe(q.selectFrom('users').select(['id', 'email', 'name', 'created_at']).where('id', '=', id))

export const findWorkspace = (db: Queryable, id: string) =>
  db.one(q.selectFrom('workspaces').select(['id', 'name', 'slug', 'plan']).where('id', '=', id))

/** The oldest of a user's memberships that are not suspended; a suspended one when there is no other. */
export const findHome = (db: Queryable, userId: number) =>
  db.maybe(
    q
      .selectFrom('user_organizations as m')
      .innerJoin('workspaces as w', 'w.id', 'm.workspace_id')
      .select(['w.id', 'w.name', 'w.slug', 'w.plan', 'm.role', 'm.suspended_at'])
      .where('m.user_id', '=', userId)
      .orderBy(sql`m.suspended_at IS NOT NULL`)
      .orderBy('m.created_at')
      .limit(1),
  )

export interface SessionRow {
  id: string
  user_id: number
  workspace_id: string
  role_hint: string | null
  address: string
  user_agent: string
  created_at: Date
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
      .select(['s.id', 's.user_id', 's.workspace_id', 's.role_hint', 's.expires_at', 'w.plan', 'm.role'])
      .where('s.id', '=', id)
      .where('s.user_id', '=', userId)
      .where('s.expires_at', '>', now)
      .where('u.disabled_at', 'is', null)
      .where('m.suspended_at', 'is', null),
  )
