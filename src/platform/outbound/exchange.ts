import type { AddressPolicy } from './addresses.ts'

/**
 * What prevented a whole exchange. Stable: stored with attempts and shown in the delivery log.
 *
 * Theirs: `dns` `refused` `unreachable` `reset` `tls` `timeout_connect` `timeout` `timeout_body`
 * `blocked_target` `bad_url` `headers_too_large` `protocol`. The caller's: `bad_header`.
 * Ours, nothing was sent: `busy` (every connection to the origin stayed taken until the deadline) and
 * `internal`.
 */
export type OutboundErrorCode =
  | 'dns'
  | 'refused'
  | 'unreachable'
  | 'reset'
  | 'tls'
  | 'timeout_connect'
  | 'timeout'
  | 'timeout_body'
  | 'blocked_target'
  | 'bad_url'
  | 'headers_too_large'
  | 'protocol'
  | 'bad_header'
  | 'busy'
  | 'internal'

/** A failure with a sentence for a person: no stack, no address of ours. */
export interface Failure {
  readonly code: OutboundErrorCode
  readonly message: string
}

/** One POST to a URL that a user gave. */
export interface OutboundRequest {
  readonly url: string
  readonly policy: AddressPolicy
  /** flat list name, value, name, value; Host, Content-Length and hop-by-hop names are refused */
  readonly headers: readonly string[]
  readonly body: Uint8Array | string
  /** one deadline over name look-up, connection, TLS, headers and body */
  readonly timeoutMs: number
}

/**
 * Milliseconds, fractional. Each is the length of its own phase, null when the phase did not happen:
 * dns, connect and tls on a reused connection, dns for a literal address, firstByte without an answer.
 */
export interface Timings {
  readonly dns: number | null
  readonly connect: number | null
  readonly tls: number | null
  /** from the writing of the request to the first byte of the answer */
  readonly firstByte: number | null
  /** from the call to its end, waiting for a free connection included */
  readonly total: number
}

/** The answer, as far as it was read. */
export interface OutboundResponse {
  readonly status: number
  /** lower-case names; repeated ones joined with a comma; at most 100 of at most 16 KiB together */
  readonly headers: Record<string, string>
  /** the first 16 KiB as they came over the wire: never decompressed */
  readonly body: Uint8Array
  /** the body was longer than what is kept */
  readonly truncated: boolean
}

/** The whole story of one POST. With `response` and `error` both set the answer broke off. */
export interface Exchange {
  /** epoch ms */
  readonly startedAt: number
  readonly durationMs: number
  readonly timings: Timings
  /** the address that was dialled, also long ago for a reused connection; null when none was */
  readonly address: string | null
  readonly response: OutboundResponse | null
  readonly error: Failure | null
}
