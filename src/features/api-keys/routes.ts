import { pathId } from '../../contract/common.ts'
import { type RouteRow, route } from '../../contract/route.ts'
import {
  apiKeyAnswer,
  apiKeyInput,
  apiKeyPage,
  apiKeyPatch,
  apiKeyQuery,
  apiKeyWithSecret,
  bulkIds,
  revokedIds,
} from '../../contract/tokens.ts'
import type { ApiKeyService } from './service.ts'

const tag = 'Tenant API keys'
/** Owners and admins, on a plan with Integrations; no tenant key makes or ends tenant keys. */
const access = { kind: 'granted', users: { member: 'admin' }, gate: 'api-keys' } as const

export function apiKeyRoutes(apiKeys: ApiKeyService): RouteRow[] {
  return [
    route({
      method: 'GET',
      path: '/api-keys',
      summary: 'List the tenant API keys',
      tag,
      access,
      query: apiKeyQuery,
      success: { status: 200, schema: apiKeyPage },
      errors: ['invalid_cursor'],
      handler: (call) => apiKeys.list(call, call.query),
    }),
    route({
      method: 'POST',
      path: '/api-keys',
      summary: 'Make a tenant API key',
      tag,
      access,
      body: apiKeyInput,
      secret: true,
      success: { status: 201, schema: apiKeyWithSecret },
      handler: (call) => apiKeys.create(call, call.body),
    }),
    route({
      method: 'GET',
      path: '/api-keys/{id}',
      summary: 'Read a tenant API key',
      tag,
      access,
      params: pathId,
      success: { status: 200, schema: apiKeyAnswer },
      handler: (call) => apiKeys.read(call, call.params.id),
    }),
    route({
      method: 'PATCH',
      path: '/api-keys/{id}',
      summary: 'Change name, description, environment or scopes of a tenant API key',
      tag,
      access,
      params: pathId,
      body: apiKeyPatch,
      success: { status: 200, schema: apiKeyAnswer },
      handler: (call) => apiKeys.update(call, call.params.id, call.body),
    }),
    route({
      method: 'DELETE',
      path: '/api-keys/{id}',
      summary: 'Revoke a tenant API key for good',
      tag,
      access,
      params: pathId,
      success: { status: 204 },
      handler: (call) => apiKeys.revoke(call, call.params.id),
    }),
    route({
      method: 'POST',
      path: '/api-keys/revoke',
      summary: 'Revoke many tenant API keys for good',
      tag,
      access,
      body: bulkIds,
      success: { status: 200, schema: revokedIds },
      handler: (call) => apiKeys.revokeMany(call, call.body.ids),
    }),
  ]
}
