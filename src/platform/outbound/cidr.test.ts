import { describe, expect, test } from 'vitest'
import { cidrContains, parseAddress, parseCidrs } from './cidr.ts'

function contains(cidr: string, address: string): boolean {
  const bytes = parseAddress(address)
  const [range] = parseCidrs(cidr)
  return bytes !== null && range !== undefined && cidrContains(range, bytes)
}

describe('parseCidrs', () => {
  test('reads lists with commas, blanks and nothing', () => {
    expect(parseCidrs('')).toEqual([])
    expect(parseCidrs(' , ')).toEqual([])
    expect(parseCidrs('10.0.0.0/8, fd00::/8\n192.0.2.1').map((cidr) => cidr.text)).toEqual([
      '10.0.0.0/8',
      'fd00::/8',
      '192.0.2.1',
    ])
  })

  test.each([
    ['10.0.0.0/8', '10.255.0.1', true],
    ['10.0.0.0/8', '11.0.0.0', false],
    ['172.16.0.0/12', '172.31.255.255', true],
    ['172.16.0.0/12', '172.32.0.0', false],
    ['192.0.2.1', '192.0.2.1', true],
    ['192.0.2.1', '192.0.2.2', false],
    ['0.0.0.0/0', '8.8.8.8', true],
    ['0.0.0.0/0', '::1', false],
    ['fe80::/10', 'febf::1', true],
    ['fe80::/10', 'fec0::1', false],
    ['::1', '::1', true],
    ['10.1.2.3/8', '10.9.9.9', true],
    ['::ffff:10.0.0.0/104', '10.1.1.1', true],
    ['10.0.0.0/8', '::ffff:10.1.1.1', true],
  ])('%s contains %s: %s', (cidr, address, expected) => {
    expect(contains(cidr, address)).toBe(expected)
  })

  test.each([
    '10.0.0.0/33',
    '10.0.0/8',
    'fd00::/129',
    'lan',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    '010.0.0.1',
    '::/-1',
    '::ffff:1.2.3.4/8',
  ])('names the bad element %s', (bad) => {
    expect(() => parseCidrs(`10.0.0.0/8,${bad}`)).toThrow(`"${bad}"`)
  })
})

test.each(['127.1', '0x7f000001', '2130706433', '0177.0.0.1', 'fe80::1%eth0', ' 1.2.3.4', '', '1.2.3.4.5'])(
  'parseAddress refuses the loose form "%s"',
  (text) => {
    expect(parseAddress(text)).toBeNull()
  },
)
