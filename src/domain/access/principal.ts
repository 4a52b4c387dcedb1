import type { IdempotencyClaim } from '../idempotency.ts'
import type { Plan } from './plans.ts'
import { isMember, type Role } from './roles.ts'
import type { KeyScope, PatScope } from './scopes.ts'

export type KeyEnvironment = 'production' | 'staging' | 'development'
export const keyEnvironments: readonly KeyEnvironment[] = ['production', 'staging', 'development']

interface InWorkspace {
  workspaceId: string
  plan: Plan
}

interface OfUser extends InWorkspace {
  userId: number
  /** The current role in `user_organizations`; null when the row is gone or names no known role. */
  role: Role | null
}

export interface SessionPrincipal extends OfUser {
  kind: 'session'
  sessionId: string
  /** The role the session was signed in with. Navigation only. */
  roleHint: unknown
  expiresAt: Date
}

export interface PatPrincipal extends OfUser {
  kind: 'pat'
  tokenId: string
  scopes: readonly PatScope[]
  fullAccess: boolean
  expiresAt: Date | null
}

export interface KeyPrincipal extends InWorkspace {
  kind: 'api_key'
  keyId: string
  /** The member who made the key; shown, and the `user_id` of a test event it asks for. */
  createdBy: number
  scopes: readonly KeyScope[]
  environment: KeyEnvironment
  expiresAt: Date | null
}

/** Whoever a request acts for. */
export type Principal = SessionPrincipal | PatPrincipal | KeyPrincipal
export type UserPrincipal = SessionPrincipal | PatPrincipal

/** Whose records a principal sees: one customer's, or those of the whole workspace. */
export type Owner = { workspaceId: string; customerId: number | null }

/**
 * A customer sees its own records; a member and a tenant key those of the workspace (contract.md). A user without
 * a role is held to their own, so that a row which forgets to refuse them gives nothing away.
 */
export const ownerOf = (principal: Principal): Owner => ({
  workspaceId: principal.workspaceId,
  customerId: principal.kind === 'api_key' || isMember(principal.role) ? null : principal.userId,
})

/** One name for a user, whatever the credential, and one for each tenant key. */
export const senderOf = (principal: Principal): string =>
  principal.kind === 'api_key' ? `api_key:${principal.keyId}` : `user:${principal.userId}`

/** Events that a staging or development key causes are test events (product.md, "Tenant API keys"). */
export const actsAsTest = (principal: Principal): boolean =>
  principal.kind === 'api_key' && principal.environment !== 'production'

/** Whoever does something, and from where. A route's call is one. */
export interface Actor<P extends Principal = Principal> {
  principal: P
  address: string
  /** What makes something hands this to `rememberAnswer` in its transaction. */
  claim?: IdempotencyClaim
}
