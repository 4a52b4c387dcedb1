import type { RawBuilder } from 'kysely'
import type { Queryable, Tx } from '../../db/port.ts'
import { q, sql } from '../../db/query.ts'

/** Whose tokens: those of one user in one workspace. */
export interface TokenOwner {
  workspaceId: string
  userId: number
}

/** A token as its owner sees it. */
export interface TokenRow {
  id: string
  name: string
  scopes: string[]
  full_access: boolean
  prefix: string
  expires_at: Date | null
  last_used_at: Date | null
  last_used_address: string | null
  created_at: Date
}

const shown = [
  'id',
  'name',
  'scopes',
  'full_access',
  'prefix',
  'expires_at',
  'last_used_at',
  'last_used_address',
  'created_at',
] as const

const ofOwner = ({ workspaceId, userId }: TokenOwner) =>
  sql<boolean>`workspace_id = ${workspaceId} AND user_id = ${userId}`

/** Neither revoked nor replaced with its grace over. An expired token is still there to be seen. */
const visible = (now: Date) =>
  sql<boolean>`revoked_at IS NULL AND (replaced_by IS NULL OR expires_at > ${now})`

/** Neither revoked, replaced nor expired: what may be rotated. */
const active = (now: Date) =>
  sql<boolean>`revoked_at IS NULL AND replaced_by IS NULL AND (expires_at IS NULL OR expires_at > ${now})`

export interface TokenInsert extends Omit<TokenRow, 'last_used_at' | 'last_used_address'> {
  workspace_id: string
  user_id: number
  secret_hash: Buffer
}

export const insertToken = (tx: Tx, row: TokenInsert): Promise<TokenRow> =>
  tx.one(q.insertInto('tokens').values(row).returning(shown))

export interface TokenSelection {
  limit: number
  /** Id of the last token seen. */
  after: string | undefined
  /** Part of the name, in any case. */
  name: string | undefined
}

export function listTokens(db: Queryable, owner: TokenOwner, now: Date, selection: TokenSelection) {
  let query = q
    .selectFrom('tokens')
    .select(shown)
    .where(ofOwner(owner))
    .where(visible(now))
    .orderBy('id', 'desc')
    .limit(selection.limit)
  if (selection.after !== undefined) query = query.where('id', '<', selection.after)
  // Not LIKE: a % or _ in what somebody looks for stands for itself.
  if (selection.name) query = query.where(sql<boolean>`strpos(lower(name), lower(${selection.name})) > 0`)
  return db.rows<TokenRow>(query)
}

const ownToken = (owner: TokenOwner, id: string, condition: RawBuilder<boolean>) =>
  q.selectFrom('tokens').select(shown).where('id', '=', id).where(ofOwner(owner)).where(condition)

export const findToken = (db: Queryable, owner: TokenOwner, id: string, now: Date) =>
  db.maybe<TokenRow>(ownToken(owner, id, visible(now)))

/** True when the owner has, or had, a token of this id. */
export const hadToken = async (db: Queryable, owner: TokenOwner, id: string): Promise<boolean> =>
  (await db.maybe(q.selectFrom('tokens').select('id').where('id', '=', id).where(ofOwner(owner)))) !==
  undefined

/** The token, held until the transaction ends, so that changes of it take turns. */
export const lockToken = (tx: Tx, owner: TokenOwner, id: string, now: Date) =>
  tx.maybe<TokenRow>(ownToken(owner, id, visible(now)).forUpdate())

/** Holds the token if it can be rotated: of two rotations at once, the second finds it replaced. */
export const lockActiveToken = (tx: Tx, owner: TokenOwner, id: string, now: Date) =>
  tx.maybe<TokenRow>(ownToken(owner, id, active(now)).forUpdate())

export interface TokenChange {
  name?: string
  scopes?: string[]
  full_access?: boolean
}

export const updateToken = (tx: Tx, id: string, change: TokenChange): Promise<TokenRow> =>
  tx.one(q.updateTable('tokens').set(change).where('id', '=', id).returning(shown))

/** Names the token that took its place; `endsAt`: when this one stops working. */
export const replaceToken = (tx: Tx, id: string, childId: string, endsAt: Date) =>
  tx.run(q.updateTable('tokens').set({ replaced_by: childId, expires_at: endsAt }).where('id', '=', id))

/** Returns 0 when it was revoked before. */
export const revokeToken = (tx: Tx, id: string, at: Date) =>
  tx.run(q.updateTable('tokens').set({ revoked_at: at }).where('id', '=', id).where('revoked_at', 'is', null))

/** Revokes all tokens of a user in a workspace; those that ended before keep their time. */
export const revokeTokensOf = (tx: Tx, owner: TokenOwner, at: Date) =>
  tx.run(
    q.updateTable('tokens').set({ revoked_at: at }).where(ofOwner(owner)).where('revoked_at', 'is', null),
  )

export const deleteTokensOfUser = (tx: Tx, userId: number) =>
  tx.run(q.deleteFrom('tokens').where('user_id', '=', userId))

/** The token with this secret, unless it is revoked. */
export const findBySecret = (db: Queryable, secretHash: Buffer) =>
  db.maybe(
    q
      .selectFrom('tokens')
      .select(['id', 'user_id', 'workspace_id'])
      .where('secret_hash', '=', secretHash)
      .where('revoked_at', 'is', null),
  )

/**
 * Everything a request with this secret depends on. No membership, no row: the token ended with it. A suspended
 * customer's is refused, and works again when the suspension is lifted. Expired ones are found: time is judged on every call, this reading is not made on every call.
 */
export const findVerified = (db: Queryable, secretHash: Buffer) =>
  db.maybe(
    q
      .selectFrom('tokens as t')
      .innerJoin('users as u', 'u.id', 't.user_id')
      .innerJoin('workspaces as w', 'w.id', 't.workspace_id')
      .innerJoin('user_organizations as m', (join) =>
        join.onRef('m.user_id', '=', 't.user_id').onRef('m.workspace_id', '=', 't.workspace_id'),
      )
      .select([
        't.id',
        't.user_id',
        't.workspace_id',
        't.scopes',
        't.full_access',
        't.expires_at',
        'm.role',
        'w.plan',
      ])
      .where('t.secret_hash', '=', secretHash)
      .where('t.revoked_at', 'is', null)
      .where('m.suspended_at', 'is', null)
      .where('u.disabled_at', 'is', null),
  )
