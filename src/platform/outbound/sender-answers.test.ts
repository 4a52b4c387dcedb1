import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { bodyText, httpReceiver, post, rawReceiver, sender } from './test-receivers.ts'

describe('the request', () => {
  test('arrives as given: method, path, headers, body', async () => {
    const seen = Promise.withResolvers<unknown>()
    const receiver = await httpReceiver((request, response, body) => {
      seen.resolve({
        method: request.method,
        url: request.url,
        raw: request.rawHeaders,
        body: body.toString(),
      })
      response.end()
    })
    const url = `http://127.0.0.1:${receiver.port}/a%20b?c=d#frag`
    await post(sender(), url, { headers: ['X-FabDigit-Event', 'order.shipped'], body: 'höflich' })
    expect(await seen.promise).toEqual({
      method: 'POST',
      url: '/a%20b?c=d',
      raw: [
        ...['host', `127.0.0.1:${receiver.port}`],
        ...['connection', 'keep-alive'],
        ...['X-FabDigit-Event', 'order.shipped'],
        ...['accept-encoding', 'identity'],
        ...['content-length', '8'],
      ],
      body: 'höflich',
    })
  })

  test('bytes are sent as they are, the encoding wish of the caller stays', async () => {
    const receiver = await httpReceiver((request, response, body) => {
      response.end(`${request.headers['accept-encoding']} ${body.toString('hex')}`)
    })
    const options = { headers: ['Accept-Encoding', 'gzip'], body: new Uint8Array([0, 255, 10]) }
    const exchange = await post(sender(), `http://127.0.0.1:${receiver.port}/`, options)
    expect(bodyText(exchange)).toBe('gzip 00ff0a')
  })

  test('the host name stays in the Host header when an address is dialled', async () => {
    const receiver = await httpReceiver((request, response) => response.end(request.headers.host))
    const outbound = sender({ resolve: async () => [{ address: '127.0.0.1', family: 4 }] })
    const exchange = await post(outbound, `http://hooks.example.com:${receiver.port}/`)
    expect(bodyText(exchange)).toBe(`hooks.example.com:${receiver.port}`)
    expect(exchange.address).toBe('127.0.0.1')
    expect(exchange.timings.dns).not.toBeNull()
  })
})

describe('the answer', () => {
  test.each([200, 204, 301, 400, 410, 500, 599])('status %i is a whole exchange', async (status) => {
    const receiver = await httpReceiver((_request, response) => response.writeHead(status).end())
    const exchange = await post(sender(), `http://127.0.0.1:${receiver.port}/`)
    expect(exchange).toMatchObject({
      startedAt: 1_700_000_000_000,
      address: '127.0.0.1',
      response: { status, truncated: false },
      error: null,
    })
    const { connect, firstByte, total } = exchange.timings
    expect([connect, firstByte, total].every((ms) => ms !== null && ms >= 0)).toBe(true)
    expect(exchange.durationMs).toBe(total)
  })

  test('a redirect is not followed', async () => {
    const other = await httpReceiver((_request, response) => response.end())
    const receiver = await httpReceiver((_request, response) => {
      response.writeHead(307, { location: `http://127.0.0.1:${other.port}/` }).end()
    })
    const outbound = sender()
    const exchange = await post(outbound, `http://127.0.0.1:${receiver.port}/`)
    expect(exchange.response).toMatchObject({ status: 307, headers: { location: expect.any(String) } })
    await outbound.close()
    expect(other.sockets).toHaveLength(0)
  })

  test('headers are flat, lower-case and bounded in number', async () => {
    const receiver = await httpReceiver((_request, response) => {
      response.setHeader('X-Twice', ['a', 'b'])
      for (let i = 0; i < 200; i++) response.setHeader(`x-${i}`, '1')
      response.end()
    })
    const exchange = await post(sender(), `http://127.0.0.1:${receiver.port}/`)
    expect(exchange.response?.headers['x-twice']).toBe('a, b')
    expect(Object.keys(exchange.response?.headers ?? {})).toHaveLength(100)
  })

  test('informational answers are skipped', async () => {
    const receiver = await rawReceiver((socket) => {
      socket.write('HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n')
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok')
    })
    const exchange = await post(sender(), `http://127.0.0.1:${receiver.port}/`)
    expect(exchange).toMatchObject({ response: { status: 200 }, error: null })
    expect(bodyText(exchange)).toBe('ok')
  })

  test('a body that ends with the connection is whole', async () => {
    const receiver = await rawReceiver((socket) => socket.end('HTTP/1.0 200 OK\r\n\r\nold style'))
    const exchange = await post(sender(), `http://127.0.0.1:${receiver.port}/`)
    expect(exchange.error).toBeNull()
    expect(bodyText(exchange)).toBe('old style')
  })

  test('16 KiB of the body are kept', async () => {
    const receiver = await httpReceiver((_request, response) => response.end(Buffer.alloc(64 * 1024, 'x')))
    const exchange = await post(sender(), `http://127.0.0.1:${receiver.port}/`)
    expect(exchange).toMatchObject({ response: { status: 200, truncated: true }, error: null })
    expect(bodyText(exchange)).toBe('x'.repeat(16 * 1024))
  })

  test('a body of exactly 16 KiB is not truncated', async () => {
    const receiver = await httpReceiver((_request, response) => response.end(Buffer.alloc(16 * 1024)))
    const exchange = await post(sender(), `http://127.0.0.1:${receiver.port}/`)
    expect(exchange.response?.truncated).toBe(false)
    expect(exchange.response?.body).toHaveLength(16 * 1024)
  })

  test('an endless body is cut off: the status decides and the connection is closed', async () => {
    const receiver = await rawReceiver((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      const pour = () => {
        while (socket.writable && socket.write(Buffer.alloc(16 * 1024)));
      }
      socket.on('drain', pour)
      pour()
    })
    const exchange = await post(sender(), `http://127.0.0.1:${receiver.port}/`)
    expect(exchange).toMatchObject({ response: { status: 200, truncated: true }, error: null })
    expect(exchange.response?.body).toHaveLength(16 * 1024)
    await receiver.closed(0)
  })

  test('a compressed body is not opened', async () => {
    const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024))
    const receiver = await httpReceiver((_request, response) => {
      response.setHeader('content-encoding', 'gzip')
      response.end(bomb)
    })
    const exchange = await post(sender(), `http://127.0.0.1:${receiver.port}/`)
    expect(exchange).toMatchObject({ response: { status: 200 }, error: null })
    expect(Buffer.from(exchange.response?.body ?? [])).toEqual(bomb.subarray(0, 16 * 1024))
  })
})
