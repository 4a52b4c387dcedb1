import { type AddressBytes, type Cidr, cidrContains, parseAddress, parseCidrs } from './cidr.ts'

/**
 * What an address is for. Only `public` may be called without configuration; `link_local` and
 * `metadata` may not be called with any. `transition` is an IPv6 form that tunnels to IPv4.
 */
export type AddressKind =
  | 'public'
  | 'metadata'
  | 'link_local'
  | 'unspecified'
  | 'loopback'
  | 'private'
  | 'shared'
  | 'multicast'
  | 'broadcast'
  | 'documentation'
  | 'benchmarking'
  | 'reserved'
  | 'transition'
  | 'invalid'

/** Who asked for the call: a customer's endpoint, or the workspace that runs the installation. */
export type Audience = 'customer' | 'workspace'

/** Which addresses may be dialled. Immutable; made by `createAddressPolicy`. */
export interface AddressPolicy {
  readonly audience: Audience
  readonly privateTargets: readonly Cidr[]
  readonly insecureTargets: readonly Cidr[]
  /** equal for equal policies: sockets are shared only under one key */
  readonly key: string
}

/** `plainHttp`: the address needs no TLS. */
export type AddressDecision =
  | { readonly allowed: true; readonly plainHttp: boolean }
  | { readonly allowed: false; readonly kind: AddressKind }

// First match wins, so the narrow ranges stand before the wide ones. Sources: the IANA IPv4 and IPv6
// Special-Purpose Address Registries; metadata services of AWS, Azure, Google, Alibaba and Oracle.
const RANGES: readonly (readonly [AddressKind, readonly Cidr[]])[] = [
  [
    'metadata',
    parseCidrs(
      '169.254.169.254 169.254.170.2 100.100.100.200 168.63.129.16 192.0.0.192 fd00:ec2::/32 fd20:ce::/32',
    ),
  ],
  ['link_local', parseCidrs('169.254.0.0/16 fe80::/10')],
  ['broadcast', parseCidrs('255.255.255.255')],
  ['unspecified', parseCidrs('0.0.0.0/8 ::')],
  ['loopback', parseCidrs('127.0.0.0/8 ::1')],
  ['private', parseCidrs('10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 fc00::/7 fec0::/10')],
  ['shared', parseCidrs('100.64.0.0/10')],
  ['multicast', parseCidrs('224.0.0.0/4 ff00::/8')],
  ['documentation', parseCidrs('192.0.2.0/24 198.51.100.0/24 203.0.113.0/24 2001:db8::/32 3fff::/20')],
  ['benchmarking', parseCidrs('198.18.0.0/15 2001:2::/48')],
  ['transition', parseCidrs('192.88.99.0/24 2001::/32 2002::/16 64:ff9b:1::/48 ::/96')],
  ['reserved', parseCidrs('192.0.0.0/24 192.31.196.0/24 192.52.193.0/24 192.175.48.0/24 240.0.0.0/4')],
  ['reserved', parseCidrs('2001::/23 3ffe::/16')],
  ['public', parseCidrs('0.0.0.0/0 2000::/3')],
]

const NAT64 = parseCidrs('64:ff9b::/96')
const NEVER: ReadonlySet<AddressKind> = new Set(['link_local', 'metadata', 'invalid'])

/**
 * Says what a textual address is. An IPv6 form that carries an IPv4 address is judged by the carried
 * one as well: the NAT64 prefix is as public as what it leads to; every other tunnel is refused.
 */
export function classifyAddress(text: string): AddressKind {
  const bytes = parseAddress(text)
  return bytes === null ? 'invalid' : classifyBytes(bytes)
}

function classifyBytes(bytes: AddressBytes): AddressKind {
  const carried = embeddedIpv4(bytes).map(classifyBytes)
  // Metadata and link-local stay closed in every wrapping, whatever is configured.
  const never = carried.find((kind) => NEVER.has(kind))
  if (never !== undefined) return never
  const outer = inRanges(NAT64, bytes) ? 'public' : rangeOf(bytes)
  return outer === 'public' ? (carried.find((kind) => kind !== 'public') ?? outer) : outer
}

function rangeOf(bytes: AddressBytes): AddressKind {
  for (const [kind, cidrs] of RANGES) {
    if (inRanges(cidrs, bytes)) return kind
  }
  return 'reserved'
}

/**
 * Every IPv4 address the IPv6 address may lead to: RFC 6052 (NAT64, all prefix lengths of the local
 * prefix of RFC 8215), RFC 3056 (6to4), RFC 4380 (Teredo: server, and client in complement), RFC 4291
 * (compatible), RFC 5214 (ISATAP).
 */
function embeddedIpv4(bytes: AddressBytes): AddressBytes[] {
  if (bytes.length !== 16) return []
  const pick = (...at: number[]) => at.map((index) => bytes[index] ?? 0)
  const last = pick(12, 13, 14, 15)
  const hextet = (index: number) => ((bytes[index * 2] ?? 0) << 8) | (bytes[index * 2 + 1] ?? 0)
  if (inRanges(NAT64, bytes)) return [last]
  if (hextet(0) === 0x2002) return [pick(2, 3, 4, 5)]
  if (hextet(0) === 0x2001 && hextet(1) === 0) return [pick(4, 5, 6, 7), last.map((byte) => byte ^ 0xff)]
  if (hextet(0) === 0x64 && hextet(1) === 0xff9b && hextet(2) === 1) {
    return [last, pick(6, 7, 9, 10), pick(7, 9, 10, 11), pick(9, 10, 11, 12)]
  }
  const isCompatible = bytes.slice(0, 12).every((byte) => byte === 0) && hextet(6) !== 0
  const isIsatap = (hextet(4) & 0xfdff) === 0 && hextet(5) === 0x5efe
  return isCompatible || isIsatap ? [last] : []
}

function inRanges(cidrs: readonly Cidr[], bytes: AddressBytes): boolean {
  return cidrs.some((cidr) => cidrContains(cidr, bytes))
}

/** Makes a policy; `privateTargets` has no effect for customers (product.md, Targets). */
export function createAddressPolicy(options: {
  audience: Audience
  privateTargets: readonly Cidr[]
  insecureTargets: readonly Cidr[]
}): AddressPolicy {
  const privateTargets = options.audience === 'workspace' ? options.privateTargets : []
  const list = (cidrs: readonly Cidr[]) => cidrs.map((cidr) => cidr.text).join(',')
  const key = `${options.audience} private=${list(privateTargets)} insecure=${list(options.insecureTargets)}`
  return { audience: options.audience, privateTargets, insecureTargets: options.insecureTargets, key }
}

/** Decides on one resolved address. */
export function decideAddress(policy: AddressPolicy, text: string): AddressDecision {
  const bytes = parseAddress(text)
  const kind = bytes === null ? 'invalid' : classifyBytes(bytes)
  if (bytes === null || NEVER.has(kind)) return { allowed: false, kind }
  if (inRanges(policy.insecureTargets, bytes)) return { allowed: true, plainHttp: true }
  if (kind === 'public' || inRanges(policy.privateTargets, bytes)) return { allowed: true, plainHttp: false }
  return { allowed: false, kind }
}
