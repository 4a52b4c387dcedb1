import { describe, expect, it, test } from 'vitest'
import { type Access, type Grant, refuse, type UserRule } from './authorize.ts'
import { integrationsGate, leaves } from './gate.ts'
import { type Plan, plans } from './plans.ts'
import type { KeyPrincipal, PatPrincipal, Principal, SessionPrincipal } from './principal.ts'
import { memberRoles, type Role, roles } from './roles.ts'
import type { KeyScope, PatScope } from './scopes.ts'

const everyRole: (Role | null)[] = [...roles, null]
const inWorkspace = { workspaceId: 'w', userId: 1, expiresAt: new Date(0) }

const session = (role: Role | null, over: Partial<SessionPrincipal> = {}): SessionPrincipal => ({
  ...inWorkspace,
  kind: 'session',
  sessionId: 's',
  plan: 'enterprise',
  role,
  roleHint: role,
  ...over,
})
const pat = (role: Role | null, scopes: PatScope[] | 'full', plan: Plan = 'enterprise'): PatPrincipal => ({
  ...inWorkspace,
  kind: 'pat',
  tokenId: 't',
  plan,
  role,
  scopes: scopes === 'full' ? [] : scopes,
  fullAccess: scopes === 'full',
})
const apiKey = (scopes: KeyScope[], plan: Plan = 'enterprise'): KeyPrincipal => ({
  ...inWorkspace,
  kind: 'api_key',
  keyId: 'k',
  createdBy: 1,
  environment: 'production',
  plan,
  scopes,
})

const scopesOfPat: (PatScope[] | 'full')[] = [
  'full',
  [],
  ['read:webhooks'],
  ['write:webhooks'],
  ['read:webhooks', 'write:webhooks'],
]
const keyScopeSets: KeyScope[][] = [[], ['api'], ['admin'], ['api', 'admin']]

const principals: Principal[] = plans.flatMap((plan) => [
  ...everyRole.flatMap((role) => [
    ...['owner', 'manager', 'staff', null, 'superuser'].map((roleHint) => session(role, { plan, roleHint })),
    ...scopesOfPat.map((scopes) => pat(role, scopes, plan)),
  ]),
  ...keyScopeSets.map((scopes) => apiKey(scopes, plan)),
])

const userRules: Grant['users'][] = [
  'any',
  {},
  ...[undefined, true].flatMap((customer) =>
    [undefined, ...memberRoles].map(
      (member): UserRule => ({ ...(customer && { customer }), ...(member && { member }) }),
    ),
  ),
]
const grants: Grant[] = userRules.flatMap((users) =>
  [undefined, 'write:webhooks' as const].flatMap((scope) =>
    [undefined, ['api'], ['admin'], ['api', 'admin']].flatMap((key) =>
      [undefined, ...leaves].map((gate) => ({
        users,
        ...(scope && { scope }),
        ...(key && { key: key as KeyScope[] }),
        ...(gate && { gate }),
      })),
    ),
  ),
)

/** contract.md's access column in plain words; null = allowed. */
function ruling(grant: Grant, who: Principal): string | null {
  if (who.kind === 'api_key') {
    const held = who.scopes.filter((scope) => grant.key?.includes(scope))
    if (who.plan !== 'enterprise') return 'plan_required'
    if (grant.key === undefined) return 'user_required'
    return held.length > 0 ? null : `insufficient_scope ${grant.key.join(' ')}`
  }
  const scoped = who.kind === 'pat' && !who.fullAccess
  if (scoped && !grant.scope) return 'insufficient_scope full_access'
  if (scoped && !who.scopes.some((scope) => scope === grant.scope)) return `insufficient_scope ${grant.scope}`
  if (grant.users === 'any') return null
  if (who.role === 'customer') return grant.users.customer ? null : 'role_required'
  const least = grant.users.member
  if (least === undefined) return 'role_required'
  const roleHint = who.kind === 'session' ? who.roleHint : who.role
  const gate =
    grant.gate && integrationsGate({ plan: who.plan, roleHint, membership: who.role, leaf: grant.gate })
  if (gate?.refusal) return gate.refusal
  if (who.role === null) return 'membership_required'
  const ladder = ['staff', 'manager', 'admin', 'owner']
  return ladder.indexOf(who.role) < ladder.indexOf(least) ? 'role_required' : null
}

const said = (access: Access, who: Principal): string | null => {
  const refusal = refuse(access, who)
  if (refusal === null) return null
  return 'scope' in refusal ? `${refusal.code} ${refusal.scope}` : refusal.code
}

describe('every access shape × every kind of principal', () => {
  it('is refused for the reason that contract.md gives, or not at all', () => {
    for (const grant of grants)
      for (const who of principals) {
        const access: Access = { kind: 'granted', ...grant }
        if (said(access, who) !== ruling(grant, who))
          expect(said(access, who), JSON.stringify({ grant, who })).toBe(ruling(grant, who))
      }
    expect(grants.length * principals.length).toBeGreaterThan(100_000)
  })

  it('rows for any credential refuse only a suspended key', () => {
    for (const who of principals)
      expect(said({ kind: 'any' }, who)).toBe(
        who.kind === 'api_key' && who.plan !== 'enterprise' ? 'plan_required' : null,
      )
  })
})

describe('the sentences behind the table', () => {
  const granted = (grant: Grant): Access => ({ kind: 'granted', ...grant })

  test('a session needs no scope, a token the scope and its user’s current role', () => {
    const access = granted({ scope: 'write:webhooks', users: { customer: true } })
    expect(said(access, session('customer'))).toBeNull()
    expect(said(access, pat('customer', ['write:webhooks']))).toBeNull()
    expect(said(access, pat('customer', ['read:webhooks']))).toBe('insufficient_scope write:webhooks')
    expect(said(access, pat('staff', ['write:webhooks']))).toBe('role_required')
    expect(said(access, pat(null, ['write:webhooks']))).toBe('role_required')
  })

  test('a row without a scope takes a full-access token only: no scoped token mints tokens', () => {
    const access = granted({ users: 'any' })
    expect(said(access, pat('customer', 'full'))).toBeNull()
    expect(said(access, pat('customer', ['admin:account', 'write:webhooks']))).toBe(
      'insufficient_scope full_access',
    )
    expect(said(access, pat('customer', []))).toBe('insufficient_scope full_access')
  })

  test('an api key on an admin row and the reverse', () => {
    expect(said(granted({ key: ['admin'], users: {} }), apiKey(['api']))).toBe('insufficient_scope admin')
    expect(said(granted({ key: ['api'], users: {} }), apiKey(['admin']))).toBe('insufficient_scope api')
    expect(said(granted({ key: ['api', 'admin'], users: {} }), apiKey(['admin']))).toBeNull()
  })

  test('after a downgrade every key is refused, whatever the row', () => {
    for (const access of [
      granted({ key: ['api'], users: {} }),
      granted({ users: 'any' }),
      { kind: 'any' } as const,
    ])
      expect(said(access, apiKey(['api', 'admin'], 'pro'))).toBe('plan_required')
  })

  test('workspace webhooks: customers pass without a plan, members through the gate', () => {
    const access = granted({
      scope: 'write:webhooks',
      key: ['admin'],
      users: { customer: true, member: 'manager' },
      gate: 'webhooks',
    })
    expect(said(access, session('customer', { plan: 'free' }))).toBeNull()
    expect(said(access, session('manager', { plan: 'free' }))).toBe('plan_required')
    expect(said(access, session('manager'))).toBeNull()
    expect(said(access, session('staff'))).toBe('role_required')
    expect(said(access, session(null, { roleHint: 'owner' }))).toBe('membership_required')
  })

  test('a row for nobody who signs in', () => {
    for (const role of everyRole)
      expect(said(granted({ key: ['api'], users: {} }), session(role))).toBe('role_required')
  })
})
