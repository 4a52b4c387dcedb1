import { z } from 'zod'
import {
  account,
  accountDeletion,
  accountPatch,
  notifications,
  passwordChange,
  sessionPage,
} from '../../contract/accounts.ts'
import { pageQuery, pathId } from '../../contract/common.ts'
import { Answer, type RouteRow, route } from '../../contract/route.ts'
import { userAtBrowser } from './browser.ts'
import type { DeviceCookie, SessionCookie } from './cookies.ts'
import type { AccountService } from './service.ts'

const tag = 'Accounts'
/** "session" in contract.md: any signed-in user, or a full-scope token of one. */
const signedInUser = { kind: 'granted', users: 'any' } as const
const listQuery = z.strictObject(pageQuery)

/** What somebody does with the own account. */
export function profileRoutes(
  accounts: AccountService,
  cookie: SessionCookie,
  device: DeviceCookie,
): RouteRow[] {
  const actor = (call: Parameters<typeof userAtBrowser>[0]) => userAtBrowser(call, cookie, device)

  return [
    route({
      method: 'GET',
      path: '/account',
      summary: 'Read your account profile',
      tag,
      access: { kind: 'granted', scope: 'admin:account', users: 'any' },
      success: { status: 200, schema: account },
      handler: (call) => accounts.profile.read(call.principal),
    }),
    route({
      method: 'PATCH',
      path: '/account',
      summary: 'Change your name, or ask for another address',
      tag,
      access: signedInUser,
      body: accountPatch,
      success: { status: 200, schema: account },
      errors: ['invalid_credentials'],
      handler: (call) => accounts.profile.update(actor(call), call.body),
    }),
    route({
      method: 'DELETE',
      path: '/account',
      summary: 'Delete your account, with the password and the code asked again',
      tag,
      access: signedInUser,
      body: accountDeletion,
      success: { status: 204 },
      errors: ['invalid_credentials', 'last_owner'],
      handler: async (call) => {
        await accounts.deletion.delete(actor(call), call.body)
        const cookies = [cookie.clear(), device.clear(call.principal.userId)]
        return new Answer(undefined, { 'set-cookie': cookies })
      },
    }),
    route({
      method: 'POST',
      path: '/account/password',
      summary: 'Change your password; all other sessions end',
      tag,
      access: signedInUser,
      body: passwordChange,
      success: { status: 204 },
      errors: ['invalid_credentials'],
      handler: async (call) => {
        const session = await accounts.passwords.change(actor(call), call.body)
        return session === undefined
          ? undefined
          : new Answer(undefined, { 'set-cookie': cookie.set(session) })
      },
    }),
    route({
      method: 'GET',
      path: '/account/sessions',
      summary: 'List where you are signed in',
      tag,
      access: signedInUser,
      query: listQuery,
      success: { status: 200, schema: sessionPage },
      handler: (call) => accounts.sessions.list(actor(call), call.query),
    }),
    route({
      method: 'DELETE',
      path: '/account/sessions/{id}',
      summary: 'End a session of yours',
      tag,
      access: signedInUser,
      params: pathId,
      success: { status: 204 },
      handler: (call) => accounts.sessions.end(actor(call), call.params.id),
    }),
    route({
      method: 'GET',
      path: '/account/notifications',
      summary: 'Read of what you get mail',
      tag,
      access: signedInUser,
      success: { status: 200, schema: notifications },
      handler: (call) => accounts.notifications.read(call.principal),
    }),
    route({
      method: 'PUT',
      path: '/account/notifications',
      summary: 'Choose of what you get mail; what is left out is on',
      tag,
      access: signedInUser,
      body: notifications,
      success: { status: 200, schema: notifications },
      handler: (call) => accounts.notifications.replace(actor(call), call.body),
    }),
  ]
}
