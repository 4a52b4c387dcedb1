import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, test, vi } from 'vitest'
import { testOrigin } from '../../../test/harness/app.ts'
import { patience } from '../../../test/harness/patience.ts'
import { openTwoShops, type TwoShops } from './testing/two-shops.ts'

/** Security case 39, on a real connection: what inject cannot show is how a body arrives, or fails to. */

const mib = 2 ** 20
const capBytes = 4 * mib
let shops: TwoShops
let projectId: string
let port: number

beforeAll(async () => {
  shops = await openTwoShops({ environment: { FABWIRE_MAX_UPLOAD: String(capBytes) } })
  await shops.app.app.listen({ port: 0, host: '127.0.0.1' })
  port = (shops.app.app.server.address() as AddressInfo).port
  projectId = (await shops.project(shops.anna)).id
})
afterAll(() => shops.close())

const storage = () => shops.app.services.parts.storage
const path = () => `/api/projects/${projectId}/files`
const url = () => `http://127.0.0.1:${port}${path()}`
const headers = () => ({ ...shops.anna.credential, origin: testOrigin })

/** Files on the disk, unfinished ones included, and rows. */
async function stored(): Promise<{ files: number; rows: number }> {
  const folder = join(shops.app.config.dataDir, 'files')
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).length
  const { rows } = await shops.app.db.one<{ rows: number }>({
    text: 'SELECT count(*)::int AS rows FROM files',
    values: [],
  })
  return { files, rows }
}

const part = (name: string): string =>
  `--x\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: model/stl\r\n\r\n`
const end = '\r\n--x--\r\n'

describe('a request that ends well', () => {
  test('201: 100 MB pass through without piling up', { timeout: 60_000 }, async () => {
    const large = await openTwoShops()
    await large.app.app.listen({ port: 0, host: '127.0.0.1' })
    const { id } = await large.project(large.anna)
    const at = `http://127.0.0.1:${(large.app.app.server.address() as AddressInfo).port}/api/projects/${id}/files`
    const chunk = Buffer.alloc(256 * 1024, 'solid facet ')
    const totalBytes = 400 * chunk.length
    const hash = createHash('sha256')
    let sentBytes = 0
    let mostAhead = 0
    let takenBytes = 0
    const store = large.app.services.parts.storage
    const put = store.put.bind(store)
    vi.spyOn(store, 'put').mockImplementation((key, source, options) =>
      put(
        key,
        (async function* () {
          for await (const bytes of source) {
            takenBytes += (bytes as Uint8Array).length
            mostAhead = Math.max(mostAhead, sentBytes - takenBytes)
            yield bytes as Uint8Array
          }
        })(),
        options,
      ),
    )
    async function* body() {
      yield Buffer.from(part('large.stl'))
      while (sentBytes < totalBytes) {
        hash.update(chunk)
        sentBytes += chunk.length
        yield chunk
      }
      yield Buffer.from(end)
    }
    const reply = await fetch(at, {
      method: 'POST',
      headers: {
        ...large.anna.credential,
        origin: testOrigin,
        'content-type': 'multipart/form-data; boundary=x',
      },
      body: ReadableStream.from(body()),
      duplex: 'half',
    })
    expect(reply.status).toBe(201)
    const sha256 = hash.digest('hex')
    expect(await reply.json()).toMatchObject({ bytes: totalBytes, sha256 })
    // Sockets and streams hold some; a body that were collected first would be ahead by all of it.
    expect(mostAhead).toBeLessThan(totalBytes / 4)
    const file = (await (await fetch(at, { headers: large.anna.credential })).json()) as {
      data: { id: string }[]
    }
    const download = await fetch(`${at}/${file.data[0]?.id}/content`, { headers: large.anna.credential })
    expect(download.headers.get('content-length')).toBe(String(totalBytes))
    const back = createHash('sha256')
    for await (const bytes of download.body ?? []) back.update(bytes)
    expect(back.digest('hex')).toBe(sha256)
    await large.close()
  })

  test('201: the storage has the first bytes before the last are sent', async () => {
    const seen = Promise.withResolvers<void>()
    const put = storage().put.bind(storage())
    const spy = vi.spyOn(storage(), 'put').mockImplementation((key, source, options) =>
      put(
        key,
        (async function* () {
          for await (const bytes of source) {
            seen.resolve()
            yield bytes as Uint8Array
          }
        })(),
        options,
      ),
    )
    async function* body() {
      yield Buffer.from(`${part('early.stl')}first`)
      await seen.promise
      yield Buffer.from(`, last${end}`)
    }
    const reply = await fetch(url(), {
      method: 'POST',
      headers: { ...headers(), 'content-type': 'multipart/form-data; boundary=x' },
      body: ReadableStream.from(body()),
      duplex: 'half',
    })
    spy.mockRestore()
    expect(await reply.json()).toMatchObject({ name: 'early.stl', bytes: 'first, last'.length })
  })
})

describe('a request that ends badly leaves nothing behind', () => {
  let before: Awaited<ReturnType<typeof stored>>
  beforeEach(async () => {
    before = await stored()
  })
  afterEach(async () => {
    await vi.waitFor(async () => expect(await stored()).toEqual(before), patience)
  })

  it.each([
    ['of one chunk', (bytes: Buffer<ArrayBuffer>) => bytes],
    ['streamed', (bytes: Buffer<ArrayBuffer>) => ReadableStream.from(slices(bytes))],
  ])('413: twice the cap, %s', async (_, bodyOf) => {
    const bytes = Buffer.from(part('big.stl') + 'x'.repeat(2 * capBytes) + end)
    const reply = await fetch(url(), {
      method: 'POST',
      headers: { ...headers(), 'content-type': 'multipart/form-data; boundary=x' },
      body: bodyOf(bytes),
      duplex: 'half',
    })
    expect(reply.status).toBe(413)
    expect(await reply.json()).toMatchObject({
      code: 'payload_too_large',
      detail: `A file may have at most ${capBytes} bytes.`,
    })
  })

  test('413: a good file before the one that is too large goes with it', async () => {
    const body = new FormData()
    body.append('file', new Blob(['good']), 'good.stl')
    body.append('file', new Blob(['x'.repeat(capBytes + 1)]), 'big.stl')
    const reply = await fetch(url(), { method: 'POST', headers: headers(), body })
    expect([reply.status, ((await reply.json()) as { code: string }).code]).toEqual([
      413,
      'payload_too_large',
    ])
  })

  test('404 and 401: who may not, hears so before the body has come', async () => {
    for (const [target, who, status] of [
      [path(), shops.ben.credential, 404],
      [path(), {}, 401],
    ] as const) {
      const socket = await open()
      socket.write(head(target, { ...who, origin: testOrigin }, 10 * mib) + part('a.stl'))
      expect(await statusOf(socket)).toBe(status)
      socket.destroy()
    }
  })

  test('400: a length that promises less than it sends', async () => {
    const socket = await open()
    const form = part('a.stl') + 'x'.repeat(1_000) + end
    socket.write(head(path(), headers(), form.length - 100) + form)
    // What follows the length is taken for a request, refused, and the connection closed.
    expect(String(await buffer(socket))).toMatch(/^HTTP\/1.1 400 .*"code":"malformed_request"/s)
  })

  it.each([
    ['in the middle of a file', part('a.stl') + 'x'.repeat(2 * mib)],
    ['between two files', `${part('a.stl')}whole\r\n${part('b.stl')}`],
    ['with the form whole, but not the length', `${part('a.stl')}whole${end}`],
  ])('a connection cut %s', async (_, sent) => {
    const socket = await open()
    socket.write(head(path(), headers(), 3 * mib) + sent)
    // Something of it is on the disk, finished or not.
    await vi.waitFor(async () => expect((await stored()).files).toBeGreaterThan(before.files), patience)
    socket.destroy()
  })
})

async function* slices(bytes: Buffer) {
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536)
}

async function open(): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  return socket
}

const head = (target: string, fields: Readonly<Record<string, string>>, length: number): string =>
  [
    `POST ${target} HTTP/1.1`,
    'Host: localhost',
    'Content-Type: multipart/form-data; boundary=x',
    `Content-Length: ${length}`,
    ...Object.entries(fields).map(([name, value]) => `${name}: ${value}`),
    '\r\n',
  ].join('\r\n')

async function statusOf(socket: Socket): Promise<number> {
  const [bytes] = (await once(socket, 'data')) as [Buffer]
  return Number(/^HTTP\/1.1 (\d+)/.exec(String(bytes))?.[1])
}
