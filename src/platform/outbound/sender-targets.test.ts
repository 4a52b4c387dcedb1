import { describe, expect, test } from 'vitest'
import { createAddressPolicy } from './addresses.ts'
import { parseCidrs } from './cidr.ts'
import { checkTarget } from './index.ts'
import type { ResolvedAddress } from './resolve.ts'
import { REFUSED_HOSTS } from './test-hosts.ts'
import { httpReceiver, openPolicy, post, sender, strictPolicy } from './test-receivers.ts'

const answer = (...addresses: string[]): ResolvedAddress[] =>
  addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
const ok = () => httpReceiver((_request, response) => response.end())

describe('literals and localhost', () => {
  test.each(REFUSED_HOSTS)('%s is not dialled', async (host) => {
    const receiver = await ok()
    const outbound = sender({ resolve: async () => answer('127.0.0.1') })
    for (const scheme of ['https', 'http']) {
      const exchange = await post(outbound, `${scheme}://${host}:${receiver.port}/`, { policy: strictPolicy })
      expect(exchange).toMatchObject({ address: null, response: null, error: { code: 'blocked_target' } })
    }
    expect(receiver.sockets).toHaveLength(0)
  })

  test('localhost is dialled where loopback is open, without asking a resolver', async () => {
    const receiver = await ok()
    const policy = createAddressPolicy({
      audience: 'customer',
      privateTargets: [],
      insecureTargets: parseCidrs('127.0.0.1'),
    })
    const outbound = sender({ resolve: async () => answer('8.8.8.8') })
    const exchange = await post(outbound, `http://localhost:${receiver.port}/`, { policy })
    expect(exchange).toMatchObject({
      address: '127.0.0.1',
      response: { status: 200 },
      timings: { dns: null },
    })
  })
})

describe('names', () => {
  const url = (port: number, scheme = 'http') => `${scheme}://hooks.example.com:${port}/`

  test.each([
    ['a private answer beside a public one', answer('93.184.216.34', '10.0.0.1')],
    ['a public answer beside a loopback one', answer('127.0.0.1', '93.184.216.34')],
    ['a private AAAA', answer('93.184.216.34', 'fd12::1')],
    ['a mapped AAAA', answer('::ffff:127.0.0.1')],
    ['metadata behind a CNAME', answer('169.254.169.254')],
    ['something that is no address', answer('hooks.internal')],
  ])('%s blocks', async (_what, addresses) => {
    const receiver = await ok()
    const outbound = sender({ resolve: async () => addresses })
    const exchange = await post(outbound, url(receiver.port, 'https'), { policy: strictPolicy })
    expect(exchange).toMatchObject({ address: null, response: null, error: { code: 'blocked_target' } })
    for (const { address } of addresses) expect(exchange.error?.message).not.toContain(address)
    expect(receiver.sockets).toHaveLength(0)
  })

  test('metadata is blocked also where everything is open', async () => {
    const policy = createAddressPolicy({
      audience: 'workspace',
      privateTargets: parseCidrs('0.0.0.0/0'),
      insecureTargets: parseCidrs('0.0.0.0/0'),
    })
    const outbound = sender({ resolve: async () => answer('127.0.0.1', '169.254.169.254') })
    expect((await post(outbound, url(80), { policy })).error?.code).toBe('blocked_target')
  })

  test('an answer that turns private after the check at save is blocked at the attempt', async () => {
    const receiver = await ok()
    const answers = [answer('93.184.216.34'), answer('127.0.0.1')]
    const resolve = async () => answers.shift() ?? []
    const target = url(receiver.port, 'https')
    expect(await checkTarget(target, strictPolicy, { resolve })).toMatchObject({ ok: true })
    const exchange = await post(sender({ resolve }), target, { policy: strictPolicy })
    expect(exchange.error?.code).toBe('blocked_target')
    expect(receiver.sockets).toHaveLength(0)
  })

  test('the dialled address is the checked one: the name is looked up once for each connection', async () => {
    const receiver = await httpReceiver((_request, response) => {
      response.setHeader('connection', 'close')
      response.end()
    })
    let lookups = 0
    const outbound = sender({
      // Every second answer would be refused.
      resolve: async () => (lookups++ % 2 === 0 ? answer('127.0.0.1') : answer('10.0.0.1')),
    })
    expect(await post(outbound, url(receiver.port))).toMatchObject({ address: '127.0.0.1', error: null })
    expect(lookups).toBe(1)
    await receiver.closed(0)
    // The new connection is checked anew.
    expect((await post(outbound, url(receiver.port))).error?.code).toBe('blocked_target')
    expect(lookups).toBe(2)
    expect(receiver.sockets).toHaveLength(1)
  })

  test('of several open addresses one that answers is taken and recorded', async () => {
    const receiver = await ok()
    // Nothing listens on the first one.
    const outbound = sender({ resolve: async () => answer('127.0.0.2', '127.0.0.1') })
    expect(await post(outbound, url(receiver.port))).toMatchObject({ address: '127.0.0.1', error: null })
  })

  test('plain http to an address that does not permit it is blocked', async () => {
    const outbound = sender({ resolve: async () => answer('127.0.0.1', '93.184.216.34') })
    const exchange = await post(outbound, url(80), { policy: openPolicy })
    expect(exchange.error).toEqual({ code: 'blocked_target', message: 'The URL must start with https://.' })
  })

  test('private targets are dialled for the workspace only', async () => {
    const receiver = await ok()
    const outbound = sender({ resolve: async () => answer('127.0.0.1') })
    const lan = (audience: 'workspace' | 'customer') =>
      createAddressPolicy({ audience, privateTargets: parseCidrs('127.0.0.0/8'), insecureTargets: [] })
    const post443 = (audience: 'workspace' | 'customer') =>
      post(outbound, url(receiver.port, 'https'), { policy: lan(audience) })
    // The receiver speaks no TLS: that it was dialled is what counts.
    expect((await post443('workspace')).error?.code).toBe('tls')
    expect(receiver.sockets).toHaveLength(1)
    expect((await post443('customer')).error?.code).toBe('blocked_target')
    expect(receiver.sockets).toHaveLength(1)
  })

  test.each([
    ['a missing name', Object.assign(new Error('x'), { code: 'ENOTFOUND' })],
    ['a silent name server', Object.assign(new Error('x'), { code: 'EAI_AGAIN' })],
    ['an odd error', new Error('x')],
  ])('%s is a dns error', async (_what, error) => {
    const outbound = sender({
      resolve: async () => {
        throw error
      },
    })
    const exchange = await post(outbound, url(80))
    expect(exchange).toMatchObject({ address: null, response: null, error: { code: 'dns' } })
    expect(exchange.timings.dns).not.toBeNull()
  })

  test('a name without addresses is a dns error', async () => {
    expect((await post(sender({ resolve: async () => [] }), url(80))).error?.code).toBe('dns')
  })
})
