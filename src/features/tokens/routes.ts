import { pathId } from '../../contract/common.ts'
import { type RouteRow, route } from '../../contract/route.ts'
import {
  leakReport,
  leakReported,
  rotateInput,
  tokenAnswer,
  tokenInput,
  tokenPage,
  tokenPatch,
  tokenQuery,
  tokenWithSecret,
  tokenWithUsage,
} from '../../contract/tokens.ts'
import type { ApiKeyService } from '../api-keys/index.ts'
import type { TokenService } from './service.ts'

const tag = 'Personal access tokens'
/** A session, or a token with full access: a scoped one can never mint, edit or rotate (security case 16). */
const access = { kind: 'granted', users: 'any' } as const

export function tokenRoutes(tokens: TokenService, apiKeys: ApiKeyService): RouteRow[] {
  return [
    route({
      method: 'GET',
      path: '/tokens',
      summary: 'List your personal access tokens',
      tag,
      access,
      query: tokenQuery,
      success: { status: 200, schema: tokenPage },
      errors: ['invalid_cursor'],
      handler: (call) => tokens.list(call, call.query),
    }),
    route({
      method: 'POST',
      path: '/tokens',
      summary: 'Mint a personal access token',
      tag,
      access,
      body: tokenInput,
      secret: true,
      success: { status: 201, schema: tokenWithSecret },
      errors: ['membership_required'],
      handler: (call) => tokens.create(call, call.body),
    }),
    route({
      method: 'GET',
      path: '/tokens/{id}',
      summary: 'Read a personal access token',
      tag,
      access,
      params: pathId,
      success: { status: 200, schema: tokenWithUsage },
      handler: (call) => tokens.read(call, call.params.id),
    }),
    route({
      method: 'PATCH',
      path: '/tokens/{id}',
      summary: 'Rename a personal access token or change its scopes',
      tag,
      access,
      params: pathId,
      body: tokenPatch,
      success: { status: 200, schema: tokenAnswer },
      handler: (call) => tokens.update(call, call.params.id, call.body),
    }),
    route({
      method: 'DELETE',
      path: '/tokens/{id}',
      summary: 'Revoke a personal access token',
      tag,
      access,
      params: pathId,
      success: { status: 204 },
      handler: (call) => tokens.revoke(call, call.params.id),
    }),
    route({
      method: 'POST',
      path: '/tokens/{id}/rotate',
      summary: 'Replace a personal access token by a new one',
      tag,
      access,
      params: pathId,
      body: rotateInput,
      bodyOptional: true,
      secret: true,
      success: { status: 201, schema: tokenWithSecret },
      errors: ['membership_required', 'token_inactive'],
      handler: (call) => tokens.rotate(call, call.params.id, call.body),
    }),
    route({
      method: 'POST',
      path: '/tokens/report-leak',
      summary: 'Revoke a leaked token or tenant key; having it is enough',
      tag,
      access: { kind: 'open' },
      body: leakReport,
      tokenMember: 'token',
      success: { status: 202, schema: leakReported },
      handler: async (call) => {
        const secret = call.body.token.trim()
        await tokens.revokeLeaked(secret, call.address)
        await apiKeys.revokeLeaked(secret, call.address)
        return {}
      },
    }),
  ]
}
