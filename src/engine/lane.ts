import {
  allowedInFlight,
  nextConcurrency,
  recoveryCap,
  startConcurrency,
} from '../domain/delivery/concurrency.ts'
import type { DueRow, LaneCursor } from './lane-store.ts'
import type { DueDelivery, Endpoint, Settlement } from './types.ts'

/** As PostgreSQL writes what is before any time. */
const beginning = '-infinity'

/**
 * One endpoint's queue on the node that holds it.
 *
 * A lane is *reading* until a read comes back short, then *read out* until it is woken. Reading goes on from the last
 * row seen; `rewind` starts over, which finds what was committed late behind the cursor. Rows that are queued or not
 * yet settled are known, and are not queued twice.
 */
export class Lane {
  readonly webhookId: string
  readonly queue: DueDelivery[] = []
  endpoint: Endpoint | Error | undefined
  /** Grows with every change of the endpoint that this node hears of. */
  generation = 0
  inFlight = 0
  /** Attempts that have ended and are not settled yet. */
  unsettled = 0
  cap = startConcurrency
  consecutiveFailures = 0
  readOut = false
  /** All that waits is known here: what comes next need not be read. */
  caughtUp = false
  /** About to be given to another node: nothing more is sent. */
  leaving = false
  /** Epoch ms of when reading last started at the beginning. */
  rewoundAtMs = 0
  /** Epoch ms of the last time there was something to do, or of when it was taken to be looked at. */
  usedAtMs: number
  /** Monotonic ms of the last read, and how many rows it might bring. */
  readAtMs = 0
  readLimit = Number.POSITIVE_INFINITY
  #at = beginning
  #eventId = 0
  /** Epoch ms of when the endpoint was enabled again, while it still is sent to gently. */
  #recoveringSinceMs: number | null = null
  #enabledAtMs: number | null = null

  constructor(webhookId: string, nowMs: number) {
    this.webhookId = webhookId
    this.usedAtMs = nowMs
  }

  get idle(): boolean {
    return this.queue.length === 0 && this.inFlight === 0 && this.unsettled === 0
  }

  get cursor(): LaneCursor {
    return { webhookId: this.webhookId, afterAt: this.#at, afterEventId: this.#eventId }
  }

  /** What is known of the endpoint is old. A read that began before has read for nothing. */
  outdate(): void {
    this.endpoint = undefined
    this.generation++
  }

  /** Something may be due that this lane has not seen. */
  wake(): void {
    this.readOut = false
    this.caughtUp = false
  }

  rewind(nowMs: number): void {
    this.#at = beginning
    this.#eventId = 0
    this.rewoundAtMs = nowMs
    this.wake()
  }

  /** A read is over: `last` is the last row it saw, `complete` says that there were no more. */
  seen(last: DueRow | undefined, complete: boolean): void {
    if (last) {
      this.#at = last.nextAttemptAt
      this.#eventId = last.eventId
    }
    this.readOut ||= complete
    this.caughtUp ||= complete
  }

  /** How many more may be sent now. */
  room(breakerFailures: number, nowMs: () => number): number {
    if (this.leaving) return 0
    const cap = this.#recoveringSinceMs === null ? this.cap : this.#gently(this.#recoveringSinceMs, nowMs())
    return Math.max(0, allowedInFlight(cap, this.consecutiveFailures, breakerFailures) - this.inFlight)
  }

  #gently(sinceMs: number, nowMs: number): number {
    const most = recoveryCap(nowMs - sinceMs)
    if (most === Number.POSITIVE_INFINITY) this.#recoveringSinceMs = null
    return Math.min(this.cap, most)
  }

  /** Adapts to how an attempt went. */
  learn(settlement: Settlement): void {
    if (settlement.fault === 'ours' || settlement.attempt === null) return
    const success = settlement.fault === 'none'
    this.consecutiveFailures = success ? 0 : this.consecutiveFailures + 1
    this.cap = nextConcurrency(this.cap, {
      success,
      status: settlement.attempt.response?.status ?? null,
      durationMs: settlement.attempt.durationMs,
    })
  }

  /** Uses a fresh copy of the endpoint. One that was enabled again is sent to as if it were new, and slowly at first. */
  use(endpoint: Endpoint | Error): void {
    this.endpoint = endpoint
    if (endpoint instanceof Error) return
    if (this.inFlight === 0) this.consecutiveFailures = endpoint.consecutiveFailures
    if (endpoint.enabledAtMs === this.#enabledAtMs) return
    this.#enabledAtMs = endpoint.enabledAtMs
    this.#recoveringSinceMs = endpoint.enabledAtMs
    this.cap = startConcurrency
  }
}
