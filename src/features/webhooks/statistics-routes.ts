import { type RouteRow, route } from '../../contract/route.ts'
import * as shapes from '../../contract/statistics.ts'
import { reads } from './access.ts'
import type { WebhookService } from './service.ts'

export const statisticsRoutes = (webhooks: Pick<WebhookService, 'statistics'>): RouteRow[] => [
  route({
    method: 'GET',
    path: '/webhooks/statistics',
    summary: 'Read what attempts came to over time',
    description:
      'By the hour or day: attempts, those that failed by what prevented them, deliveries that arrived or were given up, and how long attempts took. Attempts count in the hour in which they began, test events among them. Kept for 92 days, longer than the deliveries themselves.',
    tag: 'Webhooks',
    access: reads,
    query: shapes.statisticsQuery,
    success: { status: 200, schema: shapes.statistics },
    errors: ['not_found'],
    handler: (call) => webhooks.statistics.read(call, call.query),
  }),
]
