// The little that must be known of PostgreSQL's messages (manual, "Message Formats"): one byte of type, four of
// length (without the type), then the content. Only the first message of a connection has no type.
const headerBytes = 5
const code = (letter: string): number => letter.charCodeAt(0)
const sync = code('S')
const simpleQuery = code('Q')
const errorResponse = code('E')
const severityField = code('V')
const messageField = code('M')

const lengthAt = (bytes: Uint8Array, at: number): number =>
  ((bytes[at + 1] as number) << 24) |
  ((bytes[at + 2] as number) << 16) |
  ((bytes[at + 3] as number) << 8) |
  (bytes[at + 4] as number)

/** Cuts what a client wrote behind every message after which a server answers that it is ready. */
export function splitExchanges(messages: Uint8Array): Uint8Array[] {
  if (messages[0] === 0) return [messages]
  const exchanges: Uint8Array[] = []
  let from = 0
  for (let at = 0; at + headerBytes <= messages.length; ) {
    const type = messages[at]
    at += 1 + lengthAt(messages, at)
    if (type !== sync && type !== simpleQuery) continue
    exchanges.push(messages.subarray(from, at))
    from = at
  }
  if (from < messages.length) exchanges.push(messages.subarray(from))
  return exchanges
}

/** The fields of an ErrorResponse: a letter and a text ending with a zero byte, each. */
function fields(body: Uint8Array): Map<number, string> {
  const found = new Map<number, string>()
  for (let at = 0; at < body.length && body[at] !== 0; ) {
    const end = body.indexOf(0, at + 1)
    if (end === -1) break
    found.set(body[at] as number, new TextDecoder().decode(body.subarray(at + 1, end)))
    at = end + 1
  }
  return found
}

/** What the server said when it gave up (severity PANIC or FATAL); undefined when it did not. */
export function readPanic(answer: Uint8Array): string | undefined {
  for (let at = 0; at + headerBytes <= answer.length; ) {
    const length = lengthAt(answer, at)
    if (answer[at] === errorResponse) {
      const error = fields(answer.subarray(at + headerBytes, at + 1 + length))
      const severity = error.get(severityField)
      if (severity === 'PANIC' || severity === 'FATAL')
        return `${severity}: ${error.get(messageField) ?? 'no message'}`
    }
    at += 1 + length
  }
  return undefined
}

/** One array of their bytes, with a buffer of its own (a `Buffer` may share one) that can go to another thread. */
export function joinBytes(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    joined.set(part, at)
    at += part.length
  }
  return joined
}
