import type { ServerResponse } from 'node:http'
import { describe, expect, test, vi } from 'vitest'
import { patience } from '../../../test/harness/patience.ts'
import { createAddressPolicy } from './addresses.ts'
import { parseCidrs } from './cidr.ts'
import type { ResolvedAddress } from './resolve.ts'
import { httpReceiver, openPolicy, post, sender, strictPolicy } from './test-receivers.ts'

const loopback: ResolvedAddress[] = [{ address: '127.0.0.1', family: 4 }]

/** A receiver that answers when told to. */
async function heldReceiver() {
  const held: ServerResponse[] = []
  const receiver = await httpReceiver((_request, response) => held.push(response))
  const until = (count: number) =>
    vi.waitFor(() => expect(held.length).toBeGreaterThanOrEqual(count), patience)
  return { ...receiver, held, until, url: `http://127.0.0.1:${receiver.port}/` }
}

describe('connections', () => {
  test('are kept and used again, their address still recorded', async () => {
    const receiver = await httpReceiver((_request, response) => response.end())
    const outbound = sender({ resolve: async () => loopback })
    const url = `http://hooks.example.com:${receiver.port}/`
    const first = await post(outbound, `${url}a`)
    const second = await post(outbound, `${url}b`)
    expect(first.timings).toMatchObject({ dns: expect.any(Number), connect: expect.any(Number), tls: null })
    expect(second.timings).toMatchObject({
      dns: null,
      connect: null,
      tls: null,
      firstByte: expect.any(Number),
    })
    expect(second.address).toBe('127.0.0.1')
    expect(receiver.sockets).toHaveLength(1)
  })

  test('are never shared between policies', async () => {
    const receiver = await httpReceiver((_request, response) => response.end())
    const outbound = sender()
    const url = `http://127.0.0.1:${receiver.port}/`
    const wider = createAddressPolicy({
      audience: 'workspace',
      privateTargets: [],
      insecureTargets: parseCidrs('127.0.0.0/8'),
    })
    expect((await post(outbound, url)).error).toBeNull()
    expect((await post(outbound, url, { policy: strictPolicy })).error?.code).toBe('blocked_target')
    expect((await post(outbound, url, { policy: wider })).error).toBeNull()
    expect(receiver.sockets).toHaveLength(2)
    // An equal policy made elsewhere shares.
    const equal = createAddressPolicy({ ...openPolicy, privateTargets: parseCidrs('10.0.0.0/8') })
    expect((await post(outbound, url, { policy: equal })).error).toBeNull()
    expect(receiver.sockets).toHaveLength(2)
  })

  test('are bounded for an origin; the surplus waits its turn', async () => {
    const receiver = await heldReceiver()
    const outbound = sender({ connectionsPerOrigin: 2 })
    const posts = Array.from({ length: 6 }, () => post(outbound, receiver.url))
    for (let answered = 0; answered < 6; answered++) {
      await receiver.until(answered + 1)
      receiver.held[answered]?.end()
    }
    for (const exchange of await Promise.all(posts)) expect(exchange.error).toBeNull()
    expect(receiver.sockets).toHaveLength(2)
  })

  test('a place freed by a failure goes to the next in line', async () => {
    const receiver = await heldReceiver()
    const outbound = sender({ connectionsPerOrigin: 1 })
    const posts = [post(outbound, receiver.url), post(outbound, receiver.url)]
    await receiver.until(1)
    receiver.held[0]?.destroy()
    await receiver.until(2)
    receiver.held[1]?.end()
    const [first, second] = await Promise.all(posts)
    expect(first?.error?.code).toBe('reset')
    expect(second?.error).toBeNull()
  })

  test('one that the other side closed is replaced', async () => {
    const receiver = await httpReceiver((_request, response) => response.end())
    const outbound = sender()
    const url = `http://127.0.0.1:${receiver.port}/`
    for (let i = 0; i < 3; i++) {
      expect((await post(outbound, url)).error).toBeNull()
      receiver.sockets[i]?.end()
      await receiver.closed(i)
    }
    expect(receiver.sockets).toHaveLength(3)
  })

  test('the limit of a receiver that closes after every answer is held too', async () => {
    const receiver = await httpReceiver((_request, response) => {
      response.setHeader('connection', 'close')
      response.end()
    })
    const outbound = sender({ connectionsPerOrigin: 4 })
    const url = `http://127.0.0.1:${receiver.port}/`
    const exchanges = await Promise.all(Array.from({ length: 100 }, () => post(outbound, url)))
    for (const exchange of exchanges) {
      expect(exchange).toMatchObject({ error: null, address: '127.0.0.1' })
      expect(exchange.timings.connect).not.toBeNull()
    }
    expect(receiver.sockets).toHaveLength(100)
  })

  test('hundreds at once share a bounded number and one look-up', async () => {
    const receiver = await httpReceiver((_request, response, body) => response.end(body))
    let lookups = 0
    const outbound = sender({
      connectionsPerOrigin: 16,
      resolve: async () => {
        lookups++
        return loopback
      },
    })
    const url = `http://hooks.example.com:${receiver.port}/`
    const exchanges = await Promise.all(
      Array.from({ length: 500 }, (_, index) => post(outbound, url, { body: String(index) })),
    )
    exchanges.forEach((exchange, index) => {
      expect(Buffer.from(exchange.response?.body ?? []).toString()).toBe(String(index))
    })
    expect(receiver.sockets.length).toBeLessThanOrEqual(16)
    expect(lookups).toBe(1)
  })
})

describe('deadline before anything is sent', () => {
  test('a resolver that never answers; nothing is sent when it does later', async () => {
    const receiver = await httpReceiver((_request, response) => response.end())
    const lookups: PromiseWithResolvers<ResolvedAddress[]>[] = []
    const outbound = sender({
      resolve: () => {
        const lookup = Promise.withResolvers<ResolvedAddress[]>()
        lookups.push(lookup)
        return lookup.promise
      },
    })
    const url = `http://hooks.example.com:${receiver.port}/`
    const exchange = await post(outbound, url, { timeoutMs: 50 })
    expect(exchange).toMatchObject({ address: null, response: null, error: { code: 'timeout_connect' } })
    lookups[0]?.resolve(loopback)
    // The next one does not wait for the look-up that was given up.
    const next = post(outbound, url)
    await vi.waitFor(() => expect(lookups).toHaveLength(2), patience)
    lookups[1]?.resolve(loopback)
    expect((await next).error).toBeNull()
    expect(receiver.sockets).toHaveLength(1)
  })

  test('waiting for a connection that does not become free is our fault, and is not sent later', async () => {
    const receiver = await heldReceiver()
    const outbound = sender({ connectionsPerOrigin: 1 })
    const first = post(outbound, receiver.url)
    await receiver.until(1)
    const second = await post(outbound, receiver.url, { timeoutMs: 50 })
    expect(second).toMatchObject({ address: null, response: null, error: { code: 'busy' } })
    receiver.held[0]?.end()
    expect((await first).error).toBeNull()
    await outbound.close()
    expect(receiver.held).toHaveLength(1)
  })
})

describe('pools', () => {
  test('unused connections are closed', async () => {
    const receiver = await httpReceiver((_request, response) => {
      response.removeHeader('keep-alive')
      response.shouldKeepAlive = true
      response.end()
    })
    const outbound = sender({ keepAliveMs: 20, idleMs: 40 })
    await post(outbound, `http://127.0.0.1:${receiver.port}/`)
    await receiver.closed(0)
    expect((await post(outbound, `http://127.0.0.1:${receiver.port}/`)).error).toBeNull()
  })

  test('unused pools are closed after a while, whatever the receiver would like', async () => {
    const receiver = await httpReceiver((_request, response) => response.end())
    const outbound = sender({ keepAliveMs: 60_000, idleMs: 30 })
    const url = `http://127.0.0.1:${receiver.port}/`
    await post(outbound, url)
    await receiver.closed(0)
    expect((await post(outbound, url)).error).toBeNull()
  })

  test('their number is bounded: the one unused longest is closed', async () => {
    const receivers = await Promise.all(
      [0, 1, 2].map(() => httpReceiver((_request, response) => response.end())),
    )
    let nowMs = 0
    const outbound = sender({ maxPools: 2, keepAliveMs: 60_000, monotonicMs: () => nowMs++ })
    for (const { port } of receivers) await post(outbound, `http://127.0.0.1:${port}/`)
    await receivers[0]?.closed(0)
    for (const receiver of receivers.slice(1)) expect(receiver.sockets[0]?.destroyed).toBe(false)
  })

  test('one that is in use is not closed for another', async () => {
    const receiver = await heldReceiver()
    const other = await httpReceiver((_request, response) => response.end())
    const outbound = sender({ maxPools: 1 })
    const held = post(outbound, receiver.url)
    await receiver.until(1)
    expect((await post(outbound, `http://127.0.0.1:${other.port}/`)).error).toBeNull()
    receiver.held[0]?.end()
    expect((await held).error).toBeNull()
  })
})

describe('close', () => {
  test('waits for what is in flight, refuses what comes, closes the connections', async () => {
    const receiver = await heldReceiver()
    const outbound = sender({ connectionsPerOrigin: 1 })
    const posts = [post(outbound, receiver.url), post(outbound, receiver.url)]
    await receiver.until(1)
    let isClosed = false
    const closing = outbound.close().then(() => {
      isClosed = true
    })
    expect((await post(outbound, receiver.url)).error?.code).toBe('internal')
    receiver.held[0]?.end()
    await receiver.until(2)
    expect(isClosed).toBe(false)
    receiver.held[1]?.end()
    await closing
    for (const exchange of await Promise.all(posts)) expect(exchange.error).toBeNull()
    await receiver.closed(0)
  })

  test('may be called twice and without any use', async () => {
    const outbound = sender()
    await Promise.all([outbound.close(), outbound.close()])
    await outbound.close()
  })
})
