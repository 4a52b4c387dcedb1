import ipaddr from 'ipaddr.js'

/**
 * What callers are told apart by: an IPv4 address, or the /64 of an IPv6 one, of which a single host has all.
 * An IPv4 address written as IPv6 is the IPv4 one.
 */
export function clientNetwork(address: string): string {
  if (!ipaddr.isValid(address)) return address
  const parsed = ipaddr.process(address)
  if (!(parsed instanceof ipaddr.IPv6)) return parsed.toString()
  return `${new ipaddr.IPv6([...parsed.parts.slice(0, 4), 0, 0, 0, 0])}/64`
}
