import type { InvitationAnswer } from '../../contract/invitations.ts'
import { mayGive, type Standing } from '../../domain/access/rights.ts'
import { isMember, parseRole, type Role } from '../../domain/access/roles.ts'
import type { InvitationRow } from './store.ts'

/** As whom the inviter acts today: a member by the role they have left, a key as long as it is there. */
function inviterStanding({ inviter_role, inviter_scopes }: InvitationRow): Standing {
  if (inviter_scopes !== null) return inviter_scopes.includes('admin') ? 'key' : null
  const role = parseRole(inviter_role)
  return isMember(role) ? role : null
}

/**
 * An invitation is worth what its maker's right is worth: whoever is removed, demoted or revoked leaves no open door
 * behind, though they had the link in their hands.
 */
export function statusOf(row: InvitationRow, now: Date): InvitationAnswer['status'] {
  if (row.expires_at <= now) return 'expired'
  return mayGive(inviterStanding(row), row.role as Role) ? 'open' : 'void'
}
