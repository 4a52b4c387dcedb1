import { BlockList } from 'node:net'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Audience, classifyAddress, createAddressPolicy, decideAddress } from './addresses.ts'
import { parseCidrs } from './cidr.ts'

function policy(audience: Audience, privateTargets = '', insecureTargets = '') {
  return createAddressPolicy({
    audience,
    privateTargets: parseCidrs(privateTargets),
    insecureTargets: parseCidrs(insecureTargets),
  })
}

describe('classifyAddress', () => {
  test.each([
    ['8.8.8.8', 'public'],
    ['2606:4700::1111', 'public'],
    ['64:ff9b::808:808', 'public'],
    ['::ffff:8.8.8.8', 'public'],
    ['0.0.0.0', 'unspecified'],
    ['0.1.2.3', 'unspecified'],
    ['::', 'unspecified'],
    ['127.0.0.1', 'loopback'],
    ['::1', 'loopback'],
    ['::ffff:127.0.0.1', 'loopback'],
    ['::ffff:7f00:1', 'loopback'],
    ['::127.0.0.1', 'transition'],
    ['64:ff9b::7f00:1', 'loopback'],
    ['64:ff9b:1::7f00:1', 'transition'],
    ['64:ff9b:1:7f00:0:100::', 'transition'],
    ['64:ff9b:1::808:808', 'transition'],
    ['2002:7f00:1::', 'transition'],
    ['2002:a9fe:a9fe::1', 'metadata'],
    ['2002:808:808::1', 'transition'],
    ['2001:0:808:808:0:0:80ff:fffe', 'transition'],
    ['2001:0:7f00:1:0:0:f7f7:f7f7', 'transition'],
    ['2001:0:808:808:0:0:f7f7:f7f7', 'transition'],
    ['2606:4700::5efe:7f00:1', 'loopback'],
    ['2606:4700::200:5efe:a00:1', 'private'],
    ['::8.8.8.8', 'transition'],
    ['64:ff9b:1:a9fe:a9:fe00::', 'metadata'],
    ['2001:0:808:808:0:0:5601:5601', 'metadata'],
    ['10.0.0.1', 'private'],
    ['172.16.0.1', 'private'],
    ['192.168.0.1', 'private'],
    ['fd12::1', 'private'],
    ['fec0::1', 'private'],
    ['100.64.0.1', 'shared'],
    ['169.254.0.1', 'link_local'],
    ['fe80::1', 'link_local'],
    ['169.254.169.254', 'metadata'],
    ['::ffff:169.254.169.254', 'metadata'],
    ['fd00:ec2::254', 'metadata'],
    ['100.100.100.200', 'metadata'],
    ['168.63.129.16', 'metadata'],
    ['224.0.0.1', 'multicast'],
    ['ff02::1', 'multicast'],
    ['255.255.255.255', 'broadcast'],
    ['240.0.0.1', 'reserved'],
    ['192.0.0.1', 'reserved'],
    ['100::1', 'reserved'],
    ['5f00::1', 'reserved'],
    ['192.0.2.1', 'documentation'],
    ['198.51.100.1', 'documentation'],
    ['203.0.113.1', 'documentation'],
    ['2001:db8::1', 'documentation'],
    ['3fff::1', 'documentation'],
    ['198.18.0.1', 'benchmarking'],
    ['2001:2::1', 'benchmarking'],
    ['fe80::1%eth0', 'invalid'],
    ['example.com', 'invalid'],
  ])('%s is %s', (address, kind) => {
    expect(classifyAddress(address)).toBe(kind)
  })

  test('agrees with an independent list on every IPv4 address', () => {
    const refused = new BlockList()
    const ranges =
      '0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 ' +
      '192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 192.175.48.0/24 198.18.0.0/15 ' +
      '198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4 168.63.129.16/32'
    const starts: number[] = []
    for (const range of ranges.split(' ')) {
      const [network = '', prefix] = range.split('/')
      refused.addSubnet(network, Number(prefix), 'ipv4')
      starts.push(network.split('.').reduce((sum, part) => sum * 256 + Number(part), 0))
    }
    // Half of the samples lie near the edges of the ranges.
    const edge = fc.tuple(fc.constantFrom(...starts), fc.integer({ min: -2, max: 2 ** 17 }))
    const anywhere = fc.integer({ min: 0, max: 2 ** 32 - 1 })
    const number = fc.oneof(
      anywhere,
      edge.map(([start, offset]) => (start + offset) >>> 0),
    )
    fc.assert(
      fc.property(number, (value) => {
        const text = [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.')
        expect(classifyAddress(text) === 'public').toBe(!refused.check(text, 'ipv4'))
      }),
      { numRuns: 2000 },
    )
  })
})

describe('decideAddress', () => {
  const refusedAs = (kind: string) => ({ allowed: false, kind })
  const https = { allowed: true, plainHttp: false }
  const open = { allowed: true, plainHttp: true }

  test('without configuration only public addresses are allowed', () => {
    expect(decideAddress(policy('customer'), '8.8.8.8')).toEqual(https)
    expect(decideAddress(policy('workspace'), '10.0.0.1')).toEqual(refusedAs('private'))
    expect(decideAddress(policy('customer'), 'no address')).toEqual(refusedAs('invalid'))
  })

  test('private targets are open to the workspace with https, never to customers', () => {
    expect(decideAddress(policy('workspace', '10.0.0.0/8'), '10.0.0.1')).toEqual(https)
    expect(decideAddress(policy('workspace', '10.0.0.0/8'), '192.168.0.1')).toEqual(refusedAs('private'))
    expect(decideAddress(policy('customer', '10.0.0.0/8'), '10.0.0.1')).toEqual(refusedAs('private'))
  })

  test('insecure targets are open to everyone, also over http', () => {
    expect(decideAddress(policy('customer', '', '127.0.0.0/8'), '127.0.0.1')).toEqual(open)
    expect(decideAddress(policy('customer', '', '127.0.0.0/8'), '::ffff:127.0.0.1')).toEqual(open)
    expect(decideAddress(policy('customer', '', '127.0.0.0/8'), '0.0.0.0')).toEqual(refusedAs('unspecified'))
    expect(decideAddress(policy('customer', '', '127.0.0.0/8'), '8.8.8.8')).toEqual(https)
    expect(decideAddress(policy('customer', '', '127.0.0.0/8'), '::127.0.0.1').allowed).toBe(false)
    // A range of IPv4 does not open the tunnels that lead there.
    expect(decideAddress(policy('customer', '', '127.0.0.0/8'), '2002:7f00:1::')).toEqual(
      refusedAs('transition'),
    )
  })

  test.each([
    '169.254.169.254',
    '169.254.1.1',
    'fe80::1',
    'fd00:ec2::254',
    '100.100.100.200',
    '168.63.129.16',
    '::ffff:169.254.169.254',
    '64:ff9b::a9fe:a9fe',
    '2002:a9fe:a9fe::',
    '::169.254.169.254',
    'fd00::5efe:169.254.169.254',
  ])('%s stays refused whatever is configured', (address) => {
    const everything = policy('workspace', '0.0.0.0/0 ::/0', '0.0.0.0/0 ::/0')
    expect(decideAddress(everything, address).allowed).toBe(false)
    expect(decideAddress(policy('workspace', address, address), address).allowed).toBe(false)
  })
})

test('policies share a key exactly when they allow the same', () => {
  expect(policy('customer', '10.0.0.0/8').key).toBe(policy('customer').key)
  expect(policy('workspace', '10.0.0.0/8').key).not.toBe(policy('workspace').key)
  expect(policy('customer', '', '10.0.0.0/8').key).not.toBe(policy('customer').key)
  expect(policy('customer').key).not.toBe(policy('workspace').key)
})
