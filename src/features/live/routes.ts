import { type RouteRow, route } from '../../contract/route.ts'
import type { LiveService } from './service.ts'

/** Changes as they happen, for pages. */
export const liveRoutes = (live: Pick<LiveService, 'stream'>): RouteRow[] => [
  route({
    method: 'GET',
    path: '/stream',
    summary: 'Hear of deliveries and the inbox as they change',
    description:
      'Server-sent events. `delivery`: an attempt has ended, as `{id, webhook_id, event: {id, type}, status, attempt_count, next_attempt_at}`. `skipped`: `{deliveries}`, so many more have changed than are told one by one. `inbox`: `{id, title, unread_count}` of the newest item, for users whose token may read the inbox. They are hints: nothing is told of the time before, and `Last-Event-ID` means nothing; whoever (re)connects reads the lists. The stream ends when anything changes that its credential rests on: connect again. A reader that does not keep up is cut off. At most ten at once.',
    tag: 'Events',
    access: {
      kind: 'granted',
      scope: 'read:webhooks',
      key: ['api', 'admin'],
      users: { customer: true, member: 'manager' },
      gate: 'webhooks',
    },
    success: { status: 200, mediaType: 'text/event-stream' },
    handler: (call) => live.stream(call, call.signal),
  }),
]
