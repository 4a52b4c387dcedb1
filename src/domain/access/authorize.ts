import { type GateRefusal, integrationsGate, type Leaf } from './gate.ts'
import { planAllowsIntegrations } from './plans.ts'
import type { KeyPrincipal, Principal, UserPrincipal } from './principal.ts'
import { atLeast, isMember, type MemberRole } from './roles.ts'
import { grantCovers, type KeyScope, type PatScope } from './scopes.ts'

/** Which users a route is for: customers, members of at least a rank, or both. */
export interface UserRule {
  customer?: boolean
  member?: MemberRole
}

/** Who may call a route with a credential: one line of contract.md's access column. */
export interface Grant {
  /** The scope a personal access token needs. Without one, only a full-access token passes. */
  scope?: PatScope
  /** Tenant key scopes, any of which suffices. Without one, no tenant key passes. */
  key?: readonly KeyScope[]
  /** `any`: every signed-in user, whatever the role. */
  users: UserRule | 'any'
  /** The Integrations gate that members and tenant keys pass through; customers do not. */
  gate?: Leaf
}

export type Access = { kind: 'open' } | { kind: 'operator' } | { kind: 'any' } | ({ kind: 'granted' } & Grant)

export type Refusal =
  | { code: 'insufficient_scope'; scope: string }
  | { code: 'user_required' }
  | { code: GateRefusal }

/** Named in `WWW-Authenticate: … scope=` where only a token without a scope list will do. */
export const fullAccessScope = 'full_access'

function refuseKey(grant: Grant, key: KeyPrincipal): Refusal | null {
  if (grant.key === undefined) return { code: 'user_required' }
  if (grant.key.some((scope) => key.scopes.includes(scope))) return null
  return { code: 'insufficient_scope', scope: grant.key.join(' ') }
}

function refuseUser(grant: Grant, user: UserPrincipal): Refusal | null {
  if (user.kind === 'pat') {
    if (grant.scope === undefined && !user.fullAccess)
      return { code: 'insufficient_scope', scope: fullAccessScope }
    if (grant.scope !== undefined && !grantCovers(user, grant.scope))
      return { code: 'insufficient_scope', scope: grant.scope }
  }
  if (grant.users === 'any') return null
  if (user.role === 'customer') return grant.users.customer ? null : { code: 'role_required' }
  if (grant.users.member === undefined) return { code: 'role_required' }
  if (grant.gate !== undefined) {
    const { refusal } = integrationsGate({
      plan: user.plan,
      roleHint: user.kind === 'session' ? user.roleHint : user.role,
      membership: user.role,
      leaf: grant.gate,
    })
    if (refusal !== null) return { code: refusal }
  }
  if (!isMember(user.role)) return { code: 'membership_required' }
  return atLeast(user.role, grant.users.member) ? null : { code: 'role_required' }
}

/**
 * Null when the principal may call a route with this access, else the reason.
 * A tenant key is suspended as a whole while the plan lacks Integrations, whatever the route.
 */
export function refuse(access: Access, principal: Principal): Refusal | null {
  if (principal.kind === 'api_key' && !planAllowsIntegrations(principal.plan))
    return { code: 'plan_required' }
  if (access.kind !== 'granted') return null
  return principal.kind === 'api_key' ? refuseKey(access, principal) : refuseUser(access, principal)
}
