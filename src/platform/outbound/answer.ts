/** bytes of an answer's body that are read; more and the connection is closed (product.md, Sender manners) */
export const MAX_READ_BYTES = 64 * 1024
/** bytes of it that are kept for the log */
export const MAX_KEPT_BYTES = 16 * 1024
/** header names kept; their bytes are bounded by the connection */
const MAX_HEADERS = 100

/** The body of an answer: counted as it comes, its beginning kept. */
export class AnswerBody {
  private readonly chunks: Buffer[] = []
  private keptBytes = 0
  private readBytes = 0

  add(chunk: Buffer): void {
    this.readBytes += chunk.length
    const room = MAX_KEPT_BYTES - this.keptBytes
    if (room === 0) return
    const part = chunk.length > room ? chunk.subarray(0, room) : chunk
    this.chunks.push(part)
    this.keptBytes += part.length
  }

  get isOverLimit(): boolean {
    return this.readBytes > MAX_READ_BYTES
  }

  get isTruncated(): boolean {
    return this.readBytes > MAX_KEPT_BYTES
  }

  /** The beginning of the body. */
  kept(): Uint8Array {
    const [first] = this.chunks
    return this.chunks.length === 1 && first !== undefined ? first : Buffer.concat(this.chunks)
  }
}

/** Flattens parsed headers: repeated ones joined as RFC 9110 5.3 allows, the number bounded. */
export function readHeaders(parsed: Record<string, string | string[] | undefined>): Record<string, string> {
  const headers: Record<string, string> = {}
  let count = 0
  for (const name in parsed) {
    if (count++ === MAX_HEADERS) break
    const value = parsed[name]
    if (value !== undefined) headers[name] = typeof value === 'string' ? value : value.join(', ')
  }
  return headers
}
