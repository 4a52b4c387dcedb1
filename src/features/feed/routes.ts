import * as shapes from '../../contract/feed.ts'
import { type RouteRow, route } from '../../contract/route.ts'
import type { FeedService } from './service.ts'

/** The feed, for who would rather ask than be called. */
export const feedRoutes = (feed: FeedService): RouteRow[] => [
  route({
    method: 'GET',
    path: '/events',
    summary: 'Read events in order, and wait for new ones',
    description:
      'Oldest first. A customer reads the events of the own account, the workspace those of all its customers that concern business (no `security.*`, no `account.deleted`); `webhook.test` is never among them. Whoever goes on from `next_cursor` misses no event and sees none twice. Each event is exactly what webhooks are sent.',
    tag: 'Events',
    access: {
      kind: 'granted',
      scope: 'read:webhooks',
      key: ['api', 'admin'],
      users: { customer: true, member: 'manager' },
      gate: 'webhooks',
    },
    query: shapes.feedQuery,
    success: { status: 200, schema: shapes.feedPage },
    errors: ['cursor_expired'],
    handler: (call) => feed.read(call, call.query, call.signal),
  }),
]
