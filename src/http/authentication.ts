import type { FastifyRequest } from 'fastify'
import { Problem } from '../contract/errors.ts'
import type { RouteRow } from '../contract/route.ts'
import { type Refusal, refuse } from '../domain/access/authorize.ts'
import { integrationsPlan } from '../domain/access/plans.ts'
import type { Principal } from '../domain/access/principal.ts'
import { type Credential, readCredential, refuseTokenInUrl } from './credentials.ts'
import { refuseCrossSite } from './csrf.ts'

/** Finds out who is behind a credential; null when it is refused, whatever the reason. */
export type Authenticate = (credential: Credential, address: string) => Promise<Principal | null>

export interface AuthenticationOptions {
  authenticate: Authenticate
  sessionCookie: string
  /** Origins from which a browser may use the cookie. */
  ownOrigins(): readonly string[]
}

function refusalProblem(refusal: Refusal): Problem {
  switch (refusal.code) {
    case 'insufficient_scope':
      return new Problem('insufficient_scope', { members: { scope: refusal.scope } })
    case 'plan_required':
      return new Problem('plan_required', { members: { required_plan: integrationsPlan } })
    default:
      return new Problem(refusal.code)
  }
}

/**
 * Who a request acts for, before its body is read. Throws the 400, 401 or 403 that stops it.
 * Null only for open and operator rows: there a stale cookie must not keep anybody from signing in.
 */
export async function identify(
  row: RouteRow,
  request: FastifyRequest,
  options: AuthenticationOptions,
): Promise<Principal | null> {
  const credential =
    row.access.kind === 'operator' ? null : readCredential(request.raw, options.sessionCookie)
  refuseTokenInUrl(request.raw.url ?? '')
  if (credential?.kind === 'session' || row.path.startsWith('/auth/'))
    refuseCrossSite(request.method, request.headers, options.ownOrigins())
  if (row.access.kind === 'open' || row.access.kind === 'operator') return null
  if (credential === null) throw new Problem('unauthenticated')
  const principal = await options.authenticate(credential, request.ip)
  if (principal === null) throw new Problem('invalid_token')
  return principal
}

/** Throws the 403 when the row is not for this principal. */
export function authorizeRow(row: RouteRow, principal: Principal): void {
  const refusal = refuse(row.access, principal)
  if (refusal !== null) throw refusalProblem(refusal)
}

/** Names a principal in rate limits, logs and the audit trail. */
export function principalName(principal: Principal): string {
  switch (principal.kind) {
    case 'session':
      return `user:${principal.userId}`
    case 'pat':
      return `pat:${principal.tokenId}`
    case 'api_key':
      return `api_key:${principal.keyId}`
  }
}
