import type { Db } from '../db/port.ts'
import type { Clock } from '../platform/clock.ts'
import { newId } from '../platform/ids.ts'
import type { Log } from '../platform/log.ts'
import { beat, endAllLeases, leave } from './lane-store.ts'

const leaseMs = 15_000
const beatMs = 5_000
/** Stop a little before others may start: their clocks and ours are not the same. */
const marginMs = 2_000

export interface LeaseOptions {
  db: Db
  clock: Clock
  log: Log
  /** The lease ended before it was renewed. What was held under it is not held any more. */
  onLost(): void
}

/**
 * This node's lease on its lanes: one row that it renews. A node that was paused, or cut off from the database, for
 * longer than its lease goes on under a new id, so that nothing it does late can match what others hold by then.
 */
export class Lease {
  readonly #options: LeaseOptions
  #nodeId: string
  /** On the monotonic clock: a wall clock that jumps must not extend a lease. */
  #heldUntilMs = 0
  #timer: NodeJS.Timeout | undefined

  constructor(options: LeaseOptions) {
    this.#options = options
    this.#nodeId = newId(options.clock.now())
  }

  get nodeId(): string {
    return this.#nodeId
  }

  get held(): boolean {
    return performance.now() < this.#heldUntilMs
  }

  async start(): Promise<void> {
    if (this.#options.db.kind === 'pglite') await endAllLeases(this.#options.db)
    await this.#beat()
    this.#timer = setInterval(() => void this.#renew(), beatMs)
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    this.#heldUntilMs = 0
    // Should this fail, the lease simply ends by itself.
    await leave(this.#options.db, this.#nodeId).catch((error) =>
      this.#options.log.warn({ err: error }, 'lanes not given back'),
    )
  }

  async #beat(): Promise<void> {
    const { db, clock } = this.#options
    const startedAtMs = performance.now()
    await beat(db, this.#nodeId, new Date(clock.now().getTime() + leaseMs))
    this.#heldUntilMs = startedAtMs + leaseMs - marginMs
  }

  async #renew(): Promise<void> {
    const lost = !this.held
    if (lost) {
      this.#nodeId = newId(this.#options.clock.now())
      this.#options.log.warn('lease ended before it was renewed; starting afresh')
    }
    try {
      await this.#beat()
      if (lost) this.#options.onLost()
    } catch (error) {
      this.#options.log.warn({ err: error }, 'lease not renewed')
    }
  }
}
