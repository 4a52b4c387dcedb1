import { isIP } from 'node:net'
import { type AddressKind, type AddressPolicy, decideAddress } from './addresses.ts'
import { type Resolve, type ResolvedAddress, systemResolve } from './resolve.ts'
import { parseTarget, type Refused, refuse, type Target } from './target-url.ts'

/** `url` is normalised and without fragment; `resolved` is empty when the name has no address yet. */
export type TargetVerdict =
  | { readonly ok: true; readonly url: string; readonly resolved: readonly string[] }
  | Refused

const RESOLVE_TIMEOUT_MS = 5_000
const LOCALHOST = /^(?:.+\.)?localhost\.?$/

/**
 * Finds the addresses of a target. A literal stands for itself, and every localhost name for the
 * loopback addresses, whatever a resolver would say (RFC 6761).
 * @throws what the resolver throws
 */
export async function addressesOf(
  target: Target,
  policy: AddressPolicy,
  resolve: Resolve,
): Promise<readonly ResolvedAddress[]> {
  const family = isIP(target.hostname)
  if (family !== 0) return [{ address: target.hostname, family }]
  if (isLookedUp(target)) return resolve(target.hostname)
  const loopback = [
    { address: '127.0.0.1', family: 4 },
    { address: '::1', family: 6 },
  ]
  // Where only one of the two is opened, that one is meant.
  const opened = loopback.filter(({ address }) => decideAddress(policy, address).allowed)
  return opened.length > 0 ? opened : loopback
}

/** Whether the host is a name that a resolver is asked for. */
export function isLookedUp(target: Target): boolean {
  return isIP(target.hostname) === 0 && !LOCALHOST.test(target.hostname)
}

/** Judges all addresses of a target together: one refused among them refuses it. Null when all may be dialled. */
export function judgeAddresses(
  target: Target,
  policy: AddressPolicy,
  addresses: readonly ResolvedAddress[],
): Refused | null {
  let isPlainAllowed = addresses.length > 0
  for (const { address } of addresses) {
    const decision = decideAddress(policy, address)
    if (!decision.allowed) return refuse('refused_address', addressSentence(target.hostname, decision.kind))
    isPlainAllowed &&= decision.plainHttp
  }
  if (target.isHttps || isPlainAllowed) return null
  return refuse('https_required', 'The URL must start with https://.')
}

/**
 * Checks a URL before it is saved. A name that does not resolve now is accepted (each attempt checks
 * again and reports it), unless it asks for plain http, which needs an address that permits it.
 */
export async function checkTarget(
  url: string,
  policy: AddressPolicy,
  options: { resolve?: Resolve; timeoutMs?: number } = {},
): Promise<TargetVerdict> {
  const target = parseTarget(url)
  if (!target.ok) return target
  const pending = addressesOf(target, policy, options.resolve ?? systemResolve).catch(() => [])
  const addresses = await within(pending, options.timeoutMs ?? RESOLVE_TIMEOUT_MS)
  const refused = judgeAddresses(target, policy, addresses)
  return refused ?? { ok: true, url: target.href, resolved: addresses.map(({ address }) => address) }
}

async function within(
  pending: Promise<readonly ResolvedAddress[]>,
  timeoutMs: number,
): Promise<readonly ResolvedAddress[]> {
  const { promise, resolve } = Promise.withResolvers<readonly ResolvedAddress[]>()
  const timer = setTimeout(() => resolve([]), timeoutMs)
  try {
    return await Promise.race([pending, promise])
  } finally {
    clearTimeout(timer)
  }
}

const KIND_WORDS: Record<AddressKind, string> = {
  public: 'public',
  metadata: 'cloud metadata',
  link_local: 'link-local',
  unspecified: 'unspecified',
  loopback: 'loopback',
  private: 'private',
  shared: 'shared (carrier-grade NAT)',
  multicast: 'multicast',
  broadcast: 'broadcast',
  documentation: 'documentation',
  benchmarking: 'benchmarking',
  reserved: 'reserved',
  transition: 'tunnelled',
  invalid: 'invalid',
}

// A name's private address is not repeated: it may come from a resolver that the asker cannot see.
function addressSentence(hostname: string, kind: AddressKind): string {
  const verb = isIP(hostname) === 0 ? 'resolves to' : 'is'
  const article = /^[aeiou]/.test(KIND_WORDS[kind]) ? 'an' : 'a'
  return `${hostname} ${verb} ${article} ${KIND_WORDS[kind]} address; only public addresses can be called.`
}
