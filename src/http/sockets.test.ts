import { once } from 'node:events'
import { connect } from 'node:net'
import { PassThrough } from 'node:stream'
import { describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { patience } from '../../test/harness/patience.ts'
import { Answer } from '../contract/route.ts'
import { row, startHttpApp } from './testing/http-app.ts'
import { exchange } from './testing/raw-request.ts'

const seen: unknown[] = []
const write = row({
  method: 'POST',
  path: '/write',
  body: z.looseObject({}),
  handler: async (call) => {
    seen.push(call.body)
    return { ok: true }
  },
})
const rows = [row({}), write]

const lines = (...parts: string[]) => parts.join('\r\n')
const post = (headers: string[], body: string) =>
  lines('POST /api/write HTTP/1.1', 'Host: localhost', 'Content-Type: application/json', ...headers, '', body)

/** What would be smuggled in behind the first request. */
const second = lines('GET /api/thing HTTP/1.1', 'Host: localhost', '', '')

describe('what two readers could understand differently is refused, and nothing behind it is read (security case 6)', () => {
  test.each([
    [
      'Content-Length and Transfer-Encoding',
      post(['Content-Length: 4', 'Transfer-Encoding: chunked'], `0\r\n\r\n${second}`),
    ],
    [
      'Transfer-Encoding and Content-Length',
      post(['Transfer-Encoding: chunked', 'Content-Length: 60'], `0\r\n\r\n${second}`),
    ],
    ['two Content-Lengths', post(['Content-Length: 2', 'Content-Length: 60'], `{}${second}`)],
    ['two equal Content-Lengths', post(['Content-Length: 2', 'Content-Length: 2'], `{}${second}`)],
    ['a list of Content-Lengths', post(['Content-Length: 2, 2'], `{}${second}`)],
    ['a signed Content-Length', post(['Content-Length: +2'], `{}${second}`)],
    ['a hexadecimal Content-Length', post(['Content-Length: 0x2'], `{}${second}`)],
    [
      'chunked twice',
      post(['Transfer-Encoding: chunked', 'Transfer-Encoding: chunked'], `0\r\n\r\n${second}`),
    ],
    ['chunked and another', post(['Transfer-Encoding: chunked, identity'], `0\r\n\r\n${second}`)],
    [
      'another after chunked',
      post(['Transfer-Encoding: chunked', 'Transfer-Encoding: cow'], `0\r\n\r\n${second}`),
    ],
    ['something like chunked', post(['Transfer-Encoding: xchunked'], `0\r\n\r\n${second}`)],
    ['a space before the colon', post(['Transfer-Encoding : chunked'], `0\r\n\r\n${second}`)],
    [
      'a folded header',
      post(['X-Note: a', ' Transfer-Encoding: chunked', 'Content-Length: 2'], `{}${second}`),
    ],
    ['a folded first header', lines('GET /api/thing HTTP/1.1', ' X: y', 'Host: localhost', '', second)],
    ['a bare line feed between headers', `GET /api/thing HTTP/1.1\nHost: localhost\n\n${second}`],
    [
      'a bare line feed in one header',
      `GET /api/thing HTTP/1.1\r\nHost: localhost\r\nX: y\nZ: 1\r\n\r\n${second}`,
    ],
    ['a bare carriage return', `GET /api/thing HTTP/1.1\r\nHost: localhost\r\nX: y\rZ: 1\r\n\r\n${second}`],
    ['NUL in a header', `GET /api/thing HTTP/1.1\r\nHost: localhost\r\nX: y\0z\r\n\r\n${second}`],
    ['a space in the path', `GET /api/thing /x HTTP/1.1\r\nHost: localhost\r\n\r\n${second}`],
    ['a chunk size that is none', post(['Transfer-Encoding: chunked'], `zz\r\n{}\r\n0\r\n\r\n${second}`)],
    ['a chunk ended by a line feed', post(['Transfer-Encoding: chunked'], `2\n{}\n0\n\n${second}`)],
    ['not HTTP at all', `\x16\x03\x01\x02\x00\x01\x00\x01${second}`],
  ])('400 and close: %s', async (_, bytes) => {
    const http = await startHttpApp(rows)
    const answer = await exchange(await http.listen(), bytes)
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/)
    expect(answer).toContain('"code":"malformed_request"')
    expect(answer.match(/HTTP\/1\.1/g)).toHaveLength(1)
    expect(answer).not.toContain('200 OK')
  })

  test('the refusal is problem details like any other, with its request id', async () => {
    const http = await startHttpApp(rows)
    const answer = await exchange(await http.listen(), 'nonsense\r\n\r\n')
    const [head = '', body = ''] = answer.split('\r\n\r\n')
    const problem = JSON.parse(body)
    expect(head).toContain('Content-Type: application/problem+json')
    expect(head).toContain('Connection: close')
    expect(head).toContain(`X-Request-Id: ${problem.instance}`)
    expect(problem).toMatchObject({ status: 400, code: 'malformed_request', title: 'Malformed request' })
  })

  test('400: HTTP/1.1 without a host', async () => {
    const http = await startHttpApp(rows)
    const answer = await exchange(await http.listen(), `GET /api/thing HTTP/1.1\r\n\r\n${second}`)
    expect(answer).toMatch(/^HTTP\/1\.1 400 /)
    expect(answer).not.toContain('200 OK')
  })

  test('200: honest requests on one connection, in their order', async () => {
    const http = await startHttpApp(rows)
    const close = lines('GET /api/thing HTTP/1.1', 'Host: localhost', 'Connection: close', '', '')
    const chunked = post(['Transfer-Encoding: chunked'], '2\r\n{}\r\n0\r\n\r\n')
    const answer = await exchange(
      await http.listen(),
      second + chunked + post(['Content-Length: 2'], '{}') + close,
    )
    expect(answer.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(4)
  })
})

describe('headers without end (security case 1)', () => {
  test('431 and close: one of a megabyte', async () => {
    const http = await startHttpApp(rows)
    const answer = await exchange(
      await http.listen(),
      lines(
        'GET /api/thing HTTP/1.1',
        'Host: localhost',
        `Authorization: Bearer ${'a'.repeat(2 ** 20)}`,
        '',
        '',
      ),
    )
    expect(answer).toMatch(/^HTTP\/1\.1 431 Request Header Fields Too Large\r\n/)
    expect(answer).toContain('"code":"headers_too_large"')
    expect(answer).toContain('Connection: close')
  })

  test('431 and close: thousands of small ones', async () => {
    const http = await startHttpApp(rows)
    const many = Array.from({ length: 5_000 }, (_, i) => `X-${i}: y`)
    const answer = await exchange(
      await http.listen(),
      lines('GET /api/thing HTTP/1.1', 'Host: localhost', ...many, '', ''),
    )
    expect(answer).toMatch(/^HTTP\/1\.1 431 /)
  })
})

describe('a body that does not come', () => {
  test('closes the connection after a while', async () => {
    const http = await startHttpApp(rows, { bodyTimeoutMs: 20 })
    seen.length = 0
    expect(await exchange(await http.listen(), post(['Content-Length: 100'], '{"a":'))).toBe('')
    expect(seen).toEqual([])
  })

  test('leaves nothing behind when the sender hangs up', async () => {
    const http = await startHttpApp(rows)
    seen.length = 0
    const socket = connect(await http.listen(), '127.0.0.1')
    socket.write(post(['Content-Length: 100'], '{"a":'))
    const [request] = await once(http.app.server, 'request')
    socket.destroy()
    await vi.waitFor(() => expect(request.destroyed).toBe(true), patience)
    expect(seen).toEqual([])
  })
})

describe('a graceful stop', () => {
  test('finishes what is in flight, closes idle connections, takes no new ones', async () => {
    const begun = Promise.withResolvers<void>()
    const finish = Promise.withResolvers<void>()
    const slow = row({
      path: '/slow',
      handler: async () => {
        begun.resolve()
        await finish.promise
        return { done: true }
      },
    })
    const http = await startHttpApp([...rows, slow])
    const port = await http.listen()
    const idle = connect(port, '127.0.0.1')
    await once(idle, 'connect')
    idle.write(second)
    await once(idle, 'data')
    const inFlight = exchange(port, lines('GET /api/slow HTTP/1.1', 'Host: localhost', '', ''))
    await begun.promise

    const idleClosed = once(idle.resume(), 'close')
    const stopped = http.app.close()
    await idleClosed
    await vi.waitFor(() => expect(exchange(port, second)).rejects.toThrow('ECONNREFUSED'), patience)
    finish.resolve()
    const answer = await inFlight
    expect(answer).toContain('{"done":true}')
    expect(answer.toLowerCase()).toContain('connection: close')
    await stopped
  })

  test('ends what only waits: a stream whose headers are out, a handler that listens to its signal', async () => {
    const wait = row({
      path: '/wait',
      handler: async (call) => {
        await once(call.signal, 'abort')
        return { news: [] }
      },
    })
    const stream = row({
      path: '/stream',
      handler: async (call) => {
        const events = new PassThrough()
        events.write('data: 1\n\n')
        call.signal.addEventListener('abort', () => events.end())
        return new Answer(events, { 'content-type': 'text/event-stream' })
      },
    })
    const http = await startHttpApp([...rows, wait, stream])
    const port = await http.listen()
    const open = connect(port, '127.0.0.1')
    open.write(lines('GET /api/stream HTTP/1.1', 'Host: localhost', '', ''))
    await once(open, 'data')
    const streamClosed = once(open.resume(), 'close')
    const waiting = exchange(port, lines('GET /api/wait HTTP/1.1', 'Host: localhost', '', ''))
    await once(http.app.server, 'request')

    await http.app.close()
    expect(await waiting).toContain('{"news":[]}')
    await streamClosed
  })
})
