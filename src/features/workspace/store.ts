import type { Queryable, Tx } from '../../db/port.ts'
import { q } from '../../db/query.ts'

export const slugTaken = async (tx: Tx, slug: string): Promise<boolean> =>
  (await tx.maybe(q.selectFrom('workspaces').select('id').where('slug', '=', slug))) !== undefined

export const insertWorkspace = (
  tx: Tx,
  row: { id: string; slug: string; name: string; plan: string; created_at: Date },
) => tx.run(q.insertInto('workspaces').values(row))

export const findWorkspace = (db: Queryable, id: string) =>
  db.maybe(q.selectFrom('workspaces').selectAll().where('id', '=', id))

export const findWorkspaceBySlug = (db: Queryable, slug: string) =>
  db.maybe(q.selectFrom('workspaces').select(['id', 'plan']).where('slug', '=', slug))

/** Locks the row, so that two plan changes take turns and each sees what the other left. */
export const lockWorkspace = (tx: Tx, id: string) =>
  tx.maybe(q.selectFrom('workspaces').selectAll().where('id', '=', id).forUpdate())

export interface WorkspaceChange {
  name?: string
  plan?: string
  time_zone?: string
  currency?: string
  mark_paid_allowed?: boolean
  letterhead?: string
}

export const updateWorkspace = (tx: Tx, id: string, change: WorkspaceChange) =>
  tx.one(q.updateTable('workspaces').set(change).where('id', '=', id).returningAll())

export const findTimeZone = async (db: Queryable, id: string): Promise<string> =>
  (await db.one(q.selectFrom('workspaces').select('time_zone').where('id', '=', id))).time_zone

export const findMarkPaid = async (db: Queryable, id: string): Promise<boolean> =>
  (await db.one(q.selectFrom('workspaces').select('mark_paid_allowed').where('id', '=', id)))
    .mark_paid_allowed

/** What was agreed on with the customer; else that of the workspace. */
export const findCurrency = async (db: Queryable, id: string, customerId: number): Promise<string> => {
  const { currency, agreed } = await db.one(
    q
      .selectFrom('workspaces as w')
      .leftJoin('customer_terms as t', (join) =>
        join.onRef('t.workspace_id', '=', 'w.id').on('t.user_id', '=', customerId),
      )
      .select(['w.currency', 't.currency as agreed'])
      .where('w.id', '=', id),
  )
  return agreed ?? currency
}

/** A user's row as a customer of the workspace, which stays so until the transaction ends. */
export const lockCustomer = (tx: Tx, workspaceId: string, userId: number) =>
  tx.maybe(
    q
      .selectFrom('user_organizations')
      .select('user_id')
      .where('workspace_id', '=', workspaceId)
      .where('user_id', '=', userId)
      .where('role', '=', 'customer')
      .forShare(),
  )
