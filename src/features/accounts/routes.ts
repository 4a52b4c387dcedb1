import { account, signedIn, signInInput, signUpInput, whoAmI } from '../../contract/accounts.ts'
import { Answer, type RouteRow, route } from '../../contract/route.ts'
import type { Principal } from '../../domain/access/principal.ts'
import type { SessionCookie } from './cookies.ts'
import type { AccountService, SignedIn } from './service.ts'
import type { SignInLimits } from './sign-in-limits.ts'

const open = { kind: 'open' } as const

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

export function accountRoutes(
  accounts: AccountService,
  cookie: SessionCookie,
  limits: SignInLimits,
): RouteRow[] {
  const welcome = ({ sessionToken, ...body }: SignedIn) =>
    new Answer(body, { 'set-cookie': cookie.set(sessionToken) })

  return [
    route({
      method: 'POST',
      path: '/auth/sign-up',
      summary: 'Create an account',
      tag: 'Accounts',
      access: open,
      body: signUpInput,
      success: { status: 201, schema: signedIn },
      errors: ['email_taken', 'no_workspace', 'sign_up_closed', 'setup_token_required', 'csrf_refused'],
      handler: (call) =>
        limits.signUp(call.body.email, call.address, async () =>
          welcome(await accounts.signUp(call.body, call)),
        ),
    }),
    route({
      method: 'POST',
      path: '/auth/sign-in',
      summary: 'Sign in with address and password',
      tag: 'Accounts',
      access: open,
      body: signInInput,
      success: { status: 200, schema: signedIn },
      errors: ['invalid_credentials', 'membership_required', 'customer_suspended', 'csrf_refused'],
      handler: (call) =>
        limits.signIn(call.body.email, call.address, async () =>
          welcome(await accounts.signIn(call.body, call)),
        ),
    }),
    route({
      method: 'POST',
      path: '/auth/sign-out',
      summary: 'End the session of the cookie',
      tag: 'Accounts',
      access: open,
      success: { status: 204 },
      errors: ['csrf_refused'],
      handler: async (call) => {
        await accounts.signOut(call.cookies[cookie.name])
        return new Answer(undefined, { 'set-cookie': cookie.clear() })
      },
    }),
    route({
      method: 'GET',
      path: '/account',
      summary: 'Read your account profile',
      tag: 'Accounts',
      access: { kind: 'granted', scope: 'admin:account', users: 'any' },
      success: { status: 200, schema: account },
      handler: (call) => accounts.profile(call.principal),
    }),
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
}
