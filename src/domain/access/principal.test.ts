import { describe, expect, it, test } from 'vitest'
import { actsAsTest, keyEnvironments, ownerOf, type Principal, senderOf } from './principal.ts'
import { memberRoles, type Role } from './roles.ts'

const common = { workspaceId: 'w', plan: 'enterprise' as const, expiresAt: new Date(0) }
const session = (role: Role | null): Principal => ({
  ...common,
  kind: 'session',
  sessionId: 's',
  userId: 7,
  role,
  roleHint: role,
})
const pat = (role: Role | null): Principal => ({
  ...common,
  kind: 'pat',
  tokenId: 't',
  userId: 7,
  role,
  scopes: [],
  fullAccess: true,
})
const apiKey = (environment: (typeof keyEnvironments)[number]): Principal => ({
  ...common,
  kind: 'api_key',
  keyId: 'k',
  createdBy: 7,
  scopes: ['api'],
  environment,
})

describe('whose records a principal sees', () => {
  it('a customer its own, by session or by token', () => {
    for (const who of [session, pat])
      expect(ownerOf(who('customer'))).toEqual({ workspaceId: 'w', customerId: 7 })
  })

  it('a member and a tenant key those of the workspace', () => {
    for (const role of memberRoles)
      for (const who of [session, pat])
        expect(ownerOf(who(role))).toEqual({ workspaceId: 'w', customerId: null })
    expect(ownerOf(apiKey('production'))).toEqual({ workspaceId: 'w', customerId: null })
  })

  it('a user without a role no more than their own', () => {
    for (const who of [session, pat]) expect(ownerOf(who(null))).toEqual({ workspaceId: 'w', customerId: 7 })
  })
})

test('only keys that are not production act as tests', () => {
  expect(keyEnvironments.filter((environment) => actsAsTest(apiKey(environment)))).toEqual([
    'staging',
    'development',
  ])
  expect([session('owner'), pat('customer')].filter(actsAsTest)).toEqual([])
})

test('a user has one name for all credentials, each key its own', () => {
  expect([session('owner'), pat('customer'), apiKey('staging')].map(senderOf)).toEqual([
    'user:7',
    'user:7',
    'api_key:k',
  ])
})
