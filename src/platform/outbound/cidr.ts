import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

/** An address as bytes in network order: 4 for IPv4, 16 for IPv6. */
export type AddressBytes = readonly number[]

/** A range of addresses of one family. */
export interface Cidr {
  /** as it was written, for messages and cache keys */
  readonly text: string
  readonly bytes: AddressBytes
  readonly prefixLength: number
}

const MAPPED_PREFIX_BITS = 96

/**
 * Reads a textual address strictly: what inet_pton accepts and nothing else (no octal, no short forms,
 * no zone). An IPv4-mapped IPv6 address becomes the IPv4 address that would really be dialled.
 * Null when the text is not an address.
 */
export function parseAddress(text: string): AddressBytes | null {
  if (isIP(text) === 0 || text.includes('%')) return null
  // ipaddr.js reads ::1.2.3.4 as if it were ::ffff:1.2.3.4; in hexadecimal it reads what would be dialled.
  const isDottedIpv6 = text.includes(':') && text.includes('.')
  const address = ipaddr.parse(isDottedIpv6 ? new URL(`http://[${text}]`).hostname.slice(1, -1) : text)
  if (address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress()) {
    return address.toIPv4Address().toByteArray()
  }
  return address.toByteArray()
}

/** Whether the address lies in the range; never true across families. */
export function cidrContains(cidr: Cidr, address: AddressBytes): boolean {
  if (cidr.bytes.length !== address.length) return false
  const wholeBytes = cidr.prefixLength >> 3
  for (let i = 0; i < wholeBytes; i++) {
    if (cidr.bytes[i] !== address[i]) return false
  }
  const restBits = cidr.prefixLength & 7
  if (restBits === 0) return true
  const shift = 8 - restBits
  return (cidr.bytes[wholeBytes] ?? 0) >> shift === (address[wholeBytes] ?? 0) >> shift
}

/** Whether an address, as text, lies in the range: for who may say from where a request comes. */
export function addressIn(cidr: Cidr, text: string): boolean {
  const address = parseAddress(text)
  return address !== null && cidrContains(cidr, address)
}

/**
 * Reads a list of CIDRs separated by commas or white space; a bare address counts as a range of one.
 * Bits behind the prefix are ignored.
 * @throws Error naming the element that is neither an address nor a CIDR
 */
export function parseCidrs(text: string): Cidr[] {
  return text
    .split(/[\s,]+/)
    .filter(Boolean)
    .map(parseCidr)
}

function parseCidr(text: string): Cidr {
  const [address = '', length, ...rest] = text.split('/')
  const bytes = parseAddress(address)
  if (bytes === null || rest.length > 0) throw badCidr(text)
  if (length === undefined) return { text, bytes, prefixLength: bytes.length * 8 }
  if (!/^\d{1,3}$/.test(length)) throw badCidr(text)
  // A mapped address was narrowed to IPv4 above, so its prefix has to be narrowed with it.
  const isMapped = bytes.length === 4 && address.includes(':')
  const prefixLength = Number(length) - (isMapped ? MAPPED_PREFIX_BITS : 0)
  if (prefixLength < 0 || prefixLength > bytes.length * 8) throw badCidr(text)
  return { text, bytes, prefixLength }
}

function badCidr(text: string): Error {
  return new Error(`"${text}" is not an address range; write CIDRs such as 10.0.0.0/8 or fd12:3456::/32`)
}
