import type { IncomingMessage } from 'node:http'
import { Problem } from '../contract/errors.ts'
import { containsToken } from '../domain/access/token-form.ts'

/** What a request shows to say who it acts for. */
export type Credential = { kind: 'session' | 'pat' | 'api_key'; secret: string }

/** Every value of a header, one by one, as they stood on the wire. */
const values = ({ rawHeaders }: IncomingMessage, name: string): string[] =>
  rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name)

/** Values of one cookie. A sibling subdomain can toss a second one of the same name at us. */
function cookieValues(request: IncomingMessage, name: string): string[] {
  return values(request, 'cookie')
    .flatMap((header) => header.split(';'))
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1))
    .filter((value) => value !== '')
}

/**
 * The one credential of a request, or null. Read from the raw headers: Node keeps the first of two `Authorization`
 * and joins two `X-API-Key` (security case 3). Two credentials, or one twice, are refused rather than ranked.
 */
export function readCredential(request: IncomingMessage, sessionCookie: string): Credential | null {
  const bearer = values(request, 'authorization')
  const key = values(request, 'x-api-key')
  const session = cookieValues(request, sessionCookie)
  if (bearer.length + key.length + session.length > 1) throw new Problem('ambiguous_credentials')
  const [authorization] = bearer
  if (authorization !== undefined) {
    const match = /^bearer +(.*)$/is.exec(authorization)
    return { kind: 'pat', secret: match?.[1] ?? '' }
  }
  if (key[0] !== undefined) return { kind: 'api_key', secret: key[0] }
  return session[0] === undefined ? null : { kind: 'session', secret: session[0] }
}

/** Refuses a URL in which a token stands: it is in somebody's log by now (security case 5). */
export function refuseTokenInUrl(url: string): void {
  const at = url.indexOf('?')
  if (at === -1) return
  for (const value of new URLSearchParams(url.slice(at + 1)).values())
    if (containsToken(value)) throw new Problem('credential_in_url')
}

/** Refuses a token in a top-level member of a body, except in `allowed`. */
export function refuseTokenInBody(body: unknown, allowed: string | undefined): void {
  if (typeof body !== 'object' || body === null) return
  for (const [member, value] of Object.entries(body))
    if (member !== allowed && typeof value === 'string' && containsToken(value))
      throw new Problem('credential_in_body')
}
