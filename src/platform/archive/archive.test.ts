import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ArchiveError, ArchiveWriter, readArchive } from './index.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fabwire-archive-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const at = new Date('2026-05-15T10:20:30Z')
const longPath = `files/${'a'.repeat(150)}/${'b'.repeat(150)}.file`
const content: readonly [path: string, bytes: Buffer][] = [
  ['backup.json', Buffer.from('{"a":1}\n')],
  ['tables/events/000001.ndjson', Buffer.from('["1",null]\n'.repeat(50))],
  ['files/empty.file', Buffer.alloc(0)],
  ['files/block.file', randomBytes(512)],
  ['files/large.file', randomBytes(300_000)],
  [longPath, Buffer.from('behind a long name')],
]

async function write(target: string): Promise<void> {
  const writer = await ArchiveWriter.create(target, at)
  for (const [path, bytes] of content) await writer.add(path, bytes.length, [bytes])
  await writer.finish()
}

async function read(target: string): Promise<[string, Buffer][]> {
  const found: [string, Buffer][] = []
  for await (const { path, bytes, body } of readArchive(target)) {
    const chunks: Uint8Array[] = []
    for await (const chunk of body) chunks.push(chunk)
    found.push([path, Buffer.concat(chunks)])
    expect(found.at(-1)?.[1]).toHaveLength(bytes)
  }
  return found
}

const filesIn = async (place: string): Promise<string[]> =>
  (await readdir(place, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))

describe.each(['shop.tar.gz', 'shop'])('an archive as %s', (name) => {
  let target: string
  beforeEach(() => {
    target = join(folder, name)
  })

  test('is read as it was written, in the same order', async () => {
    await write(target)
    expect(await read(target)).toEqual(content)
  })

  test('may be read by its owner only, and leaves nothing beside it', async () => {
    await write(target)
    expect(await readdir(folder)).toEqual([name])
    const found = await stat(target)
    expect(found.mode & 0o777).toBe(found.isDirectory() ? 0o700 : 0o600)
    if (found.isDirectory())
      for (const path of await filesIn(target)) expect((await stat(path)).mode & 0o777).toBe(0o600)
  })

  test('can be tested without this program', async () => {
    await write(target)
    let place = target
    if (name.endsWith('.gz')) {
      place = join(folder, 'unpacked')
      await mkdir(place)
      execFileSync('tar', ['xzf', target, '-C', place])
    }
    for (const sums of ['SHA256SUMS', 'SHA256SUMS.sha256'])
      execFileSync('sha256sum', ['--quiet', '--strict', '-c', sums], { cwd: place })
    expect(await readFile(join(place, longPath), 'utf8')).toBe('behind a long name')
    // Unpacked it is the same archive in its other form.
    expect(await read(place)).toEqual(content)
  })

  test('a reader may leave bodies, or parts of them, unread', async () => {
    await write(target)
    const paths: string[] = []
    for await (const { path, body } of readArchive(target)) {
      paths.push(path)
      for await (const _ of body) break
    }
    expect(paths).toEqual(content.map(([path]) => path))
  })

  test('never overwrites', async () => {
    await write(target)
    await expect(write(target)).rejects.toThrow('exists already: a backup never overwrites anything')
    await rm(target, { recursive: true })
    await (name.endsWith('.gz')
      ? writeFile(target, 'mine')
      : mkdir(join(target, 'mine'), { recursive: true }))
    await expect(write(target)).rejects.toBeInstanceOf(ArchiveError)
    expect(await readdir(folder)).toEqual([name])
  })

  test('a body of another size than told is refused, and an abort leaves nothing', async () => {
    for (const bytes of [4, 6]) {
      const writer = await ArchiveWriter.create(target, at)
      await expect(writer.add('files/a.file', bytes, [Buffer.from('12345')])).rejects.toThrow(
        'files/a.file changed its size while it was read',
      )
      await writer.abort()
    }
    expect(await readdir(folder)).toEqual([])
  })

  test('a place that cannot be written is told in one line', async () => {
    await expect(write(join(folder, 'nowhere', name))).rejects.toThrow(/cannot be written: ENOENT/)
    if (process.getuid?.() === 0) return
    await chmod(folder, 0o500)
    await expect(write(target)).rejects.toThrow(/cannot be written: EACCES/)
  })
})

describe('a damaged archive', () => {
  const refused = (target: string) => expect(read(target)).rejects.toThrow(/^the backup is damaged: /)

  test('a flipped bit anywhere in a tar.gz never changes what is read', async () => {
    const target = join(folder, 'shop.tar.gz')
    await write(target)
    const good = await readFile(target)
    const position = fc.integer({ min: 0, max: good.length - 1 })
    await fc.assert(
      fc.asyncProperty(position, fc.integer({ min: 0, max: 7 }), async (index, bit) => {
        const bad = Buffer.from(good)
        bad[index] = (bad[index] as number) ^ (1 << bit)
        await writeFile(target, bad)
        // A few bits mean nothing (they fill up a byte): then it must be read as it was written.
        const outcome = await read(target).catch((error: Error) => error)
        if (outcome instanceof Error) expect(outcome.message).toMatch(/^the backup is damaged: /)
        else expect(outcome).toEqual(content)
      }),
      { numRuns: 60 },
    )
  })

  test('a cut tar.gz is found, wherever it is cut', async () => {
    const target = join(folder, 'shop.tar.gz')
    await write(target)
    const { size } = await stat(target)
    for (const bytes of [size - 1, size - 9, Math.floor(size / 2), 600, 12, 0]) {
      await truncate(target, bytes)
      await refused(target)
    }
  })

  test('a tar that was cut and packed again is found', async () => {
    const target = join(folder, 'shop.tar.gz')
    await write(target)
    const tar = gunzipSync(await readFile(target))
    // Entries at the end left out: the seal, the checksums too.
    for (const blocks of [4, 6, 12]) {
      const cut = tar.subarray(0, tar.length - blocks * 512)
      await writeFile(target, gzipSync(Buffer.concat([cut, Buffer.alloc(1024)])))
      await refused(target)
    }
  })

  test('bytes behind the end of a tar.gz are found', async () => {
    const target = join(folder, 'shop.tar.gz')
    await write(target)
    await writeFile(target, Buffer.concat([await readFile(target), Buffer.from('junk')]))
    await refused(target)
  })

  test('a flipped bit in any file of a folder is found', async () => {
    const target = join(folder, 'shop')
    await write(target)
    const paths = (await filesIn(target)).filter((path) => !path.endsWith('empty.file'))
    expect(paths).toHaveLength(content.length + 1)
    for (const path of paths) {
      const good = await readFile(path)
      const bad = Buffer.from(good)
      bad[bad.length >> 1] = (bad[bad.length >> 1] as number) ^ 1
      await writeFile(path, bad)
      await refused(target)
      await writeFile(path, good.subarray(0, -1))
      await refused(target)
      await rm(path)
      await refused(target)
      await writeFile(path, good)
    }
    expect(await read(target)).toEqual(content)
  })

  test.each([
    ['no gzip', Buffer.from('this is no backup')],
    ['a gzip of no tar', gzipSync('this is no backup'.repeat(100))],
    ['a gzip of nothing', gzipSync('')],
    ['a tar of nothing', gzipSync(Buffer.alloc(1024))],
  ])('%s', async (_, bytes) => {
    const target = join(folder, 'shop.tar.gz')
    await writeFile(target, bytes)
    await refused(target)
  })

  test('what is not there is not called damaged', async () => {
    await expect(read(join(folder, 'none'))).rejects.toThrow(/none does not exist$/)
  })

  test('names that lead elsewhere are refused', async () => {
    const outside = join(folder, 'outside')
    await writeFile(outside, 'mine')
    for (const path of ['../outside', '/etc/passwd', 'files/../../outside', 'files/./a.file', 'a\\b.file']) {
      const target = join(folder, 'shop')
      await write(target)
      const sums = await readFile(join(target, 'SHA256SUMS'), 'utf8')
      await writeFile(join(target, 'SHA256SUMS'), `${'0'.repeat(64)}  ${path}\n${sums}`)
      await refused(target)
      await rm(target, { recursive: true })
      await expect((await ArchiveWriter.create(target, at)).add(path, 0, [])).rejects.toThrow(RangeError)
      await rm(`${target}.partial`, { recursive: true })
    }
    expect(existsSync(outside)).toBe(true)
  })
})

test('a tar says how large a file is beyond what its own field can hold', async () => {
  const { readHeader, readRecords, writeHeader } = await import('./tar-header.ts')
  const bytes = 20 * 2 ** 30
  const header = writeHeader('files/a.file', bytes, at)
  const pax = readHeader(header.subarray(0, 512))
  expect(pax?.type).toBe('x')
  expect(readRecords(header.subarray(512, 512 + (pax?.bytes ?? 0)))).toEqual({ bytes })
})
