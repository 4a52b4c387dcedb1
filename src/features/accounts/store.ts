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

export interface UserInsert {
  email: string
  name: string
  password_hash: string
  created_at: Date
  /** For an address that is proven already, as by an invitation's link. */
  email_verified_at?: Date
}

export const insertUser = async (tx: Tx, row: UserInsert): Promise<number> =>
  (await tx.one(q.insertInto('users').values(row).returning('id'))).id

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

/** An account that is in use, with its password's hash. */
export const findAccount = (db: Queryable, id: number) =>
  db.maybe(
    q
      .selectFrom('users')
      .select(['id', 'email', 'name', 'password_hash', 'email_verified_at', 'muted_mail', 'created_at'])
      .where('id', '=', id)
      .where('disabled_at', 'is', null),
  )

/** The same, held until the transaction ends: against changes, or (`share`) only against those of others. */
export const lockAccount = (tx: Tx, id: number, mode: 'change' | 'share') => {
  const account = q
    .selectFrom('users')
    .select(['id', 'email', 'name', 'password_hash', 'email_verified_at', 'muted_mail', 'created_at'])
    .where('id', '=', id)
    .where('disabled_at', 'is', null)
  return tx.maybe(mode === 'share' ? account.forShare() : account.forUpdate())
}

export interface UserChange {
  name?: string
  email?: string
  email_verified_at?: Date
  password_hash?: string
  muted_mail?: string[]
}

export const updateUser = (tx: Tx, id: number, change: UserChange) =>
  tx.run(q.updateTable('users').set(change).where('id', '=', id))

/** Leaves nothing of the person in the row. Its address can be used again. */
export const anonymiseUser = (tx: Tx, id: number, name: string, at: Date) =>
  tx.run(
    q
      .updateTable('users')
      .set({
        // Not an address that mail could go to, and like no other.
        email: `deleted-${id}@deleted.invalid`,
        name,
        password_hash: '',
        email_verified_at: null,
        muted_mail: [],
        disabled_at: at,
        deleted_at: at,
      })
      .where('id', '=', id),
  )

/**
 * The workspaces whose webhooks hear of what concerns an account: all where it is a customer. A member has no
 * webhooks of their own; then it is the first workspace, for the record.
 */
export async function listAudiences(db: Queryable, userId: number): Promise<string[]> {
  const memberships = await db.rows(
    q
      .selectFrom('user_organizations')
      .select(['workspace_id', 'role'])
      .where('user_id', '=', userId)
      .orderBy('created_at'),
  )
  const asCustomer = memberships.filter(({ role }) => role === 'customer')
  const audiences = asCustomer.length > 0 ? asCustomer : memberships.slice(0, 1)
  return audiences.map((membership) => membership.workspace_id)
}

export const findWorkspace = (db: Queryable, id: string) =>
  db.one(q.selectFrom('workspaces').select(['id', 'name', 'slug', 'plan']).where('id', '=', id))

/** A user's memberships as they open them, the first joined first, those that are suspended last. */
const homesOf = (userId: number) =>
  q
    .selectFrom('user_organizations as m')
    .innerJoin('workspaces as w', 'w.id', 'm.workspace_id')
    .select(['w.id', 'w.name', 'w.slug', 'w.plan', 'm.role', 'm.suspended_at'])
    .where('m.user_id', '=', userId)
    .orderBy(sql`m.suspended_at IS NOT NULL`)
    .orderBy('m.created_at')
    .orderBy('w.id')

export const findHome = (db: Queryable, userId: number) => db.maybe(homesOf(userId).limit(1))

export const findHomeIn = (db: Queryable, userId: number, workspaceId: string) =>
  db.maybe(homesOf(userId).where('w.id', '=', workspaceId))

/** A bound for whoever is a customer everywhere. */
const mostHomes = 200

export const listHomes = (db: Queryable, userId: number) => db.rows(homesOf(userId).limit(mostHomes))
