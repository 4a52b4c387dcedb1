import type { Db } from '../db/port.ts'
import type { Clock } from '../platform/clock.ts'
import { newId } from '../platform/ids.ts'
import type { Log } from '../platform/log.ts'
import { beginLease, endAllLeases, extendLease, leave, tagged } from './lease-store.ts'

const leaseMs = 15_000
const beatMs = 5_000
/** A beat that hangs is given up before the next one is due. */
const beatTimeoutMs = 4_000
const retryMs = 500
/** Without an answer, sending goes on for this long: by then others can take the lanes of who seems dead (node-watch.ts). */
const cutOffMs = 1_500
/** Stop a little before others may start: the database counts from when it got the beat. */
const marginMs = 2_000

export interface LeaseOptions {
  db: Db
  clock: Clock
  log: Log
  /** The lease ended before it was renewed. What was held under it is not held any more. */
  onLost(): void
  /** It was not renewed for a while, and is held all the same. */
  onBack(): void
}

/**
 * This node's lease on its lanes: one row that it renews. A node that was paused, or cut off from the database, for
 * longer than its lease goes on under a new id, so that nothing it does late can match what others hold by then.
 * Whether it has ended is for the database to say; between two beats, the monotonic clock tells when to stop.
 */
export class Lease {
  readonly #options: LeaseOptions
  #nodeId: string
  /** On the monotonic clock: a wall clock that jumps must not extend a lease. */
  #heldUntilMs = 0
  #timer: NodeJS.Timeout | undefined
  #retryTimer: NodeJS.Timeout | undefined
  #renewing: Promise<void> | undefined

  constructor(options: LeaseOptions) {
    this.#options = options
    this.#nodeId = this.#newId()
  }

  get nodeId(): string {
    return this.#nodeId
  }

  get held(): boolean {
    return performance.now() < this.#heldUntilMs
  }

  async start(): Promise<void> {
    const { db } = this.#options
    if (db.kind === 'pglite') await endAllLeases(db)
    await this.#begin()
    this.#timer = setInterval(() => this.renew(), beatMs)
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    this.#timer = undefined
    await this.#renewing
    this.#retry(false)
    this.#heldUntilMs = 0
    // Should this fail, the lease simply ends by itself.
    await leave(this.#options.db, this.#nodeId).catch((error) =>
      this.#options.log.warn({ err: error }, 'lanes not given back'),
    )
  }

  /** Beats now, as it does by itself every few seconds. Before its start and after its end there is nothing to renew. */
  renew(): Promise<void> {
    if (this.#timer === undefined) return Promise.resolve()
    this.#renewing ??= this.#renew().finally(() => {
      this.#renewing = undefined
    })
    return this.#renewing
  }

  #newId(): string {
    return tagged(newId(this.#options.clock.now()), this.#options.db.processTag)
  }

  #heldSince(startedAtMs: number): void {
    this.#heldUntilMs = startedAtMs + leaseMs - marginMs
    this.#retry(false)
  }

  async #begin(): Promise<void> {
    const startedAtMs = performance.now()
    await beginLease(this.#options.db, this.#nodeId, leaseMs, beatTimeoutMs)
    this.#heldSince(startedAtMs)
  }

  async #renew(): Promise<void> {
    const { db, log, onBack } = this.#options
    const startedAtMs = performance.now()
    try {
      if (!(await extendLease(db, this.#nodeId, leaseMs, beatTimeoutMs))) {
        await this.#startAfresh()
        return
      }
      const wasHeld = this.held
      this.#heldSince(startedAtMs)
      if (!wasHeld) onBack()
    } catch (error) {
      log.warn({ err: error }, 'lease not renewed')
      this.#heldUntilMs = Math.min(this.#heldUntilMs, performance.now() + cutOffMs)
      this.#retry(true)
    }
  }

  async #startAfresh(): Promise<void> {
    const { db, log, onLost } = this.#options
    const before = this.#nodeId
    this.#heldUntilMs = 0
    this.#nodeId = this.#newId()
    log.warn('lease ended before it was renewed; starting afresh')
    await this.#begin()
    await leave(db, before)
    onLost()
  }

  /** Beats more often while the database does not answer: it may be back at any moment. */
  #retry(isNeeded: boolean): void {
    clearTimeout(this.#retryTimer)
    if (isNeeded && this.#timer !== undefined) this.#retryTimer = setTimeout(() => this.renew(), retryMs)
  }
}
