import { pathId } from '../../contract/common.ts'
import { inboxItem, inboxPage, inboxQuery, inboxRead } from '../../contract/inbox.ts'
import { type RouteRow, route } from '../../contract/route.ts'
import type { InboxService } from './service.ts'

const tag = 'Inbox'
const users = { customer: true, member: 'staff' } as const
const writeAccess = { kind: 'granted', scope: 'write:inbox', users } as const

export function inboxRoutes(inbox: InboxService): RouteRow[] {
  return [
    route({
      method: 'GET',
      path: '/inbox',
      summary: 'List what you were told; for a tenant key, what all of the staff was told',
      tag,
      access: { kind: 'granted', scope: 'read:inbox', key: ['api'], users },
      query: inboxQuery,
      success: { status: 200, schema: inboxPage },
      handler: (call) => inbox.list(call, call.query),
    }),
    route({
      method: 'POST',
      path: '/inbox/{id}/read',
      summary: 'Mark an item as read',
      tag,
      access: writeAccess,
      params: pathId,
      success: { status: 200, schema: inboxItem },
      handler: (call) => inbox.read(call, call.params.id),
    }),
    route({
      method: 'POST',
      path: '/inbox/read-all',
      summary: 'Mark all that is there as read',
      tag,
      access: writeAccess,
      success: { status: 200, schema: inboxRead },
      handler: (call) => inbox.readAll(call),
    }),
  ]
}
