import type { Actor, UserPrincipal } from '../../domain/access/principal.ts'
import type { DeviceCookie, SessionCookie } from './cookies.ts'

/** The browser, or program, from which somebody does something with an account. */
export interface Browser {
  address: string
  /** A proxy handed the request on. */
  forwarded: boolean
  userAgent: string
  /** The session cookie it sent. Its session ends when another begins. */
  sessionToken: string | undefined
  /** Its device cookies, by user id. */
  deviceTokens: ReadonlyMap<number, string>
}

/** Somebody who is signed in, and from where. */
export type UserAtBrowser = Actor<UserPrincipal> & Browser

interface BrowserCall {
  address: string
  forwarded: boolean
  userAgent: string
  cookies: Readonly<Record<string, string | undefined>>
}

export const browserOf = (call: BrowserCall, session: SessionCookie, device: DeviceCookie): Browser => ({
  address: call.address,
  forwarded: call.forwarded,
  userAgent: call.userAgent,
  sessionToken: call.cookies[session.name] || undefined,
  deviceTokens: device.read(call.cookies),
})

export const userAtBrowser = (
  call: BrowserCall & { principal: UserPrincipal },
  session: SessionCookie,
  device: DeviceCookie,
): UserAtBrowser => ({ ...browserOf(call, session, device), principal: call.principal })
