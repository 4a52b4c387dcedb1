import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Storage, StorageKeyError, StorageLimitError, type StorageSource } from '../storage.ts'

export interface StorageUnderTest {
  storage: Storage
  /** Names of everything that holds bytes, finished or not. */
  residue(): Promise<string[]>
  close(): Promise<void>
}

const MIB = 1024 * 1024
/** Enough for several parts of a multipart upload. */
const LARGE_BYTES = 20 * MIB
const NO_CAP = Number.MAX_SAFE_INTEGER

const HOSTILE_KEYS = [
  ...['', '/', '/a', 'a/', 'a//b', '.', '..', '../a', 'a/../b', 'a/..', './a', 'a.b', 'C:/a', 'a\\b'],
  ...['a\0', 'a\0.step', 'a\n', '%2e%2e/a', 'A', 'ä', 'a b', '~', 'a'.repeat(201), 'ab/'.repeat(200)],
]

/** What every adapter owes; `open` gives a fresh, empty store. */
export function storageConformance(name: string, open: () => Promise<StorageUnderTest>): void {
  describe(`${name} keeps the storage contract`, { timeout: 30_000 }, () => {
    let store: StorageUnderTest
    const use = () => store
    beforeAll(async () => {
      store = await open()
    })
    afterAll(() => store.close())

    describe('what is put comes back', () => roundTrips(use))
    describe('the cap', () => caps(use))
    describe('a source that fails leaves nothing', () => failures(use))
    describe('keys', () => keys(use))

    test('is ready', () => use().storage.check())
  })
}

function roundTrips(use: () => StorageUnderTest): void {
  const sizes = [0, 1, 65_537, 8 * MIB, 8 * MIB + 1, LARGE_BYTES]
  test.each(sizes)('%i bytes, streamed', async (size) => {
    const { storage } = use()
    const stored = await storage.put(`round/${size}`, pattern(size), {
      maxBytes: NO_CAP,
      mediaType: 'model/step',
    })
    expect(stored).toEqual({ bytes: size, sha256: await digestOf(pattern(size)) })
    const found = await storage.get(`round/${size}`)
    expect(found?.bytes).toBe(size)
    expect(await digestOf(found?.stream ?? Readable.from([]))).toBe(stored.sha256)
  })

  test('an absent key is null, deleting it is fine, and deleting is for good', async () => {
    const { storage } = use()
    expect(await storage.get('absent')).toBeNull()
    await storage.delete('absent')
    await storage.put('gone', pattern(3), { maxBytes: 3 })
    await storage.delete('gone')
    await storage.delete('gone')
    expect(await storage.get('gone')).toBeNull()
  })

  test('a later put replaces the whole file', async () => {
    const { storage } = use()
    await storage.put('twice', Readable.from([Buffer.from('long first body')]), { maxBytes: 100 })
    await storage.put('twice', Readable.from([Buffer.from('second')]), { maxBytes: 100 })
    expect(await textAt(storage, 'twice')).toBe('second')
  })

  test('puts at once do not mix', async () => {
    const { storage } = use()
    const names = Array.from({ length: 12 }, (_, index) => `at-once/${index}`)
    const put = (key: string) => storage.put(key, Readable.from([Buffer.from(key)]), { maxBytes: 100 })
    await Promise.all(names.map(put))
    expect(await Promise.all(names.map((key) => textAt(storage, key)))).toEqual(names)
  })

  test('a key may be the beginning of another', async () => {
    const { storage } = use()
    const body = (text: string) => Readable.from([Buffer.from(text)])
    await storage.put('nest/a', body('outer'), { maxBytes: 9 })
    await storage.put('nest/a/b', body('inner'), { maxBytes: 9 })
    expect([await textAt(storage, 'nest/a'), await textAt(storage, 'nest/a/b')]).toEqual(['outer', 'inner'])
  })

  test('a media type that no header can hold does no harm', async () => {
    const { storage } = use()
    await storage.put('media', pattern(1), { maxBytes: 1, mediaType: 'text/html\r\nx-evil: 1' })
    expect(await storage.get('media').then((found) => found?.stream.destroy())).toBeDefined()
  })
}

function caps(use: () => StorageUnderTest): void {
  const cases = [0, 1000, LARGE_BYTES].map((maxBytes) => ({ maxBytes }))
  test.each(cases)('$maxBytes bytes pass under a cap of as many', async ({ maxBytes }) => {
    const { storage } = use()
    expect((await storage.put('cap/exact', pattern(maxBytes), { maxBytes })).bytes).toBe(maxBytes)
    await storage.delete('cap/exact')
  })

  test.each(cases)('one more than $maxBytes is refused, and the rest is not read', async ({ maxBytes }) => {
    const { storage, residue } = use()
    const before = await residue()
    const source = Readable.from(pattern(2 * maxBytes + LARGE_BYTES))
    const failed = await storage.put('cap/over', source, { maxBytes }).catch((error: unknown) => error)
    expect(failed).toBeInstanceOf(StorageLimitError)
    expect(failed).toMatchObject({ maxBytes })
    expect(source.destroyed).toBe(true)
    expect(source.readableEnded).toBe(false)
    expect(await storage.get('cap/over')).toBeNull()
    expect(await residue()).toEqual(before)
  })

  test('a put over the cap leaves what the key held', async () => {
    const { storage } = use()
    await storage.put('cap/kept', Readable.from([Buffer.from('kept')]), { maxBytes: 4 })
    await expect(storage.put('cap/kept', pattern(5), { maxBytes: 4 })).rejects.toThrow(StorageLimitError)
    expect(await textAt(storage, 'cap/kept')).toBe('kept')
  })

  test.each([-1, 1.5, Number.NaN])('a cap of %d is a mistake', async (maxBytes) => {
    await expect(use().storage.put('cap/bad', pattern(0), { maxBytes })).rejects.toThrow(RangeError)
  })
}

function failures(use: () => StorageUnderTest): void {
  const broken = new Error('the source broke')
  async function* breaksAfter(bytes: number): AsyncGenerator<Uint8Array> {
    yield* pattern(bytes)
    throw broken
  }
  async function expectNothingLeft(source: StorageSource, signal?: AbortSignal): Promise<unknown> {
    const { storage, residue } = use()
    const before = await residue()
    const put = storage.put('failing', source, { maxBytes: NO_CAP, signal })
    const failure = await put.then(
      () => 'stored',
      (error: unknown) => error,
    )
    expect(await storage.get('failing')).toBeNull()
    expect(await residue()).toEqual(before)
    return failure
  }

  test.each([0, 1000, LARGE_BYTES])('thrown after %i bytes', async (bytes) => {
    expect(await expectNothingLeft(breaksAfter(bytes))).toBe(broken)
    expect(await expectNothingLeft(Readable.from(breaksAfter(bytes)))).toBe(broken)
  })

  test('a stream that broke before the put', async () => {
    const source = new Readable({ read() {} }).on('error', () => {})
    source.destroy(broken)
    expect(await expectNothingLeft(source)).toBe(broken)
  })

  test('a stream closed without an end', async () => {
    const source = new Readable({ read() {} })
    source.push(Buffer.alloc(10))
    source.destroy()
    expect(await expectNothingLeft(source)).toMatchObject({ code: 'ERR_STREAM_PREMATURE_CLOSE' })
  })

  test.each([0, 1000, LARGE_BYTES])('a signal while the source hangs after %i bytes', async (bytes) => {
    const abort = new AbortController()
    async function* hangs(): AsyncGenerator<Uint8Array> {
      yield* pattern(bytes)
      setImmediate(() => abort.abort(broken))
      await new Promise(() => {})
    }
    expect(await expectNothingLeft(hangs(), abort.signal)).toBe(broken)
  })

  test('a signal that was aborted before', async () => {
    const source = Readable.from(pattern(10))
    expect(await expectNothingLeft(source, AbortSignal.abort(broken))).toBe(broken)
    expect(source.destroyed).toBe(true)
  })

  test('a stream of text instead of bytes', async () => {
    const source = Readable.from([Buffer.from('ä')]).setEncoding('utf8')
    expect(await expectNothingLeft(source)).toBeInstanceOf(TypeError)
  })

  test.each([1000, LARGE_BYTES])('an HTTP request cut after %i bytes', async (bytes) => {
    const incoming = await cutRequest(bytes)
    expect(await expectNothingLeft(incoming)).toMatchObject({ code: 'ECONNRESET' })
  })
}

function keys(use: () => StorageUnderTest): void {
  const named = HOSTILE_KEYS.map((key) => ({ key, name: JSON.stringify(key.slice(0, 20)) }))
  test.each(named)('$name is refused everywhere', async ({ key }) => {
    const { storage, residue } = use()
    const before = await residue()
    await expect(storage.put(key, pattern(1), { maxBytes: 1 })).rejects.toThrow(StorageKeyError)
    await expect(storage.get(key)).rejects.toThrow(StorageKeyError)
    await expect(storage.delete(key)).rejects.toThrow(StorageKeyError)
    expect(await residue()).toEqual(before)
  })

  test('are listed by prefix', async () => {
    const { storage } = use()
    for (const key of ['list/b', 'list/a/c', 'listless', 'lis'])
      await storage.put(key, pattern(7), { maxBytes: 7 })
    const listed = await collect(storage.list('list/'))
    expect(listed.map(({ key }) => key).sort()).toEqual(['list/a/c', 'list/b'])
    expect(listed[0]).toMatchObject({ bytes: 7, writtenAt: expect.any(Date) })
    expect(await collect(storage.list('../'))).toEqual([])
    expect((await collect(storage.list(''))).map(({ key }) => key)).toContain('listless')
  })
}

/** Bytes that differ from place to place, in chunks of an odd size. */
async function* pattern(bytes: number): AsyncGenerator<Uint8Array> {
  const chunkBytes = 60_001
  for (let at = 0; at < bytes; at += chunkBytes) {
    yield Buffer.alloc(Math.min(chunkBytes, bytes - at), `${at}.`)
  }
}

async function digestOf(source: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of source) hash.update(chunk)
  return hash.digest('hex')
}

async function textAt(storage: Storage, key: string): Promise<string | undefined> {
  const found = await storage.get(key)
  return found ? (await buffer(found.stream)).toString() : undefined
}

/** An incoming request whose sender hangs up after `bytes`, one short of what it announced. */
async function cutRequest(bytes: number): Promise<IncomingMessage> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const headers = { 'content-length': bytes + 1 }
  const sender = request({ host: '127.0.0.1', port, method: 'POST', headers }).on('error', () => {})
  sender.write(Buffer.alloc(bytes), () => sender.destroy())
  const [incoming] = (await once(server, 'request')) as [IncomingMessage]
  incoming.once('close', () => server.close())
  return incoming
}

/** Everything that an iterable yields. */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}
