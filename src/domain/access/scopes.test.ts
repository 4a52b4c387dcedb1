import { expect, test } from 'vitest'
import { grantCovers, keyScopes, patScopeDescriptions, patScopes } from './scopes.ts'

test('the scopes of a personal access token are those of the reference, each with a sentence', () => {
  expect(patScopes).toEqual([
    'read:projects',
    'write:projects',
    'read:quotes',
    'write:quotes',
    'read:invoices',
    'write:invoices',
    'read:inbox',
    'write:inbox',
    'read:cad',
    'write:cad',
    'read:webhooks',
    'write:webhooks',
    'admin:account',
  ])
  for (const sentence of Object.values(patScopeDescriptions)) expect(sentence).toMatch(/^[A-Z].*\.$/)
})

test('a tenant key has api, admin, or both', () => {
  expect(keyScopes).toEqual(['api', 'admin'])
})

test('a scope covers itself and no other; write does not imply read', () => {
  for (const held of patScopes)
    for (const asked of patScopes)
      expect(grantCovers({ scopes: [held], fullAccess: false }, asked)).toBe(held === asked)
})

test('full access covers every scope, and only the flag says so', () => {
  for (const scope of patScopes) {
    expect(grantCovers({ scopes: [], fullAccess: true }, scope)).toBe(true)
    expect(grantCovers({ scopes: [], fullAccess: false }, scope)).toBe(false)
    expect(grantCovers({ scopes: ['*', '', 'full_access', 'admin:*'], fullAccess: false }, scope)).toBe(false)
  }
})
