import type { Dispatcher } from 'undici'
import { AnswerBody, readHeaders } from './answer.ts'
import type { Connection } from './dial.ts'
import type { Exchange, Failure, OutboundResponse, Timings } from './exchange.ts'
import { connectTimeout, exchangeFailure } from './failures.ts'

/** What a flight needs from its surroundings. */
export interface FlightContext {
  /** epoch ms */
  now(): number
  /** ms since an arbitrary moment, never jumping */
  monotonicMs(): number
  /** called once for each flight */
  landed(): void
}

/** What carries a flight: a place for one connection. */
export interface Carrier {
  readonly connection: Connection | null
  /** the flight ended well, the connection may be used again */
  release(nowMs: number): void
  /** the connection is given up */
  retire(nowMs: number): void
}

/** A request that passed the checks which need no network. */
export interface PreparedRequest {
  readonly host: string
  readonly path: string
  readonly headers: string[]
  readonly body: Uint8Array | string
  readonly timeoutMs: number
}

const MAX_TIMER_MS = 2 ** 31 - 1

/**
 * One POST from call to result: undici's handler for it, and its deadline.
 *
 * States: *waiting* (no slot) → *dialling* (slot, not sent) → *sent* → *answering* (status known) →
 * *landed*. It lands once, in `land`; whatever undici reports afterwards is ignored.
 */
export class Flight implements Dispatcher.DispatchHandler {
  readonly request: PreparedRequest
  readonly context: FlightContext
  slot: Carrier | null = null
  /** connections made for it; bounded by the slot */
  dials = 0
  /** set when it must leave the queue on its deadline */
  private leaveQueue: ((flight: Flight) => void) | null = null
  private readonly resolve: (exchange: Exchange) => void
  private readonly startedAt: number
  private readonly startMs: number
  private timer: NodeJS.Timeout | undefined
  private hasLanded = false
  private isReused = false
  private sentMs = -1
  private firstByteMs = -1
  private status = 0
  private headers: Record<string, string> = {}
  private answer: AnswerBody | null = null

  constructor(request: PreparedRequest, context: FlightContext, resolve: (exchange: Exchange) => void) {
    this.request = request
    this.context = context
    this.resolve = resolve
    this.startedAt = context.now()
    this.startMs = context.monotonicMs()
  }

  /** Starts the deadline. */
  arm(leaveQueue: (flight: Flight) => void): void {
    this.leaveQueue = leaveQueue
    this.timer = setTimeout(expire, Math.min(Math.max(this.request.timeoutMs, 1), MAX_TIMER_MS), this)
  }

  onRequestStart(): void {
    this.sentMs = this.context.monotonicMs()
    const connection = this.slot?.connection
    if (connection) this.isReused = connection.uses++ > 0
  }

  onResponseStarted(): void {
    if (this.firstByteMs < 0) this.firstByteMs = this.context.monotonicMs()
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    if (status < 200 || this.hasLanded) return
    this.status = status
    this.headers = readHeaders(headers)
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.hasLanded) return
    this.answer ??= new AnswerBody()
    this.answer.add(chunk)
    // Enough was read: the status alone decides, and the connection is given up with the rest.
    if (this.answer.isOverLimit) this.land(null, false)
  }

  onResponseEnd(): void {
    this.land(null, true)
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: unknown): void {
    if (!this.hasLanded) this.land(exchangeFailure(this.request.host, error, this.status !== 0), false)
  }

  /** The deadline: whatever phase it is in ends now, and nothing is sent later. */
  expire(): void {
    if (this.status !== 0) {
      const message = `${this.request.host} answered with status ${this.status}, but its answer did not end in time.`
      this.land({ code: 'timeout_body', message }, false)
    } else if (this.sentMs >= 0) {
      this.land(
        { code: 'timeout', message: `${this.request.host} took the request but did not answer in time.` },
        false,
      )
    } else if (this.slot !== null) {
      this.land(connectTimeout(this.request.host, this.slot.connection?.stage ?? 'dns'), false)
    } else {
      this.leaveQueue?.(this)
      this.land(
        { code: 'busy', message: `No connection to ${this.request.host} became free in time.` },
        false,
      )
    }
  }

  /** Ends the flight with this result, once; `keepsSlot` returns the connection for the next one. */
  land(error: Failure | null, keepsSlot: boolean): void {
    if (this.hasLanded) return
    this.hasLanded = true
    clearTimeout(this.timer)
    const endMs = this.context.monotonicMs()
    const exchange = this.exchange(error, endMs)
    const slot = this.slot
    this.slot = null
    if (slot !== null) {
      if (keepsSlot) slot.release(endMs)
      else slot.retire(endMs)
    }
    this.context.landed()
    this.resolve(exchange)
  }

  private exchange(error: Failure | null, endMs: number): Exchange {
    const connection = this.slot?.connection ?? null
    // What was refused before it was written has nothing to do with a connection others have used.
    const own = this.sentMs >= 0 || connection?.uses === 0 ? connection : null
    const timings = this.timings(this.isReused ? null : own, endMs)
    return {
      startedAt: this.startedAt,
      durationMs: timings.total,
      timings,
      address: own?.address ?? null,
      response: this.status === 0 ? null : this.response(),
      error,
    }
  }

  private timings(connection: Connection | null, endMs: number): Timings {
    return {
      dns: connection?.dnsMs ?? null,
      connect: connection?.connectMs ?? null,
      tls: connection?.tlsMs ?? null,
      firstByte: this.firstByteMs < 0 ? null : this.firstByteMs - this.sentMs,
      total: endMs - this.startMs,
    }
  }

  private response(): OutboundResponse {
    const { answer } = this
    const body = answer === null ? NO_BODY : answer.kept()
    return { status: this.status, headers: this.headers, body, truncated: answer?.isTruncated ?? false }
  }
}

const NO_BODY = new Uint8Array(0)

function expire(flight: Flight): void {
  flight.expire()
}
