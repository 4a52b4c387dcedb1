import {
  emailVerification,
  passwordReset,
  passwordResetAsked,
  passwordResetRequest,
  signedIn,
  signInAnswer,
  signInCodeInput,
  signInInput,
  signUpInput,
  signUpOptions,
} from '../../contract/accounts.ts'
import { Answer, type RouteRow, route } from '../../contract/route.ts'
import { browserOf } from './browser.ts'
import type { DeviceCookie, SessionCookie } from './cookies.ts'
import type { AccountService } from './service.ts'
import { welcomeWith } from './welcome.ts'

const tag = 'Accounts'
const open = { kind: 'open' } as const

/** What somebody does who is not signed in. */
export function authRoutes(
  accounts: AccountService,
  cookie: SessionCookie,
  device: DeviceCookie,
): RouteRow[] {
  const browser = (call: Parameters<typeof browserOf>[0]) => browserOf(call, cookie, device)
  const welcome = welcomeWith(cookie, device)
  const goodbye = () => new Answer(undefined, { 'set-cookie': cookie.clear() })

  return [
    route({
      method: 'GET',
      path: '/auth/sign-up',
      summary: 'Who can sign up here',
      tag,
      access: open,
      success: { status: 200, schema: signUpOptions },
      handler: (call) => accounts.signUpOptions(browser(call)),
    }),
    route({
      method: 'POST',
      path: '/auth/sign-up',
      summary: 'Create an account',
      tag,
      access: open,
      body: signUpInput,
      success: { status: 201, schema: signedIn },
      errors: ['email_taken', 'no_workspace', 'sign_up_closed', 'setup_token_required', 'csrf_refused'],
      handler: async (call) => welcome(await accounts.signUp(call.body, browser(call))),
    }),
    route({
      method: 'POST',
      path: '/auth/sign-in',
      summary: 'Sign in with address and password',
      tag,
      access: open,
      body: signInInput,
      success: { status: 200, schema: signInAnswer },
      errors: ['invalid_credentials', 'membership_required', 'customer_suspended', 'csrf_refused'],
      handler: async (call) => {
        const answer = await accounts.signIn(call.body, browser(call))
        return 'challenge' in answer ? answer : welcome(answer)
      },
    }),
    route({
      method: 'POST',
      path: '/auth/sign-in/totp',
      summary: 'Finish signing in with a code of the second factor',
      tag,
      access: open,
      body: signInCodeInput,
      success: { status: 200, schema: signedIn },
      errors: ['invalid_credentials', 'membership_required', 'customer_suspended', 'csrf_refused'],
      handler: async (call) => welcome(await accounts.signInWithCode(call.body, browser(call))),
    }),
    route({
      method: 'POST',
      path: '/auth/sign-out',
      summary: 'End the session of the cookie',
      tag,
      access: open,
      success: { status: 204 },
      errors: ['csrf_refused'],
      handler: async (call) => {
        await accounts.signOut(browser(call).sessionToken)
        return goodbye()
      },
    }),
    route({
      method: 'POST',
      path: '/auth/password-reset',
      summary: 'Mail a link that resets the password',
      tag,
      access: open,
      body: passwordResetRequest,
      success: { status: 202, schema: passwordResetAsked },
      errors: ['csrf_refused'],
      handler: async (call) => {
        await accounts.passwords.requestReset(call.body, browser(call))
        return {}
      },
    }),
    route({
      method: 'POST',
      path: '/auth/password-reset/confirm',
      summary: 'Set a new password by a mailed link; all sessions end',
      tag,
      access: open,
      body: passwordReset,
      success: { status: 204 },
      errors: ['link_invalid', 'csrf_refused'],
      handler: async (call) => {
        await accounts.passwords.confirmReset(call.body, browser(call))
        return goodbye()
      },
    }),
    route({
      method: 'POST',
      path: '/auth/verify',
      summary: 'Confirm an address by a mailed link',
      tag,
      access: open,
      body: emailVerification,
      success: { status: 204 },
      errors: ['link_invalid', 'email_taken', 'csrf_refused'],
      handler: (call) => accounts.profile.verify(call.body, browser(call)),
    }),
  ]
}
