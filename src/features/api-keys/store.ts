import type { Queryable, Tx } from '../../db/port.ts'
import { q, sql } from '../../db/query.ts'

/** A tenant API key as administrators see it. */
export interface ApiKeyRow {
  id: string
  name: string
  environment: string
  description: string
  scopes: string[]
  prefix: string
  expires_at: Date | null
  last_used_at: Date | null
  last_used_address: string | null
  created_by: number
  created_by_name: string
  created_at: Date
}

const shown = [
  'id',
  'name',
  'environment',
  'description',
  'scopes',
  'prefix',
  'expires_at',
  'last_used_at',
  'last_used_address',
  'created_by',
  'created_by_name',
  'created_at',
] as const

export interface ApiKeyInsert
  extends Omit<ApiKeyRow, 'last_used_at' | 'last_used_address' | 'created_by_name'> {
  workspace_id: string
  secret_hash: Buffer
}

/** The maker's name is kept as it is now. */
export const insertApiKey = (tx: Tx, row: ApiKeyInsert): Promise<ApiKeyRow> => {
  const maker = q.selectFrom('users').select('name').where('id', '=', row.created_by)
  return tx.one(
    q
      .insertInto('api_keys')
      .values({ ...row, created_by_name: maker })
      .returning(shown),
  )
}

export interface ApiKeySelection {
  limit: number
  /** Id of the last key seen. */
  after: string | undefined
  /** Part of the name, in any case. */
  name: string | undefined
  status: 'active' | 'expired' | undefined
}

export function listApiKeys(db: Queryable, workspaceId: string, now: Date, selection: ApiKeySelection) {
  let query = q
    .selectFrom('api_keys')
    .select(shown)
    .where('workspace_id', '=', workspaceId)
    .orderBy('id', 'desc')
    .limit(selection.limit)
  if (selection.after !== undefined) query = query.where('id', '<', selection.after)
  // Not LIKE: a % or _ in what somebody looks for stands for itself.
  if (selection.name) query = query.where(sql<boolean>`strpos(lower(name), lower(${selection.name})) > 0`)
  if (selection.status === 'expired') query = query.where('expires_at', '<=', now)
  if (selection.status === 'active')
    query = query.where(sql<boolean>`(expires_at IS NULL OR expires_at > ${now})`)
  return db.rows<ApiKeyRow>(query)
}

export const findApiKey = (db: Queryable, workspaceId: string, id: string) =>
  db.maybe<ApiKeyRow>(
    q.selectFrom('api_keys').select(shown).where('id', '=', id).where('workspace_id', '=', workspaceId),
  )

/**
 * Those of the keys that the workspace has, held until the transaction ends. Taken in one order, so that two
 * bulk changes wait for each other instead of deadlocking.
 */
export const lockApiKeys = (tx: Tx, workspaceId: string, ids: readonly string[]) =>
  tx.rows<ApiKeyRow>(
    q
      .selectFrom('api_keys')
      .select(shown)
      .where('id', 'in', [...ids])
      .where('workspace_id', '=', workspaceId)
      .orderBy('id')
      .forUpdate(),
  )

export interface ApiKeyChange {
  name?: string
  environment?: string
  description?: string
  scopes?: string[]
}

export const updateApiKey = (tx: Tx, id: string, change: ApiKeyChange): Promise<ApiKeyRow> =>
  tx.one(q.updateTable('api_keys').set(change).where('id', '=', id).returning(shown))

export const deleteApiKeys = (tx: Tx, ids: readonly string[]) =>
  tx.run(q.deleteFrom('api_keys').where('id', 'in', [...ids]))

/** Everything a request with this secret depends on. Expired ones are found: time is judged on every call. */
export const findVerified = (db: Queryable, secretHash: Buffer) =>
  db.maybe(
    q
      .selectFrom('api_keys as k')
      .innerJoin('workspaces as w', 'w.id', 'k.workspace_id')
      .select([
        'k.id',
        'k.workspace_id',
        'k.created_by',
        'k.scopes',
        'k.environment',
        'k.expires_at',
        'w.plan',
      ])
      .where('k.secret_hash', '=', secretHash),
  )

/** Gives the keys that a user made another name to be shown with. */
export const renameMaker = (tx: Tx, userId: number, name: string) =>
  tx.run(q.updateTable('api_keys').set({ created_by_name: name }).where('created_by', '=', userId))
