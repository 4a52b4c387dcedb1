import { Readable } from 'node:stream'
import { crc32, createInflateRaw } from 'node:zlib'
import { unreadable } from '../../domain/geometry/unreadable.ts'

const endSignature = 0x06054b50
const entrySignature = 0x02014b50
const localSignature = 0x04034b50
const endBytes = 22
const entryBytes = 46
const localBytes = 30
const mostCommentBytes = 65_535
const mostEntries = 10_000
/** What stands there instead of a number that needs Zip64. */
const zip64 = 0xffff_ffff

interface Entry {
  method: number
  isEncrypted: boolean
  checksum: number
  packedBytes: number
  at: number
}

const damaged = () => unreadable('is a damaged archive')

/**
 * Reads files out of a zip archive in memory. All that is unpacked counts against one budget, whatever the archive
 * says of its sizes.
 */
export class Zip {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  readonly #entries = new Map<string, Entry>()
  #budgetBytes: number

  constructor(bytes: Uint8Array, budgetBytes: number) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#budgetBytes = budgetBytes
    this.#readDirectory()
  }

  has(path: string): boolean {
    return this.#entries.has(path.toLowerCase())
  }

  /** The unpacked bytes, piece by piece; undefined when there is no such file. */
  read(path: string): AsyncIterable<Uint8Array> | undefined {
    const entry = this.#entries.get(path.toLowerCase())
    return entry && this.#unpack(entry)
  }

  #findEnd(): number {
    const first = Math.max(0, this.#bytes.length - endBytes - mostCommentBytes)
    for (let at = this.#bytes.length - endBytes; at >= first; at--)
      if (this.#view.getUint32(at, true) === endSignature) return at
    throw unreadable('is no archive, or is cut off')
  }

  #readDirectory(): void {
    const end = this.#findEnd()
    const count = this.#view.getUint16(end + 10, true)
    if (count > mostEntries) throw unreadable(`is an archive of more than ${mostEntries} files`)
    let at = this.#view.getUint32(end + 16, true)
    for (let index = 0; index < count; index++) {
      if (at + entryBytes > end || this.#view.getUint32(at, true) !== entrySignature) throw damaged()
      const nameBytes = this.#view.getUint16(at + 28, true)
      const name = new TextDecoder().decode(
        this.#bytes.subarray(at + entryBytes, at + entryBytes + nameBytes),
      )
      // Paths of parts are equal without case (Open Packaging Conventions).
      this.#entries.set(name.toLowerCase(), {
        isEncrypted: (this.#view.getUint16(at + 8, true) & 1) !== 0,
        method: this.#view.getUint16(at + 10, true),
        checksum: this.#view.getUint32(at + 16, true),
        packedBytes: this.#view.getUint32(at + 20, true),
        at: this.#view.getUint32(at + 42, true),
      })
      at += entryBytes + nameBytes + this.#view.getUint16(at + 30, true) + this.#view.getUint16(at + 32, true)
    }
  }

  #packed({ at, packedBytes, isEncrypted }: Entry): Uint8Array {
    if (isEncrypted) throw unreadable('is encrypted')
    if (at === zip64 || packedBytes === zip64) throw unreadable('is an archive of the Zip64 form')
    if (at + localBytes > this.#bytes.length || this.#view.getUint32(at, true) !== localSignature)
      throw damaged()
    const start = at + localBytes + this.#view.getUint16(at + 26, true) + this.#view.getUint16(at + 28, true)
    if (start + packedBytes > this.#bytes.length) throw damaged()
    return this.#bytes.subarray(start, start + packedBytes)
  }

  async *#unpack(entry: Entry): AsyncGenerator<Uint8Array, void, void> {
    if (entry.method !== 0 && entry.method !== 8) throw unreadable('is packed in a way that is not read here')
    let checksum = 0
    try {
      for await (const chunk of inflated(this.#packed(entry), entry.method)) {
        this.#budgetBytes -= chunk.length
        if (this.#budgetBytes < 0) throw unreadable('unpacks to more than may be read')
        checksum = crc32(chunk, checksum)
        yield chunk
      }
    } catch (error) {
      throw String((error as { code?: unknown }).code).startsWith('Z_') ? damaged() : error
    }
    if (checksum !== entry.checksum) throw damaged()
  }
}

/** Pieces of the packed bytes, so that unpacking stops where its reader does. */
function* slices(bytes: Uint8Array): Generator<Uint8Array, void, void> {
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536)
}

const inflated = (packed: Uint8Array, method: number): AsyncIterable<Uint8Array> | Iterable<Uint8Array> =>
  method === 0 ? slices(packed) : Readable.from(slices(packed)).pipe(createInflateRaw())
