import { lookup } from 'node:dns/promises'

/** One answer of a resolver. */
export interface ResolvedAddress {
  readonly address: string
  readonly family: number
}

/** Gives every address of a name; rejects when there is none. */
export type Resolve = (hostname: string) => Promise<readonly ResolvedAddress[]>

/** The system's resolver (hosts file included), in the order it answers. */
export const systemResolve: Resolve = (hostname) => lookup(hostname, { all: true, order: 'verbatim' })
