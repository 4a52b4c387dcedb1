import { z } from 'zod'
import { keyEnvironments } from '../domain/access/principal.ts'
import { keyScopes, patScopes } from '../domain/access/scopes.ts'
import { id, integerId, name, page, pageQuery, text, time, timeInput } from './common.ts'

/** How long a replaced token can go on working. */
export const maxGraceSeconds = 7 * 86_400

/** No list may name a scope twice: whoever wrote it meant something else. */
const distinct = <T>(list: readonly T[]): boolean => new Set(list).size === list.length

const scopeList = <T extends readonly [string, ...string[]]>(names: T) =>
  z.array(z.enum(names)).max(names.length).refine(distinct, 'must not repeat a scope')

const patScopeList = scopeList(patScopes as [(typeof patScopes)[number], ...typeof patScopes])
const keyScopeList = scopeList(keyScopes as [(typeof keyScopes)[number], ...typeof keyScopes]).min(
  1,
  'needs at least one scope',
)

const nameFilter = (description: string) => text(120).optional().meta({ description })

const token = z.strictObject({
  id,
  name: z.string(),
  scopes: z.array(z.enum(patScopes)),
  full_access: z.boolean(),
  prefix: z.string().meta({ description: '`pat_` and the first 8 hex digits.' }),
  expires_at: time.nullable(),
  last_used_at: time.nullable(),
  last_used_address: z.string().nullable(),
  created_at: time,
})
export const tokenAnswer = token
const count = z.number().int()
export const tokenWithUsage = token.extend({
  usage: z
    .array(
      z.strictObject({
        day: z.string().meta({ description: '`2026-05-15`, in UTC.' }),
        ok: count,
        client_error: count.meta({ description: 'Answered with a status of 400 to 499.' }),
        server_error: count.meta({ description: 'Answered with a status of 500 or above.' }),
      }),
    )
    .meta({ description: 'Requests of the last 30 days, newest first; days without one are left out.' }),
})
export const tokenPage = page(token)
export const tokenWithSecret = token.extend({ secret: z.string().meta({ description: 'Shown this once.' }) })

export const tokenInput = z.strictObject({
  name: name(120),
  scopes: patScopeList.optional().meta({ description: 'Empty or absent: full account scope.' }),
  expires_at: timeInput.nullable().optional(),
})
export type TokenInput = z.output<typeof tokenInput>

export const tokenPatch = z.strictObject({
  name: name(120).optional(),
  scopes: patScopeList.min(1, 'must not become empty: that would mean full access').optional(),
})
export type TokenPatch = z.output<typeof tokenPatch>

export const tokenQuery = z.strictObject({
  ...pageQuery,
  name: nameFilter('Tokens whose name contains this, without case.'),
})
export type TokenQuery = z.output<typeof tokenQuery>

export const rotateInput = z.strictObject({
  grace_seconds: z
    .number()
    .int()
    .min(0)
    .max(maxGraceSeconds)
    .default(0)
    .meta({ description: 'Seconds during which the old secret still works, never past its own expiry.' }),
})

export type RotateInput = z.output<typeof rotateInput>

/** Any text is taken, so that the answer tells nothing about it. */
export const leakReport = z.strictObject({
  token: z.string().meta({ description: 'The secret of a personal access token or tenant API key.' }),
})
export const leakReported = z.strictObject({})

const apiKey = z.strictObject({
  id,
  name: z.string(),
  environment: z.enum(keyEnvironments),
  description: z.string(),
  scopes: z.array(z.enum(keyScopes)),
  prefix: z.string().meta({ description: '`fwk_` and the first 8 hex digits.' }),
  status: z.enum(['active', 'expired']),
  expires_at: time.nullable(),
  last_used_at: time.nullable(),
  created_at: time,
  created_by: z.strictObject({ id: integerId, name: z.string() }),
})
export const apiKeyAnswer = apiKey
export const apiKeyPage = page(apiKey)
export const apiKeyWithSecret = apiKey.extend({
  secret: z.string().meta({ description: 'Shown this once.' }),
})

export const apiKeyInput = z.strictObject({
  name: name(120),
  environment: z.enum(keyEnvironments),
  description: text(500).optional(),
  scopes: keyScopeList,
  expires_at: timeInput.nullable().optional(),
})
export type ApiKeyInput = z.output<typeof apiKeyInput>

export const apiKeyPatch = z.strictObject({
  name: name(120).optional(),
  environment: z.enum(keyEnvironments).optional(),
  description: text(500).optional(),
  scopes: keyScopeList.optional(),
})
export type ApiKeyPatch = z.output<typeof apiKeyPatch>

export const apiKeyQuery = z.strictObject({
  ...pageQuery,
  name: nameFilter('Keys whose name contains this, without case.'),
  status: z.enum(['active', 'expired']).optional(),
})
export type ApiKeyQuery = z.output<typeof apiKeyQuery>

export const bulkIds = z.strictObject({ ids: z.array(id).min(1).max(1_000) })
export const revokedIds = z.strictObject({ revoked: z.array(id) })
