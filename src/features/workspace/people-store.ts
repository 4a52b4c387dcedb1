import type { Queryable, Tx } from '../../db/port.ts'
import { q, sql } from '../../db/query.ts'

export type Group = 'members' | 'customers'

/** Whoever has a row that does not say `customer` is listed as a member, so that odd rows can be seen and cleared. */
const inGroup = (group: Group) =>
  group === 'customers' ? sql<boolean>`m.role = 'customer'` : sql<boolean>`m.role IS DISTINCT FROM 'customer'`

const people = (workspaceId: string, group: Group) =>
  q
    .selectFrom('user_organizations as m')
    .innerJoin('users as u', 'u.id', 'm.user_id')
    .select(['u.id as user_id', 'u.name', 'u.email', 'm.role', 'm.created_at'])
    .where('m.workspace_id', '=', workspaceId)
    .where(inGroup(group))

/** People of a workspace, newest account first. `after` is the last user id seen. */
export const listPeople = (
  db: Queryable,
  workspaceId: string,
  group: Group,
  limit: number,
  after: number | undefined,
) => {
  const list = people(workspaceId, group).orderBy('u.id', 'desc').limit(limit)
  return db.rows(after === undefined ? list : list.where('u.id', '<', after))
}

export const readMember = (db: Queryable, workspaceId: string, userId: number) =>
  db.one(people(workspaceId, 'members').where('u.id', '=', userId))

/**
 * The rows of these users and of every owner, held until the transaction ends, so that changes which could together
 * take the last owner away take turns. Always in one order: two of them wait instead of deadlocking.
 */
export const holdPeopleAndOwners = (tx: Tx, workspaceId: string, userIds: readonly number[]) =>
  tx.rows(
    q
      .selectFrom('user_organizations')
      .select(['user_id', 'role'])
      .where('workspace_id', '=', workspaceId)
      .where((on) => on.or([on('user_id', 'in', [...userIds]), on('role', '=', 'owner')]))
      .orderBy('user_id')
      .forUpdate(),
  )

/** A user's memberships, the oldest first. */
export const listMemberships = (db: Queryable, userId: number) =>
  db.rows(
    q
      .selectFrom('user_organizations')
      .select(['workspace_id', 'role'])
      .where('user_id', '=', userId)
      .orderBy('created_at')
      .orderBy('workspace_id'),
  )

const ofUser = (workspaceId: string, userId: number) =>
  sql<boolean>`workspace_id = ${workspaceId} AND user_id = ${userId}`

export const updateRole = (tx: Tx, workspaceId: string, userId: number, role: string) =>
  tx.run(q.updateTable('user_organizations').set({ role }).where(ofUser(workspaceId, userId)))

export const deleteMembership = (tx: Tx, workspaceId: string, userId: number) =>
  tx.run(q.deleteFrom('user_organizations').where(ofUser(workspaceId, userId)))

/** False when the user has a row in the workspace already, whatever its role: that stays as it is. */
export const insertMembership = async (
  tx: Tx,
  row: { user_id: number; workspace_id: string; role: string; created_at: Date },
): Promise<boolean> =>
  (await tx.run(
    q
      .insertInto('user_organizations')
      .values(row)
      .onConflict((conflict) => conflict.columns(['user_id', 'workspace_id']).doNothing()),
  )) === 1
