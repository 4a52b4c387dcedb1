import { jwtVerify, SignJWT } from 'jose'
import type { Clock } from '../../platform/clock.ts'

const issuer = 'fabwire'
const audience = 'fabwire:session'
const type = 'session+jwt'
const algorithm = 'HS256'
/** Header, payload, signature, and longer than any cookie of ours: junk is refused before it is parsed. */
const form = /^[\w-]+\.[\w-]+\.[\w-]+$/
const maxLength = 1_024

export const sessionLifetimeMs = 30 * 86_400_000

export interface SessionClaims {
  sessionId: string
  userId: number
  /** The role at sign-in. It decides what the navigation shows, never what is allowed. */
  roleHint: string | null
}

/** Makes and reads the JWT in the session cookie. It names a session row; the row decides. */
export class SessionTokens {
  readonly #key: Uint8Array
  readonly #clock: Clock

  constructor(key: Uint8Array, clock: Clock) {
    this.#key = key
    this.#clock = clock
  }

  sign(claims: SessionClaims, expiresAt: Date): Promise<string> {
    return new SignJWT({ sid: claims.sessionId, hint: claims.roleHint })
      .setProtectedHeader({ alg: algorithm, typ: type })
      .setIssuer(issuer)
      .setAudience(audience)
      .setSubject(String(claims.userId))
      .setIssuedAt(Math.floor(this.#clock.now().getTime() / 1_000))
      .setExpirationTime(Math.floor(expiresAt.getTime() / 1_000))
      .sign(this.#key)
  }

  /** Null for anything that is not a valid, current session token of this deployment. */
  async read(token: string): Promise<SessionClaims | null> {
    if (token.length > maxLength || !form.test(token)) return null
    try {
      const { payload } = await jwtVerify(token, this.#key, {
        algorithms: [algorithm],
        issuer,
        audience,
        typ: type,
        requiredClaims: ['exp', 'sub', 'sid'],
        currentDate: this.#clock.now(),
      })
      const { sid, sub, hint } = payload
      const userId = Number(sub)
      if (typeof sid !== 'string' || !Number.isSafeInteger(userId)) return null
      return { sessionId: sid, userId, roleHint: typeof hint === 'string' ? hint : null }
    } catch {
      return null
    }
  }
}
