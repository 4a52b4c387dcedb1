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

/**
 * Readies a flat header list for sending: asks for an uncompressed answer unless the caller asked for
 * something. Values are checked where they are written. Returns the reserved name when there is one.
 */
export function prepareHeaders(headers: readonly string[]): string[] | string {
  let hasEncoding = false
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i]?.toLowerCase() ?? ''
    if (RESERVED.has(name)) return name
    if (name === 'accept-encoding') hasEncoding = true
  }
  return hasEncoding ? [...headers] : [...headers, 'accept-encoding', 'identity']
}
