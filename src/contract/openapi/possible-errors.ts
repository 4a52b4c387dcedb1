import { refuse } from '../../domain/access/authorize.ts'
import { type Plan, plans } from '../../domain/access/plans.ts'
import type { Principal } from '../../domain/access/principal.ts'
import { roles } from '../../domain/access/roles.ts'
import { type ErrorCode, errorCodes } from '../errors.ts'
import { takesIdempotencyKey } from '../idempotency.ts'
import type { RouteRow } from '../route.ts'

const anyone = { workspaceId: '', userId: 0, expiresAt: new Date(0) }

const usersOf = (plan: Plan): Principal[] =>
  [...roles, null].flatMap((role) => [
    ...['owner', null].map(
      (roleHint): Principal => ({ ...anyone, kind: 'session', sessionId: '', plan, role, roleHint }),
    ),
    ...[true, false].map(
      (fullAccess): Principal => ({
        ...anyone,
        kind: 'pat',
        tokenId: '',
        plan,
        role,
        scopes: [],
        fullAccess,
      }),
    ),
  ])

const keyOf = (plan: Plan): Principal => ({
  ...anyone,
  kind: 'api_key',
  keyId: '',
  createdBy: 0,
  environment: 'production',
  plan,
  scopes: [],
})

// One of every kind that a rule of access can tell apart, so that the list below follows from the rules themselves.
const callers: readonly Principal[] = plans.flatMap((plan) => [...usersOf(plan), keyOf(plan)])

function refusalCodes({ access }: RouteRow): ErrorCode[] {
  if (access.kind === 'open') return []
  if (access.kind === 'operator') return ['unauthenticated', 'invalid_token']
  const refusals = callers.flatMap((caller) => refuse(access, caller)?.code ?? [])
  return ['unauthenticated', 'invalid_token', ...refusals]
}

function inputCodes(row: RouteRow): ErrorCode[] {
  const unsafe = row.method !== 'GET'
  return [
    'credential_in_url',
    ...(row.access.kind === 'operator' ? [] : (['ambiguous_credentials'] as const)),
    ...(unsafe && row.access.kind !== 'operator' ? (['csrf_refused'] as const) : []),
    // Also where no body is taken: sending one is refused.
    ...(unsafe ? (['malformed_request', 'payload_too_large', 'unsupported_media_type'] as const) : []),
    ...(unsafe && !row.upload && !row.csv ? (['credential_in_body'] as const) : []),
    ...(unsafe || row.query ? (['validation_failed'] as const) : []),
    ...(row.params ? (['not_found'] as const) : []),
    ...(takesIdempotencyKey(row) ? (['idempotency_in_progress', 'idempotency_mismatch'] as const) : []),
  ]
}

/**
 * Every code a row can answer with, in the catalogue's order: what its access, its parameters and its body can
 * bring about, what the server itself can, and what the row names. Only `headers_too_large` is left out: it comes
 * before there is a row.
 */
export function possibleErrors(row: RouteRow): ErrorCode[] {
  const found = new Set<ErrorCode>([
    ...inputCodes(row),
    ...refusalCodes(row),
    ...(row.errors ?? []),
    'rate_limited',
    'internal',
    'unavailable',
  ])
  return errorCodes.filter((code) => found.has(code))
}
