import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { connect, type Socket } from 'node:net'
import { buffer, text } from 'node:stream/consumers'
import type { FastifyInstance } from 'fastify'
import { afterEach, beforeEach, describe, expect, it, test, vi } from 'vitest'
import { z } from 'zod'
import { patience } from '../../test/harness/patience.ts'
import { type FilePart, type RouteRow, route } from '../contract/route.ts'
import { silentLog } from '../platform/log.ts'
import { createApp } from './app.ts'

type Receive = (file: FilePart) => Promise<void>

const limits = { maxFileBytes: 1_000, stallMs: 100 }
const mostBytes = 20 * limits.maxFileBytes + 2 * 2 ** 20
let app: FastifyInstance
/** What the row under test does with a file; what it got. */
let receive: Receive
let got: string[]
/** Errors that reached the handler, answered or not. */
let failures: unknown[]

const upload: RouteRow = route({
  method: 'POST',
  path: '/upload',
  summary: 'Upload',
  tag: 'Test',
  access: { kind: 'open' },
  upload: true,
  body: z.strictObject({ kind: z.enum(['cad', 'photo']), units: z.string().optional() }),
  success: { status: 201 },
  handler: async (call) => {
    const fields = await call
      .readUpload((file) => receive(file))
      .catch((error) => {
        failures.push(error)
        throw error
      })
    return { fields, got }
  },
})
const plain: RouteRow = { ...upload, path: '/plain', upload: false }

beforeEach(async () => {
  got = []
  failures = []
  receive = async ({ fileName, stream }) => void got.push(`${fileName}: ${await text(stream)}`)
  app = await createApp({
    rows: [upload, plain],
    log: silentLog(),
    baseUrl: () => 'http://localhost:3000',
    apiHost: undefined,
    trustProxy: () => false,
    authenticate: async () => null,
    sessionCookie: 'session',
    ownOrigins: () => [],
    limiter: null,
    verifyAnswers: true,
    uploads: limits,
    lingerMs: 100,
    bodyTimeoutMs: 60_000,
  })
})
afterEach(() => app.close())

const field = (name: string, value: string) =>
  `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
const file = (name: string, content: string) =>
  `--x\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\n\r\n${content}\r\n`
const cad = field('kind', 'cad')
const end = '--x--\r\n'
const headers = { 'content-type': 'multipart/form-data; boundary=x' }

const post = async (payload: string, url = '/api/upload') => {
  const reply = await app.inject({ method: 'POST', url, payload, headers })
  return { status: reply.statusCode, body: reply.json() }
}

describe('a form', () => {
  test('201: files in order, fields around them', async () => {
    const reply = await post(file('a', '1') + cad + file('b', '2') + field('units', 'mm') + end)
    expect(reply).toEqual({
      status: 201,
      body: { fields: { kind: 'cad', units: 'mm' }, got: ['a: 1', 'b: 2'] },
    })
  })

  test('201: a file that is left unread is skipped, however large', async () => {
    receive = async ({ fileName }) => void got.push(fileName)
    const reply = await post(file('a', 'x'.repeat(900_000)) + file('b', '') + cad + end)
    expect(reply.body.got).toEqual(['a', 'b'])
  })

  test('201: what stands before and after the form means nothing', async () => {
    expect(
      (await post(`preamble\r\n${cad}${file('a', '1')}${end}epilogue ${'x'.repeat(70_000)}`)).status,
    ).toBe(201)
  })

  it.each([
    ['a field that is missing', file('a', '1') + end, 'kind'],
    ['a field that is unknown', field('size', '1') + file('a', '1') + end, 'size'],
    ['a field that is wrong', field('kind', 'video') + file('a', '1') + end, 'kind'],
    ['a field given twice', cad + cad + file('a', '1') + end, 'kind'],
    ['a field of 65 kB', field('units', 'x'.repeat(65_537)) + cad + file('a', '1') + end, 'units'],
    ['a file as a field', cad + field('file', 'x') + end, 'file'],
    ['no file', cad + end, 'file'],
    ['nothing', end, 'file'],
    ['a file by another name', cad + file('a', '1').replace('"file"', '"other"') + end, 'other'],
  ])('400: %s', async (_, payload, path) => {
    const reply = await post(payload)
    expect([reply.status, reply.body.errors?.[0].path]).toEqual([400, path])
  })

  test('400: a wrong field is refused before the file behind it is read', async () => {
    await post(field('kind', 'video') + file('a', '1') + end)
    expect(got).toEqual([])
  })

  test('400: a field of JSON', async () => {
    const json = cad.replace('\r\n\r\ncad', '\r\nContent-Type: application/json\r\n\r\n["cad"]')
    expect((await post(json + file('a', '1') + end)).body.errors[0].path).toBe('kind')
  })

  it.each([
    ['cut off in a field', `${file('a', '1')}--x\r\nContent-Disposition: form-data; name="kind"\r\n\r\nca`],
    ['cut off in a file', `${cad}${file('a', '1').slice(0, -3)}`],
    ['cut off in a large file', `${cad}${file('a', 'x'.repeat(300_000)).slice(0, -3)}`],
    ['without its last boundary', cad + file('a', '1')],
    ['without any boundary', 'x'.repeat(100)],
  ])('400: %s', async (_, payload) => {
    const reply = await post(payload)
    expect([reply.status, reply.body.code]).toEqual([400, 'malformed_request'])
  })

  test('413: 21 files; 21 fields', async () => {
    expect((await post(cad + file('a', '1').repeat(21) + end)).status).toBe(413)
    const fields = Array.from({ length: 21 }, (_, n) => field(`f${n}`, '')).join('')
    expect([400, 413]).toContain((await post(fields + file('a', '1') + end)).status)
  })

  test('413: an endless epilogue', async () => {
    const reply = await post(cad + file('a', '1') + end + 'x'.repeat(mostBytes))
    expect([reply.status, reply.body.code]).toEqual([413, 'payload_too_large'])
  })

  test('415: a form where none is taken, and no form where one is', async () => {
    expect((await post(cad + file('a', '1') + end, '/api/plain')).status).toBe(415)
    for (const type of [
      'application/json',
      'text/plain',
      'multipart/mixed',
      'multipart/form-data2; boundary=x',
    ]) {
      const options = { payload: '{"kind":"cad"}', headers: { 'content-type': type } }
      const reply = await app.inject({ method: 'POST', url: '/api/upload', ...options })
      expect([type, reply.statusCode]).toEqual([type, 415])
    }
    expect((await app.inject({ method: 'POST', url: '/api/upload' })).statusCode).toBe(415)
  })

  test('500: what the receiver throws is its own', async () => {
    receive = () => Promise.reject(new Error('mine'))
    expect((await post(cad + file('a', '1') + end)).status).toBe(500)
    expect(failures).toEqual([new Error('mine')])
  })
})

describe('on a connection', () => {
  let socket: Socket
  /** Everything the server says, once it closes. */
  let answer: Promise<string>
  let closed: Promise<unknown>
  const status = async (): Promise<string> => (await answer).split('\r\n', 1)[0] ?? ''

  beforeEach(async () => {
    await app.listen({ port: 0, host: '127.0.0.1' })
    socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1')
    socket.on('error', () => {})
    closed = new Promise((done) => socket.once('close', done))
    answer = buffer(socket).then(String)
    // A reset is an end, too.
    answer.catch(() => {})
    await once(socket, 'connect')
  })
  afterEach(() => {
    vi.useRealTimers()
    socket.destroy()
  })

  const head = (length: number | 'chunked', more = '') =>
    [
      'POST /api/upload HTTP/1.1',
      'Host: localhost',
      'Content-Type: multipart/form-data; boundary=x',
      length === 'chunked' ? 'Transfer-Encoding: chunked' : `Content-Length: ${length}`,
      `${more}\r\n`,
    ].join('\r\n')
  const whole = cad + file('a', '1') + end

  test('408: a sender that falls silent in a file is told so and the connection closes', async () => {
    socket.write(head(10_000) + cad + file('a', '1').slice(0, -3))
    expect(await answer).toMatch(/^HTTP\/1.1 408 .*"code":"request_timeout"/s)
  })

  test('408: a length that promises more than the form is no whole request', async () => {
    socket.write(head(whole.length + 1) + whole)
    expect(await status()).toContain('408')
    expect(failures).toHaveLength(1)
  })

  test('400: a length that promises less cuts the form off', async () => {
    socket.write(`${head(whole.length - end.length - 4)}${whole}`)
    expect(await status()).toContain('400')
    expect(failures).toHaveLength(1)
  })

  test('201: a receiver that takes its time is not the sender’s silence', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const asked = once(app.server, 'request') as Promise<[IncomingMessage]>
    const slow = Promise.withResolvers<void>()
    receive = async ({ stream }) => {
      await slow.promise
      got.push(String((await buffer(stream)).length))
    }
    const big = cad + file('a', 'x'.repeat(1_000_000)) + end
    socket.write(head(big.length, 'Connection: close\r\n') + big)
    const [request] = await asked
    while (!request.isPaused()) await new Promise(setImmediate)
    vi.advanceTimersByTime(10 * limits.stallMs)
    vi.useRealTimers()
    slow.resolve()
    expect(await status()).toContain('201')
    expect(got).toEqual(['1000000'])
  })

  it.each([
    ['in a field', cad.slice(0, -4)],
    ['in a file', cad + file('a', '1').slice(0, -3)],
    ['between two files', cad + file('a', '1')],
    ['after the form, before the length is reached', whole],
  ])('a connection cut %s makes the upload fail', async (_, sent) => {
    socket.write(head(10_000) + sent, () => socket.destroy())
    await vi.waitFor(() => expect(failures).toHaveLength(1), patience)
  })

  test('a refused sender can send the rest and read why, on a connection that goes on', async () => {
    receive = () => Promise.reject(new Error('no'))
    const big = cad + file('a', 'x'.repeat(1_900_000)) + end
    socket.write(head(big.length) + big.slice(0, 500_000))
    await vi.waitFor(() => expect(failures).toHaveLength(1), patience)
    socket.write(big.slice(500_000))
    receive = async () => {}
    socket.write(head(whole.length, 'Connection: close\r\n') + whole)
    expect((await answer).match(/HTTP\/1.1 \d+/g)).toEqual(['HTTP/1.1 500', 'HTTP/1.1 201'])
  })

  test('a refused sender that never ends is cut off', async () => {
    receive = () => Promise.reject(new Error('no'))
    const chunk = `${(64_000).toString(16)}\r\n${'x'.repeat(64_000)}\r\n`
    const start = cad + file('a', '1').slice(0, -2)
    socket.write(`${head('chunked')}${start.length.toString(16)}\r\n${start}\r\n`)
    const more = () => void (socket.writable && socket.write(chunk, more))
    more()
    await closed
    expect(failures).toEqual([new Error('no')])
  })
})
