import type { Queryable, Tx } from '../../db/port.ts'
import { q } from '../../db/query.ts'
import type { Owner } from '../../domain/access/principal.ts'

const projectsOf = ({ workspaceId, customerId }: Owner) => {
  const projects = q
    .selectFrom('projects')
    .select(['id', 'project_no', 'customer_id'])
    .where('workspace_id', '=', workspaceId)
  return customerId === null ? projects : projects.where('customer_id', '=', customerId)
}

/** A project that the owner sees. */
export const findProject = (db: Queryable, owner: Owner, id: string) =>
  db.maybe(projectsOf(owner).where('id', '=', id))

/** The same, which stays until the transaction ends. */
export const holdProject = (tx: Tx, owner: Owner, id: string) =>
  tx.maybe(projectsOf(owner).where('id', '=', id).forKeyShare())

export const findUserName = async (db: Queryable, userId: number): Promise<string> =>
  (await db.one(q.selectFrom('users').select('name').where('id', '=', userId))).name

export const findShopName = async (db: Queryable, workspaceId: string): Promise<string> =>
  (await db.one(q.selectFrom('workspaces').select('name').where('id', '=', workspaceId))).name
