import { whoAmI } from '../../contract/accounts.ts'
import { type RouteRow, route } from '../../contract/route.ts'
import type { Principal } from '../../domain/access/principal.ts'
import { authRoutes } from './auth-routes.ts'
import type { DeviceCookie, SessionCookie } from './cookies.ts'
import { profileRoutes } from './profile-routes.ts'
import { secondFactorRoutes } from './second-factor-routes.ts'
import type { AccountService } from './service.ts'
import { switchRoute } from './switch-route.ts'

function describe(principal: Principal) {
  return {
    kind: principal.kind,
    ...(principal.kind !== 'api_key' && { user_id: principal.userId }),
    workspace_id: principal.workspaceId,
    scopes: principal.kind === 'session' ? [] : [...principal.scopes],
    full_access: principal.kind === 'session' || (principal.kind === 'pat' && principal.fullAccess),
    expires_at: principal.expiresAt?.toISOString() ?? null,
  }
}

export const accountRoutes = (
  accounts: AccountService,
  cookie: SessionCookie,
  device: DeviceCookie,
): RouteRow[] => [
  ...authRoutes(accounts, cookie, device),
  ...profileRoutes(accounts, cookie, device),
  ...secondFactorRoutes(accounts, cookie, device),
  switchRoute(accounts, cookie, device),
  route({
    method: 'GET',
    path: '/token',
    operationId: 'whoAmI',
    summary: 'Who a credential acts for',
    tag: 'Accounts',
    access: { kind: 'any' },
    success: { status: 200, schema: whoAmI },
    handler: async (call) => describe(call.principal),
  }),
]
