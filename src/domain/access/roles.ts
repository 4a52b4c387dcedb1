/** Roles as `user_organizations` stores them. Any other value grants nothing (product.md, "Words"). */
export const memberRoles = ['staff', 'manager', 'admin', 'owner'] as const
export type MemberRole = (typeof memberRoles)[number]
export type Role = MemberRole | 'customer'
export const roles: readonly Role[] = [...memberRoles, 'customer']

/** What Settings shows for a member's role. */
export type WorkspaceRole = 'Admin' | 'Manager' | 'Staff'

const shownAs: Readonly<Record<MemberRole, WorkspaceRole>> = {
  owner: 'Admin',
  admin: 'Admin',
  manager: 'Manager',
  staff: 'Staff',
}

/** Exact match only: `"owner "`, `OWNER` or `admin,member` are not roles. */
export const parseRole = (value: unknown): Role | null => roles.find((role) => role === value) ?? null

export const isMember = (role: Role | null): role is MemberRole => role !== null && role !== 'customer'

/** Admin, Manager or Staff for a member's role; null for a customer and for anything unknown. */
export function workspaceRole(value: unknown): WorkspaceRole | null {
  const role = parseRole(value)
  return isMember(role) ? shownAs[role] : null
}

/** True when `role` is a member role of at least the rank of `least`. */
export const atLeast = (role: Role | null, least: MemberRole): boolean =>
  isMember(role) && memberRoles.indexOf(role) >= memberRoles.indexOf(least)
