import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, lstat, open, readdir, rename, rm } from 'node:fs/promises'
import { ArchiveError } from './damage.ts'
import { isEntryPath, sealPath, sumLine, sumsPath } from './entry.ts'
import { FolderSink, type Sink, TarSink } from './sinks.ts'

type Body = AsyncIterable<Uint8Array> | Iterable<Uint8Array>

/** By its name: a gzipped tar, or else a folder. */
const isTarName = (target: string): boolean => /\.(tar\.gz|tgz)$/.test(target)

const exists = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false
      throw error
    },
  )

/** Says in one line why a place cannot be written; for `catch`. */
const unwritable = (target: string) => (error: unknown) => {
  const { code = '', message } = error as NodeJS.ErrnoException
  const ofPlace = /^(ENOSPC|EDQUOT|EFBIG|EACCES|EPERM|EROFS|ENOENT|ENOTDIR)$/.test(code)
  throw ofPlace ? new ArchiveError(`${target} cannot be written: ${message}`, { cause: error }) : error
}

/** Nothing is ever overwritten; an empty folder may be filled. */
async function refuseTaken(target: string): Promise<void> {
  if (!(await exists(target))) return
  const isEmptyFolder = !isTarName(target) && (await readdir(target).catch(() => ['']))?.length === 0
  if (!isEmptyFolder) throw new ArchiveError(`${target} exists already: a backup never overwrites anything`)
}

/**
 * Writes an archive beside its place and moves it there when it is whole, synced: under the target's name stands a
 * whole archive or none. Only the user who runs it may read it (0600, folders 0700).
 */
export class ArchiveWriter {
  readonly target: string
  readonly #partial: string
  readonly #spool: string
  readonly #sums: FileHandle
  readonly #sink: Sink
  #sumsHash: Hash = createHash('sha256')
  #sumsBytes = 0

  private constructor(target: string, sums: FileHandle, sink: Sink, partial: string, spool: string) {
    this.target = target
    this.#sums = sums
    this.#sink = sink
    this.#partial = partial
    this.#spool = spool
  }

  static async create(target: string, at: Date): Promise<ArchiveWriter> {
    await refuseTaken(target)
    const partial = `${target}.partial`
    // The checksums of a million files do not belong into memory; in a tar their size must be known before them.
    const spool = `${target}.partial.sums`
    await rm(partial, { recursive: true, force: true })
    await rm(spool, { force: true })
    const sums = await open(spool, 'wx', 0o600).catch(unwritable(target))
    try {
      const sink = isTarName(target) ? new TarSink(partial, at) : await FolderSink.create(partial)
      return new ArchiveWriter(target, sums, sink, partial, spool)
    } catch (error) {
      await sums.close()
      await rm(spool, { force: true })
      throw error
    }
  }

  /** Adds one entry of exactly so many bytes. Returns their SHA-256. */
  async add(path: string, bytes: number, body: Body): Promise<string> {
    const sha256 = await this.#write(path, bytes, body)
    const line = Buffer.from(sumLine(sha256, path))
    await this.#sums.writeFile(line)
    this.#sumsHash.update(line)
    this.#sumsBytes += line.length
    return sha256
  }

  addText(path: string, text: string): Promise<string> {
    const bytes = Buffer.from(text)
    return this.add(path, bytes.length, [bytes])
  }

  async #write(path: string, bytes: number, body: Body): Promise<string> {
    if (!isEntryPath(path)) throw new RangeError(`not a path of an archive: ${path}`)
    const hash = createHash('sha256')
    await this.#sink.put(path, bytes, counted(path, bytes, body, hash)).catch(unwritable(this.target))
    return hash.digest('hex')
  }

  /** Adds the checksums and moves the archive to its place. */
  async finish(): Promise<void> {
    await this.#sums.close()
    await this.#write(sumsPath, this.#sumsBytes, createReadStream(this.#spool))
    const seal = Buffer.from(sumLine(this.#sumsHash.digest('hex'), sumsPath))
    await this.#write(sealPath, seal.length, [seal])
    await this.#sink.close().catch(unwritable(this.target))
    await rm(this.#spool, { force: true })
    // Somebody else may have put something there meanwhile.
    await refuseTaken(this.target)
    await rename(this.#partial, this.target)
  }

  /** Removes what was written. Harmless after `finish`. */
  async abort(): Promise<void> {
    await this.#sums.close().catch(() => {})
    await this.#sink.close().catch(() => {})
    await rm(this.#partial, { recursive: true, force: true })
    await rm(this.#spool, { force: true })
  }
}

async function* counted(path: string, bytes: number, body: Body, hash: Hash) {
  let left = bytes
  for await (const chunk of body) {
    left -= chunk.byteLength
    if (left < 0) break
    hash.update(chunk)
    yield chunk
  }
  if (left !== 0) throw new ArchiveError(`${path} changed its size while it was read`)
}
