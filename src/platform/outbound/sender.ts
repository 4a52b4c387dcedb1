import { createSecureContext, getCACertificates } from 'node:tls'
import type { Exchange, Failure, OutboundRequest } from './exchange.ts'
import { Flight, type FlightContext } from './flight.ts'
import { prepareHeaders } from './headers.ts'
import { Pools } from './pools.ts'
import { type Resolve, systemResolve } from './resolve.ts'
import type { Refused } from './target-url.ts'

/** Everything that is not determined by the request. */
export interface OutboundOptions {
  /** epoch ms; only for `startedAt` */
  now(): number
  /** ms since an arbitrary moment, never jumping; default `performance.now` */
  monotonicMs?: () => number
  /** default: the system's resolver */
  resolve?: Resolve
  /** connections to one origin under one policy; default 128 */
  connectionsPerOrigin?: number
  /** how long an unused connection stays open when the other side does not say; default 4 s */
  keepAliveMs?: number
  /** how long an unused pool stays; default 60 s */
  idleMs?: number
  /** pools kept; more only while all are in use; default 4096 */
  maxPools?: number
  /** before the next of several addresses is tried; default 2 s */
  addressTimeoutMs?: number
  /** PEM certificates trusted besides the usual ones */
  extraCa?: readonly string[]
}

/** The only way to an address that a user gave. */
export interface Outbound {
  /** One POST. Never rejects and never throws: what went wrong stands in the exchange. */
  post(request: OutboundRequest): Promise<Exchange>
  /** Takes no more requests, waits for those in flight, closes all connections. */
  close(): Promise<void>
}

/** Makes the sender. Follows no redirect, keeps no cookie, decompresses nothing, reads no proxy setting. */
export function createOutbound(options: OutboundOptions): Outbound {
  const monotonicMs = options.monotonicMs ?? (() => performance.now())
  const ca = options.extraCa && [...getCACertificates('default'), ...options.extraCa]
  const settings = {
    monotonicMs,
    resolve: options.resolve ?? systemResolve,
    connectionsPerOrigin: options.connectionsPerOrigin ?? 128,
    // Below the 5 s after which many servers close without saying so.
    keepAliveMs: options.keepAliveMs ?? 4_000,
    idleMs: options.idleMs ?? 60_000,
    addressTimeoutMs: options.addressTimeoutMs ?? 2_000,
    // One for all: making one for each connection costs more than the handshake.
    secureContext: createSecureContext(ca === undefined ? {} : { ca }),
  }
  return new PoolingOutbound(options.now, monotonicMs, new Pools(settings, options.maxPools ?? 4096))
}

class PoolingOutbound implements Outbound, FlightContext {
  readonly now: () => number
  readonly monotonicMs: () => number
  private readonly pools: Pools
  private inFlight = 0
  private closed: PromiseWithResolvers<void> | null = null

  constructor(now: () => number, monotonicMs: () => number, pools: Pools) {
    this.now = now
    this.monotonicMs = monotonicMs
    this.pools = pools
  }

  post(request: OutboundRequest): Promise<Exchange> {
    return new Promise((resolve) => this.send(request, resolve))
  }

  close(): Promise<void> {
    if (this.closed === null) {
      this.closed = Promise.withResolvers()
      if (this.inFlight === 0) this.finish(this.closed)
    }
    return this.closed.promise
  }

  landed(): void {
    this.inFlight--
    if (this.inFlight === 0 && this.closed !== null) this.finish(this.closed)
  }

  private send(request: OutboundRequest, resolve: (exchange: Exchange) => void): void {
    if (this.closed !== null) {
      resolve(this.unsent({ code: 'internal', message: 'The sender is shutting down.' }))
      return
    }
    const headers = prepareHeaders(request.headers)
    if (typeof headers === 'string') {
      resolve(this.unsent({ code: 'bad_header', message: headers }))
      return
    }
    const route = this.pools.route(request.policy, request.url)
    if ('ok' in route) {
      resolve(this.unsent(urlFailure(route)))
      return
    }
    const { hostname: host, path } = route.target
    const { body, timeoutMs } = request
    this.inFlight++
    route.pool.submit(new Flight({ host, path, headers, body, timeoutMs }, this, resolve))
  }

  private unsent(error: Failure): Exchange {
    const timings = { dns: null, connect: null, tls: null, firstByte: null, total: 0 }
    return { startedAt: this.now(), durationMs: 0, timings, address: null, response: null, error }
  }

  private finish(closed: PromiseWithResolvers<void>): void {
    this.pools.close().then(closed.resolve, closed.reject)
  }
}

function urlFailure(refused: Refused): Failure {
  return { code: 'bad_url', message: refused.message }
}
