import { Readable } from 'node:stream'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { request } from 'undici'
import { describe, expect, test } from 'vitest'
import { Answer, type RouteRow } from '../../contract/route.ts'
import { readConfig } from '../../platform/config.ts'
import { row, startHttpApp } from '../testing/http-app.ts'
import { openApiRoute, siteOf } from './index.ts'

const long = 'x'.repeat(5_000)

const rows: RouteRow[] = [
  openApiRoute(() => rows, '1.2.3'),
  row({ handler: async () => ({ long }) }),
  row({
    path: '/stream',
    success: { status: 200, mediaType: 'text/event-stream' },
    handler: async () => new Answer(Readable.from([`data: ${long}\n\n`])),
  }),
]

/** The site on a port. What comes is handed over as it was sent. */
async function start() {
  const site = siteOf({
    rows,
    settings: readConfig({}),
    baseUrl: () => 'https://fab.example.com',
    apiUrl: () => 'https://fab.example.com/api',
    version: '1.2.3',
    sessionCookie: 'session',
  })
  const { listen } = await startHttpApp(rows, { site })
  const port = await listen()
  return async (path: string, headers: Record<string, string> = {}, method: 'GET' | 'HEAD' = 'GET') => {
    const reply = await request(`http://127.0.0.1:${port}${path}`, { method, headers })
    const bytes = Buffer.from(await reply.body.arrayBuffer())
    return { status: reply.statusCode, headers: reply.headers, bytes }
  }
}

const pages = [
  '/',
  '/docs',
  '/docs/events/order.shipped',
  '/docs/api',
  '/docs/errors',
  '/docs/errors/rate_limited',
]
const texts = [...pages.slice(0, 3), '/docs/errors', '/api/openapi.json']
/** What a browser sends. */
const browser = 'gzip, deflate, br, zstd'

describe('what everybody may read', () => {
  test.each(texts)('%s: br or gzip, as it is wanted, or neither', async (path) => {
    const read = await start()
    const plain = await read(path)
    expect(plain.headers['content-encoding']).toBeUndefined()
    for (const [accepted, encoding, unpack] of [
      [browser, 'br', brotliDecompressSync],
      ['gzip', 'gzip', gunzipSync],
      ['br;q=0.1, gzip', 'gzip', gunzipSync],
      ['identity', undefined, (bytes: Buffer) => bytes],
      ['br;q=0, gzip;q=0', undefined, (bytes: Buffer) => bytes],
      ['zstd', undefined, (bytes: Buffer) => bytes],
    ] as const) {
      const { status, headers, bytes } = await read(path, { 'accept-encoding': accepted })
      expect([status, headers['content-encoding'], headers.vary]).toEqual([200, encoding, 'accept-encoding'])
      expect(headers['content-type']).toBe(plain.headers['content-type'])
      expect(unpack(bytes).equals(plain.bytes)).toBe(true)
      if (encoding) expect(bytes.length).toBeLessThan(plain.bytes.length / 2)
    }
  })

  test('304: one tag stands for a page in every encoding', async () => {
    const read = await start()
    for (const path of pages) {
      const { etag } = (await read(path)).headers
      expect(etag).toMatch(/^W\/"[\w-]{22}"$/)
      for (const accepted of ['br', 'gzip', 'identity']) {
        expect((await read(path, { 'accept-encoding': accepted })).headers.etag).toBe(etag)
        const asked = { 'accept-encoding': accepted, 'if-none-match': String(etag) }
        const { status, headers, bytes } = await read(path, asked)
        expect([status, headers.etag, headers.vary, bytes.length]).toEqual([304, etag, 'accept-encoding', 0])
        expect(headers['content-encoding']).toBeUndefined()
      }
    }
  })

  test('HEAD says what GET would, without a text', async () => {
    const read = await start()
    for (const path of texts)
      for (const accepted of ['br', 'gzip', 'identity']) {
        const head = await read(path, { 'accept-encoding': accepted }, 'HEAD')
        const get = await read(path, { 'accept-encoding': accepted })
        expect([head.status, head.bytes.length]).toEqual([200, 0])
        for (const name of ['content-type', 'content-encoding', 'vary', 'etag', 'content-length'])
          expect(head.headers[name]).toBe(get.headers[name])
      }
  })
})

test('answers of the API, streams of events and files go out as they are', async () => {
  const read = await start()
  const script = /src="(\/docs\/assets\/[^"]+\.js)"/.exec((await read('/docs/api')).bytes.toString())?.[1]
  for (const path of ['/api/thing', '/api/stream', '/api/nowhere', String(script)]) {
    const { headers } = await read(path, { 'accept-encoding': browser })
    expect(headers['content-encoding']).toBeUndefined()
    expect(headers.vary).toBeUndefined()
  }
})
