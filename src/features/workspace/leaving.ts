import { Problem } from '../../contract/errors.ts'
import type { Tx } from '../../db/port.ts'
import { deleteMembership, holdPeopleAndOwners, listMemberships } from './people-store.ts'

export interface Membership {
  workspaceId: string
  role: string | null
}

/**
 * The memberships of a user whose account is about to be deleted, held until the transaction ends. Throws
 * `last_owner` when a workspace would be left without an owner.
 */
export async function holdForLeaving(tx: Tx, userId: number): Promise<Membership[]> {
  const memberships = await listMemberships(tx, userId)
  for (const { workspace_id, role } of memberships) {
    // A customer never becomes an owner; anybody else may be one by now.
    if (role === 'customer') continue
    const held = await holdPeopleAndOwners(tx, workspace_id, [userId])
    const owners = held.filter((row) => row.role === 'owner')
    if (owners.length === 1 && owners[0]?.user_id === userId) throw new Problem('last_owner')
  }
  return memberships.map(({ workspace_id, role }) => ({ workspaceId: workspace_id, role }))
}

/** Ends them, with what the shops and the user had agreed on. */
export async function leaveWorkspaces(
  tx: Tx,
  userId: number,
  memberships: readonly Membership[],
): Promise<void> {
  for (const { workspaceId } of memberships) await deleteMembership(tx, workspaceId, userId)
}
