import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createGunzip } from 'node:zlib'
import { ArchiveError, damaged } from './damage.ts'
import { type Entry, isEntryPath, sealPath, sumLine, sumsPath } from './entry.ts'
import { readTar } from './tar-reader.ts'

const codeOf = (error: unknown): string => String((error as NodeJS.ErrnoException).code)

/** zlib's own errors say that the bytes are wrong; the disk's say what they mean. */
function explain(error: unknown): unknown {
  return /^Z_/.test(codeOf(error)) ? damaged(`it is not a whole gzip file (${codeOf(error)})`, error) : error
}

async function* gunzipped(path: string): AsyncGenerator<Uint8Array, void, void> {
  const file = createReadStream(path)
  const gunzip = createGunzip()
  file.on('error', (error) => gunzip.destroy(error))
  try {
    yield* file.pipe(gunzip)
  } catch (error) {
    throw explain(error)
  } finally {
    file.destroy()
    gunzip.destroy()
  }
}

async function* listed(folder: string): AsyncGenerator<string, void, void> {
  const lines = createInterface({ input: createReadStream(join(folder, sumsPath)), crlfDelay: Infinity })
  for await (const line of lines) {
    const [, path] = /^[0-9a-f]{64} {2}(.+)$/.exec(line) ?? []
    if (path === undefined || !isEntryPath(path)) throw damaged(`${sumsPath} cannot be read`)
    yield path
  }
  yield sumsPath
  yield sealPath
}

/** The entries of a folder in the order of its checksums, which is the order in which they were written. */
async function* readFolder(folder: string): AsyncGenerator<Entry, void, void> {
  try {
    for await (const path of listed(folder)) {
      const place = join(folder, ...path.split('/'))
      const { size } = await stat(place)
      const body = createReadStream(place)
      try {
        yield { path, bytes: size, body }
      } finally {
        body.destroy()
      }
    }
  } catch (error) {
    if (codeOf(error) === 'ENOENT')
      throw damaged(`${(error as NodeJS.ErrnoException).path} is missing`, error)
    throw error
  }
}

async function entriesOf(path: string): Promise<AsyncGenerator<Entry, void, void>> {
  const found = await stat(path).catch((error: unknown) => {
    throw codeOf(error) === 'ENOENT' ? new ArchiveError(`${path} does not exist`) : error
  })
  return found.isDirectory() ? readFolder(path) : readTar(gunzipped(path))
}

/**
 * The entries of an archive with their checksums tested on the way. Only when this has come to its end is everything
 * known to be as it was written; whoever acts on an entry before that must be able to take it back.
 *
 * @throws {ArchiveError} when it is damaged, incomplete or no archive of ours
 */
export async function* readArchive(path: string): AsyncGenerator<Entry, void, void> {
  const sums = createHash('sha256')
  let sumsDigest: string | undefined
  let sealed = false
  for await (const entry of await entriesOf(path)) {
    if (sealed) throw damaged('something stands behind its end')
    if (!isEntryPath(entry.path)) throw damaged('it holds a name that no backup has')
    if (sumsDigest !== undefined && entry.path !== sealPath)
      throw damaged('something stands behind its checksums')
    const { digest, text, body } = tested(entry)
    if (entry.path !== sumsPath && entry.path !== sealPath) yield { ...entry, body }
    for await (const _ of body);
    if (entry.path === sumsPath) sumsDigest = sums.copy().digest('hex')
    if (entry.path === sumsPath && digest() !== sumsDigest) throw damaged('its checksums do not match')
    if (entry.path === sealPath) sealed = text() === sumLine(sumsDigest ?? '', sumsPath)
    if (entry.path === sealPath && !sealed) throw damaged('the checksum of its checksums does not match')
    if (sumsDigest === undefined) sums.update(sumLine(digest(), entry.path))
  }
  if (!sealed) throw damaged('it ends too early')
}

const mostSealChars = 200

/** An entry's body, hashed as it is read. Reading it again goes on where the last reader stopped. */
function tested(entry: Entry) {
  const hash = createHash('sha256')
  const source = entry.body[Symbol.asyncIterator]()
  let text = ''
  const body: AsyncIterable<Uint8Array> = {
    [Symbol.asyncIterator]: () => ({
      async next() {
        const next = await source.next()
        if (next.done) return { done: true, value: undefined }
        hash.update(next.value)
        if (entry.path === sealPath && text.length < mostSealChars)
          text += Buffer.from(next.value).toString('latin1')
        return { done: false, value: next.value }
      },
    }),
  }
  return { body, digest: () => hash.digest('hex'), text: () => text }
}
