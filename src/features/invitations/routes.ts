import { signedIn } from '../../contract/accounts.ts'
import { pathId } from '../../contract/common.ts'
import {
  acceptInput,
  customerCsv,
  customerInput,
  imported,
  invitationInput,
  invitationLook,
  invitationPage,
  invitationQuery,
  invitationWithLink,
  pathToken,
} from '../../contract/invitations.ts'
import { type RouteRow, route } from '../../contract/route.ts'
import { browserOf, type DeviceCookie, type SessionCookie, welcomeWith } from '../accounts/index.ts'
import type { InvitationService } from './service.ts'

const tag = 'Invitations'
/** Whom a manager may invite is decided in the service, by product.md's "Rights of members". */
const managers = { kind: 'granted', key: ['admin'], users: { member: 'manager' } } as const
const open = { kind: 'open' } as const

/** Inviting people, and taking invitations back. */
const inviterRoutes = (invitations: InvitationService): RouteRow[] => [
  route({
    method: 'GET',
    path: '/workspace/invitations',
    summary: 'List the invitations that are not accepted',
    tag,
    access: managers,
    query: invitationQuery,
    success: { status: 200, schema: invitationPage },
    errors: ['invalid_cursor'],
    handler: (call) => invitations.list(call, call.query),
  }),
  route({
    method: 'POST',
    path: '/workspace/invitations',
    summary: 'Invite somebody to the workspace',
    tag,
    access: managers,
    body: invitationInput,
    secret: true,
    success: { status: 201, schema: invitationWithLink },
    errors: ['role_required', 'limit_reached'],
    handler: (call) => invitations.invite(call, call.body),
  }),
  route({
    method: 'DELETE',
    path: '/workspace/invitations/{id}',
    summary: 'Withdraw an invitation',
    tag,
    access: managers,
    params: pathId,
    success: { status: 204 },
    errors: ['role_required'],
    handler: (call) => invitations.withdraw(call, call.params.id),
  }),
  route({
    method: 'POST',
    path: '/workspace/customers',
    summary: 'Invite a customer',
    tag: 'Customers',
    access: managers,
    body: customerInput,
    secret: true,
    success: { status: 201, schema: invitationWithLink },
    errors: ['role_required', 'limit_reached'],
    handler: (call) => invitations.invite(call, { ...call.body, role: 'customer' }),
  }),
  route({
    method: 'POST',
    path: '/workspace/customers/import',
    summary: 'Invite the customers of a CSV file: all of them, or with a wrong row none',
    tag: 'Customers',
    access: managers,
    csv: true,
    body: customerCsv,
    success: { status: 201, schema: imported },
    errors: ['role_required', 'limit_reached'],
    handler: (call) => invitations.importCustomers(call, call.body),
  }),
]

export const invitationRoutes = (
  invitations: InvitationService,
  cookie: SessionCookie,
  device: DeviceCookie,
): RouteRow[] => [
  ...inviterRoutes(invitations),
  route({
    method: 'GET',
    path: '/invitations/{token}',
    summary: 'Look at an invitation by its link',
    tag,
    access: open,
    params: pathToken,
    success: { status: 200, schema: invitationLook },
    handler: (call) => invitations.look(call.params.token),
  }),
  route({
    method: 'POST',
    path: '/invitations/{token}',
    summary: 'Accept an invitation, with the account of its address or a new one',
    tag,
    access: open,
    params: pathToken,
    body: acceptInput,
    bodyOptional: true,
    success: { status: 201, schema: signedIn },
    errors: ['unauthenticated', 'invalid_credentials', 'email_taken', 'already_member', 'csrf_refused'],
    handler: async (call) =>
      welcomeWith(
        cookie,
        device,
      )(await invitations.accept(call.params.token, call.body, browserOf(call, cookie, device))),
  }),
]
