import { pathId } from '../../contract/common.ts'
import * as shapes from '../../contract/messages.ts'
import { type RouteRow, route } from '../../contract/route.ts'
import { threadPage, threadQuery } from '../../contract/threads.ts'
import type { MessageService } from './service.ts'

const tag = 'Messages'
const users = { customer: true, member: 'staff' } as const
const readAccess = { kind: 'granted', scope: 'read:inbox', key: ['api'], users } as const
const writeAccess = { kind: 'granted', key: ['api'], users } as const

export function messageRoutes(messages: MessageService): RouteRow[] {
  return [
    route({
      method: 'GET',
      path: '/messages',
      summary: 'List the messages of a customer’s general thread',
      tag,
      access: readAccess,
      query: shapes.generalMessageQuery,
      success: { status: 200, schema: shapes.messagePage },
      handler: (call) => messages.listGeneral(call, call.query),
    }),
    route({
      method: 'POST',
      path: '/messages',
      summary: 'Write in a customer’s general thread',
      tag,
      access: writeAccess,
      body: shapes.generalMessageInput,
      success: { status: 201, schema: shapes.message },
      handler: (call) => messages.writeGeneral(call, call.body),
    }),
    route({
      method: 'GET',
      path: '/messages/threads',
      summary: 'List threads, the one that was written in last first',
      tag,
      access: readAccess,
      query: threadQuery,
      success: { status: 200, schema: threadPage },
      handler: (call) => messages.listThreads(call, call.query),
    }),
    route({
      method: 'GET',
      path: '/projects/{id}/messages',
      summary: 'List the messages of a project',
      tag,
      access: readAccess,
      params: pathId,
      query: shapes.projectMessageQuery,
      success: { status: 200, schema: shapes.messagePage },
      handler: (call) => messages.listOfProject(call, call.params.id, call.query),
    }),
    route({
      method: 'POST',
      path: '/projects/{id}/messages',
      summary: 'Write in the thread of a project',
      tag,
      access: writeAccess,
      params: pathId,
      body: shapes.projectMessageInput,
      success: { status: 201, schema: shapes.message },
      handler: (call) => messages.writeInProject(call, call.params.id, call.body),
    }),
  ]
}
