import { createServer, type Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { httpReceiver, openPolicy, post, rawReceiver, sender } from './test-receivers.ts'

const SHORT_MS = 150

async function postTo(answer: (socket: Socket) => void, timeoutMs = 10_000) {
  const receiver = await rawReceiver(answer)
  const exchange = await post(sender(), `http://127.0.0.1:${receiver.port}/`, { timeoutMs })
  return { exchange, receiver }
}

/** Writes the text a character at a time for as long as the socket is open. */
function drip(socket: Socket, text: string) {
  const timer = setInterval(() => socket.write(text), 5)
  socket.on('close', () => clearInterval(timer))
}

describe('deadline', () => {
  test('no answer', async () => {
    const { exchange, receiver } = await postTo(() => {}, SHORT_MS)
    expect(exchange).toMatchObject({
      response: null,
      error: { code: 'timeout' },
      timings: { firstByte: null },
    })
    await receiver.closed(0)
  })

  test('headers that drip', async () => {
    const { exchange, receiver } = await postTo((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nx: ')
      drip(socket, 'a')
    }, SHORT_MS)
    expect(exchange).toMatchObject({ response: null, error: { code: 'timeout' } })
    expect(exchange.timings.firstByte).not.toBeNull()
    await receiver.closed(0)
  })

  test('informational answers that never end', async () => {
    const { exchange } = await postTo((socket) => drip(socket, 'HTTP/1.1 102 Processing\r\n\r\n'), SHORT_MS)
    expect(exchange).toMatchObject({ response: null, error: { code: 'timeout' } })
  })

  test('a body that drips: the status is kept', async () => {
    const { exchange, receiver } = await postTo((socket) => {
      socket.write('HTTP/1.1 202 Accepted\r\nx-a: b\r\n\r\n')
      drip(socket, 'z')
    }, SHORT_MS)
    expect(exchange.error).toEqual({ code: 'timeout_body', message: expect.stringContaining('202') })
    expect(exchange.response).toMatchObject({ status: 202, headers: { 'x-a': 'b' } })
    await receiver.closed(0)
  })
})

describe('broken answers', () => {
  test('closed before an answer', async () => {
    const { exchange } = await postTo((socket) => socket.end())
    expect(exchange).toMatchObject({ response: null, error: { code: 'reset' }, address: '127.0.0.1' })
  })

  test('reset before an answer', async () => {
    const { exchange } = await postTo((socket) => socket.resetAndDestroy())
    expect(exchange).toMatchObject({ response: null, error: { code: 'reset' } })
  })

  test.each([
    ['with a length', 'content-length: 100\r\n\r\nhalf'],
    ['with a length, as announced', 'connection: close\r\ncontent-length: 100\r\n\r\nhalf'],
    ['in chunks', 'transfer-encoding: chunked\r\n\r\n4\r\nhalf\r\n'],
    ['in chunks, as announced', 'connection: close\r\ntransfer-encoding: chunked\r\n\r\n4\r\nhalf\r\n'],
  ])('closed in the middle of a body %s', async (_how, rest) => {
    const { exchange } = await postTo((socket) => socket.end(`HTTP/1.1 200 OK\r\n${rest}`))
    expect(exchange).toMatchObject({ response: { status: 200 }, error: { code: 'reset' } })
    expect(Buffer.from(exchange.response?.body ?? []).toString()).toBe('half')
  })

  test.each([
    ['another protocol', 'SSH-2.0-OpenSSH_9.9\r\n'],
    ['bytes', '\u0000\u0001\u0002'],
    ['a request', 'GET / HTTP/1.1\r\n\r\n'],
    ['HTTP/2', 'HTTP/2 200\r\n\r\n'],
    ['a change of protocol', 'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'],
    ['an unwanted 100', 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n'],
    ['two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n'],
  ])('%s is not HTTP', async (_what, text) => {
    const { exchange, receiver } = await postTo((socket) => socket.write(text))
    expect(exchange).toMatchObject({ response: null, error: { code: 'protocol' } })
    await receiver.closed(0)
  })

  test.each([
    ['one', `x: ${'a'.repeat(20_000)}\r\n`],
    ['many', 'x-header-name: value-value-value\r\n'.repeat(1_000)],
  ])('huge headers, %s', async (_how, headers) => {
    const { exchange, receiver } = await postTo((socket) => socket.write(`HTTP/1.1 200 OK\r\n${headers}`))
    expect(exchange).toMatchObject({ response: null, error: { code: 'headers_too_large' } })
    await receiver.closed(0)
  })

  test('a banner before the request is not HTTP and dials once', async () => {
    const sockets: Socket[] = []
    const server = createServer((socket) => {
      sockets.push(socket)
      socket.on('error', () => {})
      socket.write('220 mail.example.com ESMTP\r\n')
    }).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : 0
    const exchange = await post(sender(), `http://127.0.0.1:${port}/`)
    expect(exchange.error?.code).toBe('protocol')
    expect(sockets).toHaveLength(1)
    server.close()
    for (const socket of sockets) socket.destroy()
  })
})

describe('nothing was sent', () => {
  test('a closed port refuses', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : 0
    await new Promise((resolve) => server.close(resolve))
    const exchange = await post(sender(), `http://127.0.0.1:${port}/`)
    expect(exchange).toMatchObject({ response: null, error: { code: 'refused' }, address: '127.0.0.1' })
    expect(exchange.timings).toMatchObject({ connect: null, firstByte: null })
  })

  test.each([
    ['a line break in a value', ['x-a', 'b\r\nx-c: d']],
    ['a line break in a name', ['x-a: b\r\nx-c', 'd']],
    ['a blank in a name', ['x a', 'b']],
    ['an empty name', ['', 'b']],
    ['a character outside of latin1', ['x-a', '✓']],
    ['a null character', ['x-a', '\u0000']],
    ['half a pair', ['x-a']],
    ['Host', ['Host', 'other.example']],
    ['Content-Length', ['Content-Length', '1']],
    ['Transfer-Encoding', ['transfer-encoding', 'chunked']],
    ['Connection', ['CONNECTION', 'upgrade']],
    ['Upgrade', ['upgrade', 'h2c']],
    ['Expect', ['expect', '100-continue']],
  ])('%s in the headers is refused', async (_what, headers) => {
    const receiver = await httpReceiver((_request, response) => response.end())
    const url = `http://127.0.0.1:${receiver.port}/`
    const outbound = sender()
    expect((await post(outbound, url)).error).toBeNull()
    const exchange = await post(outbound, url, { headers })
    expect(exchange).toMatchObject({ address: null, response: null, error: { code: 'bad_header' } })
    expect(exchange.timings).toMatchObject({ connect: null, firstByte: null })
  })

  test.each([
    '',
    'hooks',
    'ftp://a.example/',
    'https://u:p@a.example/',
    'https://a.example:0/',
    'https://a.example/\n',
  ])('the URL %j is refused', async (url) => {
    const exchange = await post(sender(), url, { policy: openPolicy })
    expect(exchange).toMatchObject({ address: null, response: null, error: { code: 'bad_url' } })
  })
})
