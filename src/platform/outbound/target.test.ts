import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createAddressPolicy } from './addresses.ts'
import { parseCidrs } from './cidr.ts'
import type { Resolve } from './resolve.ts'
import { checkTarget } from './target.ts'
import { REFUSED_HOSTS } from './test-hosts.ts'
import { openPolicy, strictPolicy } from './test-receivers.ts'

const resolvesTo =
  (...addresses: string[]): Resolve =>
  async () =>
    addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
const resolvesNothing: Resolve = async () => {
  throw Object.assign(new Error('not found'), { code: 'ENOTFOUND' })
}
const mustNotResolve: Resolve = async () => {
  throw new Error('the resolver was asked')
}

describe('literals and localhost', () => {
  test.each(REFUSED_HOSTS)('https://%s/ is refused at save', async (host) => {
    const verdict = await checkTarget(`https://${host}/hook`, strictPolicy, { resolve: mustNotResolve })
    expect(verdict).toMatchObject({ ok: false, code: 'refused_address' })
  })

  test('a public literal is accepted', async () => {
    expect(await checkTarget('https://8.8.8.8/x', strictPolicy)).toEqual({
      ok: true,
      url: 'https://8.8.8.8/x',
      resolved: ['8.8.8.8'],
    })
  })

  test('localhost means the loopback addresses that are open', async () => {
    expect(await checkTarget('http://localhost:3000/', openPolicy)).toMatchObject({
      resolved: ['127.0.0.1', '::1'],
    })
    const onlyIpv4 = createAddressPolicy({
      audience: 'customer',
      privateTargets: [],
      insecureTargets: parseCidrs('127.0.0.1'),
    })
    expect(await checkTarget('http://localhost:3000/', onlyIpv4)).toMatchObject({ resolved: ['127.0.0.1'] })
  })
})

describe('the URL', () => {
  test.each([
    ['hooks', 'not_a_url'],
    ['', 'not_a_url'],
    ['https://', 'not_a_url'],
    ['https:///', 'not_a_url'],
    ['https://exa mple.com/', 'not_a_url'],
    ['https://h:65536/', 'not_a_url'],
    ['https://256.256.256.256/', 'not_a_url'],
    ['ftp://example.com/', 'bad_scheme'],
    ['file:///etc/passwd', 'bad_scheme'],
    ['javascript:alert(1)', 'bad_scheme'],
    ['ws://example.com/', 'bad_scheme'],
    ['http://example.com/', 'https_required'],
    ['https://user@example.com/', 'has_credentials'],
    ['https://user:password@example.com/', 'has_credentials'],
    ['https://user@127.0.0.1/', 'has_credentials'],
    ['https://example.com:0/', 'bad_port'],
    ['https://./', 'bad_host'],
    ['https://a..b/', 'bad_host'],
    [`https://${'a'.repeat(64)}.com/`, 'bad_host'],
    [`https://example.com/${'a'.repeat(2048)}`, 'too_long'],
    ['https://example.com/a\r\nHost: b', 'control_characters'],
    ['https://exam\tple.com/', 'control_characters'],
    ['https://example.com/\u0000', 'control_characters'],
    ['https://example.com/\u0085', 'control_characters'],
  ])('%j is refused as %s', async (url, code) => {
    const verdict = await checkTarget(url, strictPolicy, { resolve: resolvesTo('8.8.8.8') })
    expect(verdict).toMatchObject({ ok: false, code, message: expect.stringMatching(/\.$/) })
  })

  test('it is normalised, without fragment', async () => {
    const verdict = await checkTarget('HTTPS://Exämple.COM:443/a b?q#frag', strictPolicy, {
      resolve: resolvesTo('8.8.8.8'),
    })
    expect(verdict).toMatchObject({ ok: true, url: 'https://xn--exmple-cua.com/a%20b?q' })
  })
})

describe('names', () => {
  const check = (url: string, resolve: Resolve, policy = strictPolicy) =>
    checkTarget(url, policy, { resolve })

  test('a name is judged by all its answers', async () => {
    expect(await check('https://a.example/', resolvesTo('8.8.8.8', '2606:4700::1'))).toMatchObject({
      ok: true,
    })
    for (const address of [
      '127.0.0.1',
      '10.0.0.1',
      '169.254.169.254',
      'fd12::1',
      '::ffff:10.0.0.1',
      'junk',
    ]) {
      const verdict = await check('https://a.example/', resolvesTo('8.8.8.8', address))
      expect(verdict).toMatchObject({ ok: false, code: 'refused_address' })
      expect(JSON.stringify(verdict)).not.toContain(address)
    }
  })

  test('a name that does not resolve now is accepted', async () => {
    const expected = { ok: true, url: 'https://later.example/', resolved: [] }
    expect(await check('https://later.example/', resolvesNothing)).toEqual(expected)
    expect(await check('https://later.example/', resolvesTo())).toEqual(expected)
  })

  test('a resolver that never answers counts as not resolving', async () => {
    const never: Resolve = () => new Promise(() => {})
    const verdict = await checkTarget('https://later.example/', strictPolicy, {
      resolve: never,
      timeoutMs: 20,
    })
    expect(verdict).toMatchObject({ ok: true, resolved: [] })
  })

  test('http needs every address in an insecure range', async () => {
    const url = 'http://a.example/'
    expect(await check(url, resolvesTo('127.0.0.1'), openPolicy)).toMatchObject({ ok: true })
    for (const resolve of [resolvesTo('127.0.0.1', '8.8.8.8'), resolvesNothing]) {
      expect(await check(url, resolve, openPolicy)).toMatchObject({ ok: false, code: 'https_required' })
    }
  })

  test('private targets are for the workspace, with https', async () => {
    const lan = (audience: 'workspace' | 'customer') =>
      createAddressPolicy({ audience, privateTargets: parseCidrs('10.0.0.0/8'), insecureTargets: [] })
    const erp = resolvesTo('10.1.2.3')
    expect(await check('https://erp.lan/', erp, lan('workspace'))).toMatchObject({ ok: true })
    expect(await check('http://erp.lan/', erp, lan('workspace'))).toMatchObject({ code: 'https_required' })
    expect(await check('https://erp.lan/', erp, lan('customer'))).toMatchObject({ code: 'refused_address' })
  })
})

describe('properties', () => {
  const refusedRanges = [
    [0x00000000, 8],
    [0x0a000000, 8],
    [0x64400000, 10],
    [0x7f000000, 8],
    [0xa9fe0000, 16],
    [0xac100000, 12],
    [0xc0000000, 24],
    [0xc0000200, 24],
    [0xc0a80000, 16],
    [0xc6120000, 15],
    [0xc6336400, 24],
    [0xcb007100, 24],
    [0xe0000000, 4],
    [0xf0000000, 4],
  ] as const
  const refusedIpv4 = fc
    .tuple(fc.constantFrom(...refusedRanges), fc.nat({ max: 2 ** 32 - 1 }))
    .map(([[network, prefix], noise]) => network + (noise % 2 ** (32 - prefix)))

  const bytesOf = (value: number) => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255)
  const dotted = (value: number) => bytesOf(value).join('.')
  const hextets = (value: number) => `${(value >>> 16).toString(16)}:${(value & 0xffff).toString(16)}`
  const forms: readonly ((value: number) => string)[] = [
    dotted,
    (value) => `${dotted(value)}.`,
    (value) => String(value),
    (value) => `0x${value.toString(16)}`,
    (value) => `0${value.toString(8)}`,
    (value) =>
      bytesOf(value)
        .map((byte) => `0x${byte.toString(16)}`)
        .join('.'),
    (value) =>
      bytesOf(value)
        .map((byte) => `0${byte.toString(8)}`)
        .join('.'),
    (value) => `${value >>> 24}.${value & 0xffffff}`,
    (value) => `${value >>> 24}.${(value >>> 16) & 255}.${value & 0xffff}`,
    (value) => dotted(value).replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit))),
    (value) => dotted(value).replaceAll('.', '。'),
    (value) => `[::ffff:${dotted(value)}]`,
    (value) => `[::FFFF:${hextets(value)}]`,
    (value) => `[::${hextets(value)}]`,
    (value) => `[64:ff9b::${dotted(value)}]`,
    (value) => `[64:ff9b:1::${hextets(value)}]`,
    (value) => `[2002:${hextets(value)}::1]`,
    (value) => `[2001:0:${hextets(value)}::f7f7:f7f7]`,
    (value) => `[2001:0:808:808::${hextets(~value >>> 0)}]`,
    (value) => `[2606:4700::5efe:${hextets(value)}]`,
  ]

  test('every form of every refused IPv4 address is refused', async () => {
    await fc.assert(
      fc.asyncProperty(refusedIpv4, fc.constantFrom(...forms), async (value, form) => {
        const verdict = await checkTarget(`https://${form(value)}/`, strictPolicy, {
          resolve: mustNotResolve,
        })
        expect(verdict).toMatchObject({ ok: false, code: 'refused_address' })
      }),
      { numRuns: 2000 },
    )
  })

  test('every IPv6 address outside of global unicast is refused', async () => {
    const outside = fc
      .array(fc.nat({ max: 0xffff }), { minLength: 8, maxLength: 8 })
      .filter(([first = 0]) => first >> 13 !== 1 && first !== 0x64)
    await fc.assert(
      fc.asyncProperty(outside, async (parts) => {
        const url = `https://[${parts.map((part) => part.toString(16)).join(':')}]/`
        expect(await checkTarget(url, strictPolicy)).toMatchObject({ ok: false })
      }),
      { numRuns: 1000 },
    )
  })

  test('no text makes it throw', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.webUrl()), async (text) => {
        expect(typeof (await checkTarget(text, strictPolicy, { resolve: resolvesNothing })).ok).toBe(
          'boolean',
        )
      }),
    )
  })
})
