import { damaged } from './damage.ts'
import type { Entry } from './entry.ts'
import { blockBytes, paddingOf, readHeader, readRecords } from './tar-header.ts'

/** A pax header names one file. */
const mostRecordBytes = 65_536

/** Takes bytes off a stream in pieces of a wanted size. */
class ByteQueue {
  readonly #source: AsyncIterator<Uint8Array>
  #chunk: Uint8Array = Buffer.alloc(0)

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]()
  }

  /** The next bytes, at most so many; null at the end. */
  async some(most: number): Promise<Uint8Array | null> {
    while (this.#chunk.byteLength === 0) {
      const next = await this.#source.next()
      if (next.done) return null
      this.#chunk = next.value
    }
    const piece = this.#chunk.subarray(0, most)
    this.#chunk = this.#chunk.subarray(piece.byteLength)
    return piece
  }

  /** Exactly so many bytes, piece by piece. */
  async *pieces(bytes: number): AsyncGenerator<Uint8Array, void, void> {
    for (let left = bytes; left > 0; ) {
      const piece = await this.some(left)
      if (piece === null) throw damaged('it ends too early')
      left -= piece.byteLength
      yield piece
    }
  }

  async exactly(bytes: number): Promise<Buffer> {
    const pieces: Uint8Array[] = []
    for await (const piece of this.pieces(bytes)) pieces.push(piece)
    return Buffer.concat(pieces)
  }

  async skip(bytes: number): Promise<void> {
    for await (const _ of this.pieces(bytes));
  }

  close(): void {
    // Not awaited: what reads a socket or a pipe may hang.
    Promise.resolve(this.#source.return?.()).catch(() => {})
  }
}

/** Reads to the end whatever the reader of an entry has left, so that the next header is the next thing read. */
function body(queue: ByteQueue, bytes: number) {
  let left = bytes
  return {
    rest: () => queue.skip(left + paddingOf(bytes)),
    async *read(): AsyncGenerator<Uint8Array, void, void> {
      while (left > 0) {
        const piece = await queue.some(left)
        if (piece === null) throw damaged('it ends too early')
        left -= piece.byteLength
        yield piece
      }
    },
  }
}

/** The plain files of a tar, in order. What stands behind its end is read too, so that a gzip checks its own sum. */
export async function* readTar(source: AsyncIterable<Uint8Array>): AsyncGenerator<Entry, void, void> {
  const queue = new ByteQueue(source)
  try {
    let pax: ReturnType<typeof readRecords> = {}
    for (;;) {
      const header = readHeader(await queue.exactly(blockBytes))
      if (header === null) break
      if (header.type === 'x' || header.type === 'g') {
        if (header.bytes > mostRecordBytes) throw damaged('a pax header of the tar is too long')
        const records = readRecords(await queue.exactly(header.bytes))
        await queue.skip(paddingOf(header.bytes))
        if (header.type === 'x') pax = records
        continue
      }
      const entry = { ...header, ...pax }
      pax = {}
      const { read, rest } = body(queue, entry.bytes)
      if (entry.type === '0' || entry.type === '')
        yield { path: entry.path, bytes: entry.bytes, body: { [Symbol.asyncIterator]: read } }
      await rest()
    }
    while ((await queue.some(blockBytes)) !== null);
  } finally {
    queue.close()
  }
}
