import { pathId } from '../../contract/common.ts'
import * as shapes from '../../contract/replays.ts'
import { type RouteRow, route } from '../../contract/route.ts'
import { writes } from './access.ts'
import type { WebhookService } from './service.ts'

const tag = 'Deliveries'

export const replayRoutes = (webhooks: Pick<WebhookService, 'replays'>): RouteRow[] => [
  route({
    method: 'POST',
    path: '/webhooks/{id}/replays',
    summary: 'Deliver the events of a time window once more',
    description:
      'Each event that was delivered to this webhook in the window is delivered once more, with the same id and the same bytes. At most 500 a second are made, and never so many that a new event waits behind more than 250 of them. With `dry_run` they are only counted.',
    tag,
    access: writes,
    params: pathId,
    body: shapes.replayInput,
    success: {
      status: 202,
      schema: shapes.replayStarted,
      or: { status: 200, schema: shapes.replayCount, description: 'With `dry_run`: counted, nothing begun.' },
    },
    errors: ['webhook_disabled', 'limit_reached'],
    handler: (call) => webhooks.replays.start(call, call.params.id, call.body),
  }),
  route({
    method: 'GET',
    path: '/webhooks/{id}/replays',
    summary: 'List the replays of a webhook',
    description: 'Those that ended are kept for 30 days.',
    tag,
    access: writes,
    params: pathId,
    query: shapes.replayQuery,
    success: { status: 200, schema: shapes.replayPage },
    errors: ['invalid_cursor'],
    handler: (call) => webhooks.replays.list(call, call.params.id, call.query),
  }),
  route({
    method: 'GET',
    path: '/webhooks/replays/{id}',
    summary: 'Read how far a replay is',
    tag,
    access: writes,
    params: pathId,
    success: { status: 200, schema: shapes.replay },
    handler: (call) => webhooks.replays.read(call, call.params.id),
  }),
  route({
    method: 'POST',
    path: '/webhooks/replays/{id}/cancel',
    summary: 'Cancel a replay; what it has made is still delivered',
    tag,
    access: writes,
    params: pathId,
    success: { status: 200, schema: shapes.replay },
    errors: ['invalid_transition'],
    handler: (call) => webhooks.replays.cancel(call, call.params.id),
  }),
]
