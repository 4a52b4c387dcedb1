/** What of a request the playground looks at. */
export interface ReadRequest {
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>
  body: string
}

const headerLine = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*$/
const requestLine = /^[A-Z]+ \S+( HTTP\/[\d.]+)?$/

/**
 * Reads a request as it stands in a log or a terminal: a request line or none, headers, an empty line, the body to the
 * end. Null for a text without headers.
 */
export function readRequest(text: string): ReadRequest | null {
  const begin = text.replace(/^\s+/, '')
  const end = /\r?\n\r?\n/.exec(begin)
  const head = end === null ? begin : begin.slice(0, end.index)
  const body = end === null ? '' : begin.slice(end.index + end[0].length)
  const lines = head.split(/\r?\n/)
  if (requestLine.test(lines[0] ?? '')) lines.shift()
  const headers: Record<string, string> = {}
  for (const line of lines) {
    const [, name, value] = headerLine.exec(line) ?? []
    if (name === undefined || value === undefined) return null
    headers[name.toLowerCase()] = value
  }
  return lines.length === 0 ? null : { headers, body }
}
