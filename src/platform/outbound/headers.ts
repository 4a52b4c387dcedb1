/**
 * Names that the connection decides, not the caller: each could make the other side see a different
 * request than the one that was checked and signed (RFC 9110 7.2, 7.6.1; RFC 9112 6).
 */
const RESERVED: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])
const acceptEncoding = 'accept-encoding'
/** a token, RFC 9110 5.6.2 */
const NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
/** anything that is not visible latin1, blank or tab: line breaks above all (RFC 9110 5.5) */
const NOT_IN_VALUE = /[^\t\x20-\x7e\x80-\xff]/

/** Names that were found good before: the same few are used on every call. */
const goodNames = new Set<string>()
const mostGoodNames = 256

function badName(name: string): string | undefined {
  if (goodNames.has(name)) return undefined
  if (!NAME.test(name)) return `${JSON.stringify(name)} is not a header name.`
  if (RESERVED.has(name.toLowerCase())) return `The header "${name}" may not be set.`
  if (goodNames.size < mostGoodNames) goodNames.add(name)
  return undefined
}

/**
 * Readies a flat header list for sending: asks for an uncompressed answer unless the caller asked for
 * something. Returns a sentence instead when a header may not be sent.
 */
export function prepareHeaders(headers: readonly string[]): string[] | string {
  if (headers.length % 2 !== 0) return 'A header has no value.'
  let hasEncoding = false
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i] ?? ''
    const bad = badName(name)
    if (bad !== undefined) return bad
    if (NOT_IN_VALUE.test(headers[i + 1] ?? '')) return `The header "${name}" has a forbidden character.`
    if (name.length === acceptEncoding.length && name.toLowerCase() === acceptEncoding) hasEncoding = true
  }
  return hasEncoding ? [...headers] : [...headers, acceptEncoding, 'identity']
}
