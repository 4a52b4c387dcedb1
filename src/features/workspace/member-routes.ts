import { type RouteRow, route } from '../../contract/route.ts'
import { memberPatch, pathUserId, peopleQuery, person, personPage } from '../../contract/workspace.ts'
import type { MemberService } from './members.ts'

const tag = 'Members'
/** Whom an administrator may change is decided in the service, by product.md's "Rights of members". */
const administrators = { kind: 'granted', key: ['admin'], users: { member: 'admin' } } as const

export function memberRoutes(members: MemberService): RouteRow[] {
  return [
    route({
      method: 'GET',
      path: '/workspace/members',
      summary: 'List the members',
      tag,
      access: { kind: 'granted', key: ['admin'], users: { member: 'manager' } },
      query: peopleQuery,
      success: { status: 200, schema: personPage },
      errors: ['invalid_cursor'],
      handler: (call) => members.list(call, call.query),
    }),
    route({
      method: 'PATCH',
      path: '/workspace/members/{user_id}',
      summary: 'Give a member another role',
      tag,
      access: administrators,
      params: pathUserId,
      body: memberPatch,
      success: { status: 200, schema: person },
      errors: ['role_required', 'last_owner'],
      handler: (call) => members.changeRole(call, call.params.user_id, call.body.role),
    }),
    route({
      method: 'DELETE',
      path: '/workspace/members/{user_id}',
      summary: 'Remove a member, with the tokens that rest on the membership',
      tag,
      access: administrators,
      params: pathUserId,
      success: { status: 204 },
      errors: ['role_required', 'last_owner'],
      handler: (call) => members.remove(call, call.params.user_id),
    }),
  ]
}
