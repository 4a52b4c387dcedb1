import {
  backupCodes,
  secondFactorConfirm,
  secondFactorEnroll,
  secondFactorRemove,
  secondFactorSeed,
} from '../../contract/accounts.ts'
import { type RouteRow, route } from '../../contract/route.ts'
import { userAtBrowser } from './browser.ts'
import type { DeviceCookie, SessionCookie } from './cookies.ts'
import type { AccountService } from './service.ts'

const tag = 'Accounts'
const signedInUser = { kind: 'granted', users: 'any' } as const

/** Turning the second factor on and off. */
export function secondFactorRoutes(
  accounts: AccountService,
  cookie: SessionCookie,
  device: DeviceCookie,
): RouteRow[] {
  const actor = (call: Parameters<typeof userAtBrowser>[0]) => userAtBrowser(call, cookie, device)

  return [
    route({
      method: 'POST',
      path: '/account/2fa/enroll',
      summary: 'Begin to turn two-factor authentication on',
      tag,
      access: signedInUser,
      body: secondFactorEnroll,
      secret: true,
      success: { status: 200, schema: secondFactorSeed },
      errors: ['invalid_credentials', 'invalid_transition'],
      handler: (call) => accounts.secondFactor.enroll(actor(call), call.body),
    }),
    route({
      method: 'POST',
      path: '/account/2fa/confirm',
      summary: 'Turn two-factor authentication on with a first code; shows the backup codes',
      tag,
      access: signedInUser,
      body: secondFactorConfirm,
      secret: true,
      success: { status: 200, schema: backupCodes },
      errors: ['invalid_credentials', 'invalid_transition'],
      handler: (call) => accounts.secondFactor.confirm(actor(call), call.body),
    }),
    route({
      method: 'DELETE',
      path: '/account/2fa',
      summary: 'Turn two-factor authentication off',
      tag,
      access: signedInUser,
      body: secondFactorRemove,
      success: { status: 204 },
      errors: ['invalid_credentials', 'invalid_transition'],
      handler: (call) => accounts.secondFactor.remove(actor(call), call.body),
    }),
  ]
}
