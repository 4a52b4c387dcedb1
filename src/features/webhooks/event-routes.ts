import * as shapes from '../../contract/event-routes.ts'
import { type RouteRow, route } from '../../contract/route.ts'
import { listEventTypes } from './event-types.ts'
import type { WebhookService } from './service.ts'

const tag = 'Events'

export const eventRoutes = (webhooks: Pick<WebhookService, 'events'>): RouteRow[] => [
  route({
    method: 'GET',
    path: '/event-types',
    summary: 'List the event types with schema and example',
    tag,
    access: { kind: 'open' },
    success: { status: 200, schema: shapes.eventTypeList },
    handler: async () => listEventTypes(),
  }),
  route({
    method: 'POST',
    path: '/events',
    summary: 'Publish one event, or up to 1,000',
    tag,
    // Tenant keys only: no user, whatever the role.
    access: { kind: 'granted', key: ['api'], users: {} },
    body: shapes.publishInput,
    success: { status: 202, schema: shapes.publishAnswer },
    handler: (call) => webhooks.events.publish(call, call.body),
  }),
]
