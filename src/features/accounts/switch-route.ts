import { signedIn, workspaceSwitch } from '../../contract/accounts.ts'
import { type RouteRow, route } from '../../contract/route.ts'
import { userAtBrowser } from './browser.ts'
import type { DeviceCookie, SessionCookie } from './cookies.ts'
import type { AccountService } from './service.ts'
import { welcomeWith } from './welcome.ts'

export const switchRoute = (
  accounts: AccountService,
  cookie: SessionCookie,
  device: DeviceCookie,
): RouteRow =>
  route({
    method: 'POST',
    path: '/account/workspace',
    summary: 'Change to another of your workspaces, with a new session',
    tag: 'Accounts',
    access: { kind: 'granted', users: 'any' },
    body: workspaceSwitch,
    success: { status: 200, schema: signedIn },
    errors: ['user_required', 'customer_suspended', 'not_found'],
    handler: async (call) =>
      welcomeWith(
        cookie,
        device,
      )(await accounts.workspaces.switchTo(userAtBrowser(call, cookie, device), call.body.workspace_id)),
  })
