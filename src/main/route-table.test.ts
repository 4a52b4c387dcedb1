import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { route } from '../contract/route.ts'
import { refuse } from '../domain/access/authorize.ts'
import type { PatPrincipal } from '../domain/access/principal.ts'
import { roles } from '../domain/access/roles.ts'
import { patScopes } from '../domain/access/scopes.ts'
import { describeRoutes } from './routes.ts'

const rows = describeRoutes()

test('a row without access does not compile', () => {
  const rest = { method: 'GET', path: '/x', summary: '', tag: '', success: { status: 200 } } as const
  // @ts-expect-error access is a required field
  expect(route({ ...rest, handler: async () => ({}) })).not.toHaveProperty('access')
})

test.each(rows)('$method $path says who may call it', ({ access, method, path, upload, success }) => {
  expect(['open', 'operator', 'any', 'granted']).toContain(access.kind)
  if (access.kind === 'granted') expect(access.users).toBeDefined()
  expect(path).toMatch(/^(\/([a-z0-9.-]+|\{[a-z_]+\}))+$/)
  if (method === 'GET') expect({ upload, status: success.status }).toEqual({ upload: undefined, status: 200 })
})

test('no two rows stand at the same place', () => {
  const places = rows.map(({ method, path }) => `${method} ${path.replaceAll(/\{\w+\}/g, '{}')}`)
  expect(new Set(places).size).toBe(rows.length)
})

describe('what answers can hold (security case 24)', () => {
  /** Names of all members of a schema, however deep. */
  const membersOf = (node: unknown): string[] => {
    if (Array.isArray(node)) return node.flatMap(membersOf)
    if (typeof node !== 'object' || node === null) return []
    const { properties } = node as { properties?: object }
    return [...Object.keys(properties ?? {}), ...Object.values(node).flatMap(membersOf)]
  }
  const withSchema = rows.flatMap((row) =>
    row.success.schema ? [{ ...row, schema: row.success.schema }] : [],
  )

  test.each(withSchema)(
    '$method $path: no hash, no ciphertext; a secret only where the row says so',
    (row) => {
      const members = membersOf(z.toJSONSchema(row.schema, { io: 'output', unrepresentable: 'any' }))
      expect(members.filter((member) => /hash|cipher|password|totp|_key$|session/.test(member))).toEqual([])
      // How many codes are left is no secret. What is shown once is never kept by a cache, nor given again by an idempotency key.
      expect(members.some((member) => /secret|backup_codes$|accept_url|otpauth/.test(member))).toBe(
        row.secret ?? false,
      )
    },
  )
})

describe('scopes (security case 15)', () => {
  const granted = rows.flatMap((row) =>
    row.access.kind === 'granted' ? [{ ...row, access: row.access }] : [],
  )
  const pat = (over: Partial<PatPrincipal>): PatPrincipal => ({
    kind: 'pat',
    tokenId: 't',
    userId: 7,
    workspaceId: 'w',
    plan: 'enterprise',
    role: 'owner',
    scopes: [],
    fullAccess: false,
    expiresAt: null,
    ...over,
  })

  test.each(granted)('$method $path: no set of scopes without its own, whatever the role', ({ access }) => {
    const others = patScopes.filter((scope) => scope !== access.scope)
    fc.assert(
      fc.property(fc.subarray(others), fc.constantFrom(...roles, null), (scopes, role) => {
        expect(refuse(access, pat({ scopes, role }))).toEqual({
          code: 'insufficient_scope',
          scope: access.scope ?? 'full_access',
        })
      }),
    )
  })
})
