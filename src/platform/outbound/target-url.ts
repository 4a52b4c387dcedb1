/** Why a URL is not accepted. Stable. */
export type TargetRefusal =
  | 'not_a_url'
  | 'too_long'
  | 'control_characters'
  | 'bad_scheme'
  | 'https_required'
  | 'has_credentials'
  | 'bad_host'
  | 'bad_port'
  | 'refused_address'

/** A refusal with a sentence for the person who typed the URL. */
export interface Refused {
  readonly ok: false
  readonly code: TargetRefusal
  readonly message: string
}

/** A URL taken apart. */
export interface Target {
  readonly ok: true
  readonly href: string
  readonly origin: string
  readonly isHttps: boolean
  /** lower case, punycode, IPv6 without brackets */
  readonly hostname: string
  readonly port: number
  /** path and query */
  readonly path: string
}

const MAX_URL_CHARS = 2048
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is searched
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/
/** 253 characters in labels of at most 63 (RFC 1035), one final dot allowed */
const HOSTNAME = /^(?=.{1,253}\.?$)(?:[^.]{1,63}\.)*[^.]{1,63}\.?$/

/** Takes a URL apart as WHATWG does, so that 127.1, 0x7f000001 and ①②⑦.⓪.⓪.① become what they mean. */
export function parseTarget(text: string): Target | Refused {
  if (text.length > MAX_URL_CHARS) {
    return refuse('too_long', `The URL is longer than ${MAX_URL_CHARS} characters.`)
  }
  if (CONTROL.test(text)) return refuse('control_characters', 'The URL contains control characters.')
  if (!URL.canParse(text)) return refuse('not_a_url', 'This is not a URL such as https://example.com/hooks.')
  const url = new URL(text)
  const isHttps = url.protocol === 'https:'
  if (!isHttps && url.protocol !== 'http:') return refuse('bad_scheme', 'The URL must start with https://.')
  if (url.username !== '' || url.password !== '') {
    return refuse('has_credentials', 'The URL must not contain a user name or password.')
  }
  if (url.port === '0') return refuse('bad_port', 'Port 0 cannot be called.')
  url.hash = ''
  const hostname = url.hostname.startsWith('[') ? url.hostname.slice(1, -1) : url.hostname
  if (!HOSTNAME.test(hostname)) return refuse('bad_host', 'The URL has no valid host name.')
  const port = url.port === '' ? (isHttps ? 443 : 80) : Number(url.port)
  const path = url.pathname + url.search
  return { ok: true, href: url.href, origin: url.origin, isHttps, hostname, port, path }
}

/** Builds a refusal. */
export function refuse(code: TargetRefusal, message: string): Refused {
  return { ok: false, code, message }
}
