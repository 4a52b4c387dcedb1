import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { atLeast, isMember, memberRoles, parseRole, roles, workspaceRole } from './roles.ts'

const known = ['staff', 'manager', 'admin', 'owner', 'customer']
const hostile = [
  'owner ',
  ' owner',
  'OWNER',
  'Owner',
  'admin,member',
  'superuser',
  'owner\0',
  'оwner',
  '',
  null,
]

test('there are four member roles and the customer', () => {
  expect(roles).toEqual(known)
})

describe('what is not exactly a role', () => {
  it.each([...hostile, undefined, 0, true, ['owner'], { toString: () => 'owner' }])(
    '%j grants nothing',
    (value) => {
      const role = parseRole(value)
      expect(role).toBeNull()
      expect(workspaceRole(value)).toBeNull()
      expect(isMember(role)).toBe(false)
      for (const least of memberRoles) expect(atLeast(role, least)).toBe(false)
    },
  )

  it('is every other text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!known.includes(text))
        expect(parseRole(text)).toBeNull()
      }),
    )
  })
})

test.each([
  ['owner', 'Admin'],
  ['admin', 'Admin'],
  ['manager', 'Manager'],
  ['staff', 'Staff'],
  ['customer', null],
])('Settings shows %s as %s', (role, shown) => {
  expect(workspaceRole(role)).toBe(shown)
})

test('ranks: owner over admin over manager over staff; a customer has none', () => {
  for (const [i, role] of memberRoles.entries())
    for (const [j, least] of memberRoles.entries()) expect(atLeast(role, least)).toBe(i >= j)
  for (const least of memberRoles) expect(atLeast('customer', least)).toBe(false)
})
