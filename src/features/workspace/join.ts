import type { CustomerTerms } from '../../contract/customers.ts'
import type { Tx } from '../../db/port.ts'
import type { Role } from '../../domain/access/roles.ts'
import { writeTerms } from './customers-store.ts'
import { insertMembership } from './people-store.ts'

export interface NewMembership {
  workspaceId: string
  userId: number
  role: Role
  joinedAt: Date
}

/**
 * Makes somebody a member or a customer, with what was agreed with a customer beforehand. False when the user belongs
 * to the workspace already: of many at once one joins.
 */
export async function joinWorkspace(
  tx: Tx,
  { workspaceId, userId, role, joinedAt }: NewMembership,
  terms: CustomerTerms = {},
): Promise<boolean> {
  const row = { user_id: userId, workspace_id: workspaceId, role, created_at: joinedAt }
  if (!(await insertMembership(tx, row))) return false
  const agreed = Object.fromEntries(Object.entries(terms).filter(([, value]) => value !== undefined))
  if (Object.keys(agreed).length > 0) await writeTerms(tx, workspaceId, userId, agreed)
  return true
}
