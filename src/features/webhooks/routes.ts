import { pathId } from '../../contract/common.ts'
import { type RouteRow, route } from '../../contract/route.ts'
import * as shapes from '../../contract/webhooks.ts'
import { reads, writes } from './access.ts'
import { deliveryRoutes } from './delivery-routes.ts'
import { eventRoutes } from './event-routes.ts'
import { replayRoutes } from './replay-routes.ts'
import type { WebhookService } from './service.ts'
import { statisticsRoutes } from './statistics-routes.ts'

const tag = 'Webhooks'

const crudRoutes = (webhooks: WebhookService): RouteRow[] => [
  route({
    method: 'GET',
    path: '/webhooks',
    summary: 'List webhooks',
    tag,
    access: reads,
    query: shapes.webhookQuery,
    success: { status: 200, schema: shapes.webhookPage },
    errors: ['invalid_cursor'],
    handler: (call) => webhooks.endpoints.list(call, call.query),
  }),
  route({
    method: 'POST',
    path: '/webhooks',
    summary: 'Create a webhook',
    tag,
    access: writes,
    body: shapes.webhookInput,
    secret: true,
    success: { status: 201, schema: shapes.webhookWithSecret },
    errors: ['blocked_target', 'limit_reached'],
    handler: (call) => webhooks.endpoints.create(call, call.body),
  }),
  route({
    method: 'POST',
    path: '/webhooks/delete',
    summary: 'Delete several webhooks',
    tag,
    access: writes,
    body: shapes.webhookIds,
    success: { status: 200, schema: shapes.deletedIds },
    handler: (call) => webhooks.endpoints.deleteMany(call, call.body.ids),
  }),
  route({
    method: 'GET',
    path: '/webhooks/{id}',
    summary: 'Read a webhook',
    tag,
    access: reads,
    params: pathId,
    success: { status: 200, schema: shapes.webhook },
    handler: (call) => webhooks.endpoints.read(call, call.params.id),
  }),
  route({
    method: 'PATCH',
    path: '/webhooks/{id}',
    summary: 'Change a webhook',
    tag,
    access: writes,
    params: pathId,
    body: shapes.webhookPatch,
    success: { status: 200, schema: shapes.webhook },
    errors: ['blocked_target'],
    handler: (call) => webhooks.endpoints.update(call, call.params.id, call.body),
  }),
  route({
    method: 'DELETE',
    path: '/webhooks/{id}',
    summary: 'Delete a webhook; what waits for it is discarded',
    tag,
    access: writes,
    params: pathId,
    success: { status: 204 },
    handler: (call) => webhooks.endpoints.delete(call, call.params.id),
  }),
]

const lifecycleRoutes = (webhooks: WebhookService): RouteRow[] => [
  route({
    method: 'POST',
    path: '/webhooks/{id}/enable',
    summary: 'Enable a webhook, releasing or discarding what was held',
    tag,
    access: writes,
    params: pathId,
    body: shapes.enableInput,
    bodyOptional: true,
    success: { status: 200, schema: shapes.webhook },
    handler: (call) => webhooks.lifecycle.enable(call, call.params.id, call.body),
  }),
  route({
    method: 'POST',
    path: '/webhooks/{id}/disable',
    summary: 'Disable a webhook; its deliveries are held',
    tag,
    access: writes,
    params: pathId,
    success: { status: 200, schema: shapes.webhook },
    handler: (call) => webhooks.lifecycle.disable(call, call.params.id),
  }),
  route({
    method: 'POST',
    path: '/webhooks/{id}/rotate-secret',
    summary: 'Make a new signing secret',
    tag,
    access: writes,
    params: pathId,
    body: shapes.rotateSecretInput,
    bodyOptional: true,
    secret: true,
    success: { status: 200, schema: shapes.webhookWithSecret },
    errors: ['rotation_pending'],
    handler: (call) => webhooks.lifecycle.rotateSecret(call, call.params.id, call.body),
  }),
  route({
    method: 'POST',
    path: '/webhooks/{id}/test',
    summary: 'Send a signed test event to this webhook',
    tag,
    access: writes,
    params: pathId,
    success: { status: 202, schema: shapes.testAnswer },
    errors: ['webhook_disabled'],
    handler: (call) => webhooks.checks.sendTest(call, call.params.id),
  }),
  route({
    method: 'POST',
    path: '/webhooks/{id}/ping',
    summary: 'Try the connection with one unsigned POST',
    tag,
    access: writes,
    params: pathId,
    success: { status: 200, schema: shapes.pingAnswer },
    handler: (call) => webhooks.checks.ping(call, call.params.id),
  }),
]

/** Webhooks, their deliveries, and the events they carry. */
export const webhookRoutes = (webhooks: WebhookService): RouteRow[] => [
  ...crudRoutes(webhooks),
  ...lifecycleRoutes(webhooks),
  ...deliveryRoutes(webhooks),
  ...replayRoutes(webhooks),
  ...statisticsRoutes(webhooks),
  ...eventRoutes(webhooks),
]
