import { Problem } from '../contract/errors.ts'

const strict = new TextDecoder('utf-8', { fatal: true })

/** A body as text, or the 400 of what is not UTF-8. A byte order mark is dropped. */
export function decodeUtf8(body: Uint8Array): string {
  try {
    return strict.decode(body)
  } catch {
    throw new Problem('malformed_request', { detail: 'The body is not UTF-8.' })
  }
}
