import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Principal } from './principal.ts'
import { mayChangePlan, mayGive, mayHandle, refuseMemberChange, type Standing, standingOf } from './rights.ts'
import { type MemberRole, memberRoles, parseRole, type Role, roles } from './roles.ts'

const standings: readonly Standing[] = [...memberRoles, 'key', null]

/** product.md, "Rights of members", cell by cell: who, whom they may make, whom they may change or remove. */
const table: readonly (readonly [Standing, gives: string, handles: string])[] = [
  ['owner', 'staff manager admin owner customer', 'staff manager admin owner customer'],
  ['admin', 'staff manager customer', 'staff manager customer'],
  ['key', 'staff manager customer', 'staff manager customer'],
  ['manager', 'customer', ''],
  ['staff', '', ''],
  [null, '', ''],
]

test('the table is whole', () => {
  expect(new Set(table.map(([by]) => by))).toEqual(new Set(standings))
})

describe.each(table)('%s', (by, gives, handles) => {
  test.each(roles)('and the role %s', (role) => {
    expect(mayGive(by, role)).toBe(gives.split(' ').includes(role))
    expect(mayHandle(by, role)).toBe(handles.split(' ').includes(role))
  })

  test('clears away a row whose role is none as it would staff', () => {
    expect(mayHandle(by, parseRole('superuser'))).toBe(mayHandle(by, 'staff'))
  })

  test('changes the plan only as owner', () => {
    expect(mayChangePlan(by)).toBe(by === 'owner')
  })
})

describe('whose standing', () => {
  const user = (kind: 'session' | 'pat', role: Role | null) => ({ kind, role }) as Principal
  const key = (...scopes: string[]) => ({ kind: 'api_key', scopes }) as unknown as Principal

  test.each(memberRoles)('a member is %s by session and by token', (role) => {
    expect(standingOf(user('session', role))).toBe(role)
    expect(standingOf(user('pat', role))).toBe(role)
  })

  test('customers and who has no role have none', () => {
    expect(standingOf(user('session', 'customer'))).toBeNull()
    expect(standingOf(user('session', null))).toBeNull()
  })

  test('a key has one with scope admin, and never an administrator’s', () => {
    expect(standingOf(key('admin'))).toBe('key')
    expect(standingOf(key('api', 'admin'))).toBe('key')
    expect(standingOf(key('api'))).toBeNull()
  })
})

describe('changing a member', () => {
  const change = fc.record({
    by: fc.constantFrom(...standings),
    held: fc.constantFrom<Role | null>(...roles, null),
    wanted: fc.constantFrom<MemberRole | null>(...memberRoles, null),
    owners: fc.integer({ min: 1, max: 3 }),
  })

  test('never leaves a workspace without an owner', () => {
    fc.assert(
      fc.property(change, (made) => {
        const staysOwned = made.owners > 1 || made.held !== 'owner' || made.wanted === 'owner'
        expect(refuseMemberChange(made) !== null || staysOwned).toBe(true)
      }),
    )
  })

  test('never makes or unmakes an administrator but by the owner', () => {
    fc.assert(
      fc.property(change, (made) => {
        const touched: readonly unknown[] = [made.held, made.wanted]
        if (made.by !== 'owner' && (touched.includes('owner') || touched.includes('admin')))
          expect(refuseMemberChange(made)).toBe('role_required')
      }),
    )
  })

  test('never lifts anybody, oneself included, above who does it', () => {
    fc.assert(
      fc.property(change, (made) => {
        if (refuseMemberChange(made) !== null || made.wanted === null || made.by === null) return
        const rank = made.by === 'key' ? memberRoles.indexOf('admin') : memberRoles.indexOf(made.by)
        expect(memberRoles.indexOf(made.wanted)).toBeLessThanOrEqual(rank)
      }),
    )
  })

  test('an owner among several may go, the last may not', () => {
    const leave = { by: 'owner', held: 'owner', wanted: null } as const
    expect(refuseMemberChange({ ...leave, owners: 2 })).toBeNull()
    expect(refuseMemberChange({ ...leave, owners: 1 })).toBe('last_owner')
    expect(refuseMemberChange({ ...leave, wanted: 'admin', owners: 1 })).toBe('last_owner')
    expect(refuseMemberChange({ ...leave, wanted: 'owner', owners: 1 })).toBeNull()
  })

  test('who may not is told that, not how many owners there are', () => {
    expect(refuseMemberChange({ by: 'admin', held: 'owner', wanted: null, owners: 1 })).toBe('role_required')
  })
})
