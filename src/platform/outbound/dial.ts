import {
  connect as connectTcp,
  isIP,
  type LookupFunction,
  type Socket,
  type TcpNetConnectOpts,
} from 'node:net'
import { connect as connectTls, type SecureContext, type TLSSocket } from 'node:tls'
import type { ConnectStage } from './failures.ts'
import type { ResolvedAddress } from './resolve.ts'

/** One TCP connection: where it goes and what it took. Filled while it is being made. */
export interface Connection {
  stage: ConnectStage
  /** the address dialled; null before one was */
  address: string | null
  /** ms; null when the phase did not happen */
  dnsMs: number | null
  connectMs: number | null
  tlsMs: number | null
  /** requests written to it so far */
  uses: number
}

/** A connection of which nothing has happened yet. */
export function newConnection(): Connection {
  return { stage: 'dns', address: null, dnsMs: null, connectMs: null, tlsMs: null, uses: 0 }
}

/** What TLS needs beside the connection; the session makes the next handshake short. */
export interface TlsPart {
  readonly context: SecureContext
  readonly session: Buffer | undefined
  onSession(session: Buffer): void
}

/** Where and how to dial. The addresses were checked by the caller; no other is dialled. */
export interface DialOptions {
  readonly hostname: string
  readonly port: number
  readonly addresses: readonly ResolvedAddress[]
  readonly tls: TlsPart | null
  /** before the next address is tried; the caller's deadline bounds the whole */
  readonly addressTimeoutMs: number
  monotonicMs(): number
}

/**
 * Opens a socket to one of the addresses and notes stage, address and times in `connection`. `done` gets
 * the result; neither comes when the returned socket is destroyed first.
 */
export function dial(
  options: DialOptions,
  connection: Connection,
  done: { opened(socket: Socket): void; failed(error: unknown): void },
): Socket {
  connection.stage = 'tcp'
  const [first] = options.addresses
  if (options.addresses.length === 1 && first !== undefined) connection.address = first.address
  let sinceMs = options.monotonicMs()
  const socket = options.tls === null ? connectTcp(tcpOptions(options)) : openTls(options, options.tls)
  const opened = () => {
    connection.stage = 'open'
    done.opened(socket)
  }
  socket.once('connect', () => {
    connection.connectMs = options.monotonicMs() - sinceMs
    connection.address = socket.remoteAddress ?? connection.address
    if (options.tls === null) return opened()
    connection.stage = 'tls'
    sinceMs = options.monotonicMs()
  })
  socket.once('secureConnect', () => {
    connection.tlsMs = options.monotonicMs() - sinceMs
    opened()
  })
  // Stays for the socket's life, so that a late error after destroy() cannot be unhandled.
  socket.on('error', (error) => {
    if (connection.stage === 'open') return
    connection.address ??= lastAddress(error)
    done.failed(error)
  })
  return socket
}

// Several addresses failed one after the other: the last one tried stands in the log.
function lastAddress(error: unknown): string | null {
  const last: unknown = error instanceof AggregateError ? error.errors.at(-1) : error
  if (typeof last !== 'object' || last === null || !('address' in last)) return null
  return typeof last.address === 'string' ? last.address : null
}

function tcpOptions(options: DialOptions): TcpNetConnectOpts {
  const { addresses, port, addressTimeoutMs } = options
  const common = { port, noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 }
  const [first] = addresses
  if (addresses.length === 1 && first !== undefined) return { ...common, host: first.address }
  // The name is never looked up again: the answer is the list that was checked.
  const lookup: LookupFunction = (_hostname, _options, callback) => callback(null, [...addresses])
  return {
    ...common,
    host: options.hostname,
    lookup,
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: addressTimeoutMs,
  }
}

function openTls(options: DialOptions, tls: TlsPart): TLSSocket {
  const socket = connectTls({
    ...tcpOptions(options),
    // A name is sent as SNI and compared without the final dot; an address is compared only.
    servername: isIP(options.hostname) === 0 ? options.hostname.replace(/\.$/, '') : '',
    secureContext: tls.context,
    ALPNProtocols: ['http/1.1'],
    rejectUnauthorized: true,
    ...(tls.session === undefined ? {} : { session: tls.session }),
  })
  socket.on('session', tls.onSession)
  return socket
}
