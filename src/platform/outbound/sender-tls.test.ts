import { describe, expect, test } from 'vitest'
import { createAddressPolicy } from './addresses.ts'
import { parseCidrs } from './cidr.ts'
import { bodyText, httpsReceiver, post, rawReceiver, selfSigned, sender } from './test-receivers.ts'

const NAME = 'hooks.example.com'
const certificate = selfSigned(NAME)
const policy = createAddressPolicy({
  audience: 'workspace',
  privateTargets: parseCidrs('127.0.0.0/8'),
  insecureTargets: [],
})
const resolve = async () => [{ address: '127.0.0.1', family: 4 }]
const trusting = () => sender({ resolve, extraCa: [certificate.cert] })

describe('TLS', () => {
  test('a trusted certificate for the name works; SNI is the name without its final dot', async () => {
    const receiver = await httpsReceiver(certificate)
    const outbound = trusting()
    for (const host of [NAME, `${NAME}.`]) {
      const exchange = await post(outbound, `https://${host}:${receiver.port}/`, { policy })
      expect(exchange.error).toBeNull()
      expect(bodyText(exchange)).toBe(`${NAME} fresh`)
    }
  })

  test('the handshake is timed, and its session serves the next connection', async () => {
    const receiver = await httpsReceiver(certificate)
    const outbound = trusting()
    const url = `https://${NAME}:${receiver.port}/`
    const first = await post(outbound, url, { policy })
    expect(first).toMatchObject({
      address: '127.0.0.1',
      timings: { connect: expect.any(Number), tls: expect.any(Number) },
    })
    const second = await post(outbound, url, { policy })
    expect(bodyText(second)).toBe(`${NAME} resumed`)
    expect(second.timings.tls).not.toBeNull()
  })

  test('a self-signed certificate is refused', async () => {
    const receiver = await httpsReceiver(certificate)
    const exchange = await post(sender({ resolve }), `https://${NAME}:${receiver.port}/`, { policy })
    expect(exchange).toMatchObject({ response: null, address: '127.0.0.1', error: { code: 'tls' } })
    expect(exchange.error?.message).toContain('self-signed')
  })

  test('a certificate for another name is refused, for an address as well', async () => {
    const receiver = await httpsReceiver(certificate)
    const outbound = trusting()
    for (const host of ['other.example.com', '127.0.0.1']) {
      const exchange = await post(outbound, `https://${host}:${receiver.port}/`, { policy })
      expect(exchange.error?.code).toBe('tls')
      expect(exchange.error?.message).toContain('another name')
    }
  })

  test('a port that does not speak TLS is refused', async () => {
    const receiver = await rawReceiver((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
    const exchange = await post(sender({ resolve }), `https://${NAME}:${receiver.port}/`, { policy })
    expect(exchange).toMatchObject({ response: null, error: { code: 'tls' } })
  })

  test('a handshake that is cut off is refused', async () => {
    const receiver = await rawReceiver((socket) => socket.destroy())
    const exchange = await post(sender({ resolve }), `https://${NAME}:${receiver.port}/`, { policy })
    expect(exchange).toMatchObject({ response: null, error: { code: 'tls' } })
  })

  test('a handshake that does not end meets the deadline and the socket is closed', async () => {
    const receiver = await rawReceiver(() => {})
    const url = `https://${NAME}:${receiver.port}/`
    const exchange = await post(sender({ resolve }), url, { policy, timeoutMs: 150 })
    expect(exchange).toMatchObject({ response: null, error: { code: 'timeout_connect' } })
    expect(exchange.error?.message).toContain('TLS')
    await receiver.closed(0)
  })
})
