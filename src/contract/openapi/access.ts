import type { Access, Grant } from '../../domain/access/authorize.ts'
import { atLeast, memberRoles } from '../../domain/access/roles.ts'
import { keyScopeDescriptions, patScopeDescriptions } from '../../domain/access/scopes.ts'
import type { Json } from './json.ts'

/** How each credential is shown. The scopes stand in `x-scopes`: OpenAPI has no place for them outside OAuth. */
export const securitySchemes = {
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: 'fabwire_session',
    description:
      'The dashboard’s session; `__Host-fabwire_session` where the site is https. Unsafe methods must come from the site itself.',
  },
  pat: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'pat_ and 64 hex',
    description:
      'A personal access token. It acts as its user, within its scopes and that user’s current role.',
    'x-scopes': patScopeDescriptions,
  },
  tenantKey: {
    type: 'apiKey',
    in: 'header',
    name: 'X-API-Key',
    description:
      'A tenant API key: `fwk_` and 64 hex. It acts for the workspace, which needs the enterprise plan.',
    'x-scopes': keyScopeDescriptions,
  },
  operator: {
    type: 'http',
    scheme: 'bearer',
    description: 'The token that whoever runs the server configured for its metrics.',
  },
} as const satisfies Record<string, Json>

type Requirement = Partial<Record<keyof typeof securitySchemes, readonly string[]>>

/** False for rows that only tenant keys may call. */
const takesUsers = ({ users }: Grant): boolean =>
  users === 'any' || users.customer === true || users.member !== undefined

function grantSecurity(grant: Grant): Requirement[] {
  const users: Requirement[] = takesUsers(grant)
    ? [{ session: [] }, { pat: grant.scope ? [grant.scope] : [] }]
    : []
  return [...users, ...(grant.key ?? []).map((scope) => ({ tenantKey: [scope] }))]
}

/** The credentials with which a row can be called; any one of them suffices. */
export function security(access: Access): Requirement[] {
  switch (access.kind) {
    case 'open':
      return []
    case 'operator':
      return [{ operator: [] }]
    case 'any':
      return [{ session: [] }, { pat: [] }, { tenantKey: [] }]
    case 'granted':
      return grantSecurity(access)
  }
}

/** Role names as stored, or `any` where the role does not matter. */
function rolesOf({ users }: Grant): string[] {
  if (users === 'any') return ['any']
  const { member } = users
  return [
    ...(users.customer ? ['customer'] : []),
    ...(member === undefined ? [] : memberRoles.filter((role) => atLeast(role, member))),
  ]
}

function grantInWords(grant: Grant): string {
  const roles = rolesOf(grant)
  const who = grant.users === 'any' ? 'any signed-in user' : `a user with role ${roles.join(', ')}`
  const token = grant.scope ? `\`${grant.scope}\` or full access` : 'full access'
  const ways = [
    ...(takesUsers(grant)
      ? [`the session of ${who}`, `a personal access token of such a user with ${token}`]
      : []),
    ...(grant.key ? [`a tenant API key with ${grant.key.map((scope) => `\`${scope}\``).join(' or ')}`] : []),
  ]
  const gate = grant.gate
    ? ` Members and keys pass the Integrations gate (${grant.gate}): enterprise plan, and Admin or Manager by membership${grant.gate === 'api-keys' ? ', here Admin only' : ''}.`
    : ''
  return `Takes ${ways.join('; or ')}.${gate}`
}

/** Who may call a row, in one or two sentences. */
export function accessInWords(access: Access): string {
  switch (access.kind) {
    case 'open':
      return 'Takes no credential.'
    case 'operator':
      return 'For whoever runs the server: takes the metrics token.'
    case 'any':
      return 'Takes any valid credential.'
    case 'granted':
      return grantInWords(access)
  }
}

/** The `x-access` member of an operation: the row's access for programs, and in words. */
export function accessExtension(access: Access): Json {
  const words = accessInWords(access)
  if (access.kind !== 'granted') return { kind: access.kind, words }
  return {
    kind: access.kind,
    ...(access.scope && { scope: access.scope }),
    ...(access.key && { key_scopes: access.key }),
    roles: rolesOf(access),
    ...(access.gate && { gate: access.gate }),
    words,
  }
}
