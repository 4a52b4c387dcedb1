import { pathId } from '../../contract/common.ts'
import * as shapes from '../../contract/deliveries.ts'
import { type RouteRow, route } from '../../contract/route.ts'
import { reads, writes } from './access.ts'
import type { WebhookService } from './service.ts'

const tag = 'Deliveries'

export const deliveryRoutes = (webhooks: Pick<WebhookService, 'deliveries'>): RouteRow[] => [
  route({
    method: 'GET',
    path: '/webhooks/{id}/deliveries',
    summary: 'List the deliveries of a webhook',
    tag,
    access: reads,
    params: pathId,
    query: shapes.deliveryQuery,
    success: { status: 200, schema: shapes.deliveryPage },
    errors: ['invalid_cursor'],
    handler: (call) => webhooks.deliveries.list(call, call.params.id, call.query),
  }),
  route({
    method: 'GET',
    path: '/webhooks/deliveries',
    summary: 'List the deliveries of all webhooks',
    tag,
    access: reads,
    query: shapes.ownDeliveryQuery,
    success: { status: 200, schema: shapes.deliveryPage },
    errors: ['invalid_cursor', 'not_found'],
    handler: (call) => webhooks.deliveries.listAll(call, call.query),
  }),
  route({
    method: 'GET',
    path: '/webhooks/deliveries/{id}',
    summary: 'Read a delivery with each attempt in full',
    tag,
    access: reads,
    params: pathId,
    success: { status: 200, schema: shapes.delivery },
    handler: (call) => webhooks.deliveries.read(call, call.params.id),
  }),
  route({
    method: 'POST',
    path: '/webhooks/deliveries/{id}/redeliver',
    summary: 'Deliver an event once more',
    tag,
    access: writes,
    params: pathId,
    success: { status: 202, schema: shapes.redelivered },
    errors: ['webhook_disabled'],
    handler: (call) => webhooks.deliveries.redeliver(call, [call.params.id]),
  }),
  route({
    method: 'POST',
    path: '/webhooks/deliveries/redeliver',
    summary: 'Deliver several events once more, all or none',
    tag,
    access: writes,
    body: shapes.redeliverInput,
    success: { status: 202, schema: shapes.redelivered },
    errors: ['not_found', 'webhook_disabled'],
    handler: (call) => webhooks.deliveries.redeliver(call, call.body.ids),
  }),
]
