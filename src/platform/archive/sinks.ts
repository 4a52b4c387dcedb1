import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdir, open } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { blockBytes, paddingOf, writeHeader } from './tar-header.ts'

/** Where the entries of an archive go. */
export interface Sink {
  put(path: string, bytes: number, body: AsyncIterable<Uint8Array>): Promise<void>
  /** Everything is on the disk when this resolves. */
  close(): Promise<void>
}

/** The fastest: most of what is stored in rows and part files is text, where it already gains the most. */
const gzipLevel = 1

export class TarSink implements Sink {
  readonly #at: Date
  readonly #gzip = createGzip({ level: gzipLevel })
  readonly #written: Promise<void>

  /** A place that cannot be written is told by the first `put`. */
  constructor(path: string, at: Date) {
    this.#at = at
    this.#written = pipeline(this.#gzip, createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true }))
    // Whoever writes next is told, or who closes.
    this.#written.catch(() => {})
  }

  async #write(chunk: Uint8Array): Promise<void> {
    if (this.#gzip.destroyed) await this.#written
    if (!this.#gzip.write(chunk)) await Promise.race([once(this.#gzip, 'drain'), this.#written])
  }

  async put(path: string, bytes: number, body: AsyncIterable<Uint8Array>): Promise<void> {
    await this.#write(writeHeader(path, bytes, this.#at))
    for await (const chunk of body) await this.#write(chunk)
    await this.#write(Buffer.alloc(paddingOf(bytes)))
  }

  async close(): Promise<void> {
    if (!this.#gzip.destroyed && !this.#gzip.writableEnded) this.#gzip.end(Buffer.alloc(2 * blockBytes))
    await this.#written
  }
}

export class FolderSink implements Sink {
  readonly #folder: string
  readonly #made = new Set<string>()

  private constructor(folder: string) {
    this.#folder = folder
  }

  static async create(folder: string): Promise<FolderSink> {
    await mkdir(folder, { mode: 0o700 })
    return new FolderSink(folder)
  }

  async put(path: string, _bytes: number, body: AsyncIterable<Uint8Array>): Promise<void> {
    const place = join(this.#folder, ...path.split('/'))
    const parent = dirname(place)
    if (!this.#made.has(parent)) await mkdir(parent, { recursive: true, mode: 0o700 })
    this.#made.add(parent)
    const file = await open(place, 'wx', 0o600)
    try {
      await file.writeFile(body)
      await file.sync()
    } finally {
      await file.close()
    }
  }

  async close(): Promise<void> {}
}
