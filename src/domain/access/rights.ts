import type { Principal } from './principal.ts'
import { atLeast, type MemberRole, type Role, roles } from './roles.ts'

/**
 * Who handles people: a member by role, or a tenant key with scope `admin`. Null, as for customers, has no right
 * over anybody.
 */
export type Standing = MemberRole | 'key' | null

/** As whom a principal handles people. What its token may do at all is for `refuse` to say. */
export function standingOf(principal: Principal): Standing {
  if (principal.kind === 'api_key') return principal.scopes.includes('admin') ? 'key' : null
  return principal.role === 'customer' ? null : principal.role
}

const belowAdmin: readonly Role[] = ['staff', 'manager', 'customer']

/** product.md, "Rights of members": whose roles each gives, by an invitation or by a change of role. */
const given: Readonly<Record<NonNullable<Standing>, readonly Role[]>> = {
  owner: roles,
  admin: belowAdmin,
  key: belowAdmin,
  manager: ['customer'],
  staff: [],
}

/** The same for whom each may demote, remove or suspend: a manager invites customers, and that is all. */
const handled: typeof given = { ...given, manager: [] }

/** True when `by` may invite somebody as `role`, or give a member that role. */
export const mayGive = (by: Standing, role: Role): boolean => by !== null && given[by].includes(role)

/**
 * True when `by` may change, suspend or remove who has the role. A row whose role is none (`held` is null) grants
 * nothing, so whoever handles staff may clear it away.
 */
export const mayHandle = (by: Standing, held: Role | null): boolean =>
  by !== null && handled[by].includes(held ?? 'staff')

/** True when `by` reads the lists of members and customers. */
export const mayReadPeople = (by: Standing): boolean => by === 'key' || atLeast(by, 'manager')

/** The plan is the owner's alone. */
export const mayChangePlan = (by: Standing): boolean => by === 'owner'

export interface MemberChange {
  by: Standing
  /** The member's role now; null when it is none that is known. */
  held: Role | null
  /** The role to give; null removes the member. */
  wanted: MemberRole | null
  /** How many owners the workspace has, the member included. */
  owners: number
}

/** Null when the change may be made, else why not. A workspace is never left without an owner. */
export function refuseMemberChange(change: MemberChange): 'role_required' | 'last_owner' | null {
  const { by, held, wanted, owners } = change
  if (!mayHandle(by, held) || (wanted !== null && !mayGive(by, wanted))) return 'role_required'
  return held === 'owner' && wanted !== 'owner' && owners <= 1 ? 'last_owner' : null
}
