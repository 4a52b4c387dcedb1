import type { Tx } from '../../db/port.ts'
import { q } from '../../db/query.ts'
import { type MemberRole, memberRoles } from '../../domain/access/roles.ts'

export interface Recipient {
  id: number
  email: string
  name: string
  muted_mail: string[]
}

/** They stay until the transaction ends: nobody leaves between being found and being told. */
const peopleOf = (workspaceId: string) =>
  q
    .selectFrom('user_organizations as m')
    .innerJoin('users as u', 'u.id', 'm.user_id')
    .select(['u.id', 'u.email', 'u.name', 'u.muted_mail'])
    .where('m.workspace_id', '=', workspaceId)
    .where('u.disabled_at', 'is', null)
    // One order for all, so that whoever else holds them waits instead of deadlocking.
    .orderBy('u.id')
    .forKeyShare('m')

/** Members with one of the roles. A value that is no role is told nothing. */
export const listStaff = (tx: Tx, workspaceId: string, roles: readonly MemberRole[] = memberRoles) =>
  tx.rows<Recipient>(peopleOf(workspaceId).where('m.role', 'in', [...roles]))

/** One of the workspace's people, member or customer. */
export const listPerson = (tx: Tx, workspaceId: string, userId: number) =>
  tx.rows<Recipient>(peopleOf(workspaceId).where('u.id', '=', userId))

export interface ItemInsert {
  id: string
  workspace_id: string
  /** Null for the workspace's own copy. */
  user_id: number | null
  type: string
  title: string
  message: string
  project_no: string | null
  url: string | null
  created_at: Date
}

export const insertItems = (tx: Tx, rows: readonly ItemInsert[]) =>
  tx.run(q.insertInto('inbox_items').values([...rows]))
