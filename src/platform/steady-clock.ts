import type { Clock } from './clock.ts'

/** More than this at once is no drift: somebody set the clock. */
const jumpMs = 2_000

export interface SteadyClockOptions {
  /** What it follows, in epoch ms: the database's time, so that all nodes agree; alone, the machine's. */
  source(): number | Promise<number>
  /** How often it compares. */
  followMs: number
  /** Counts ms evenly, whatever happens to the time of day. */
  monotonicMs?(): number
}

/**
 * A clock that counts by itself, evenly, and follows another one in small steps. When that one jumps, whoever keeps
 * moments of the future is told by how much, and may move them along, before this one jumps, too.
 */
export class SteadyClock implements Clock {
  readonly #options: SteadyClockOptions
  /** What to add to the monotonic clock. */
  #offsetMs: number | undefined
  #timer: NodeJS.Timeout | undefined
  #following: Promise<void> | undefined
  /** Told by how many ms the clock is about to jump, forward or (negative) back. */
  onJump: ((byMs: number) => Promise<void> | void) | undefined

  constructor(options: SteadyClockOptions) {
    this.#options = options
  }

  /** Throws before `start`. */
  now(): Date {
    if (this.#offsetMs === undefined) throw new Error('this clock was not started')
    return new Date(this.#monotonicMs() + this.#offsetMs)
  }

  /** Rejects when the source does not answer; from then on it counts by itself until the source does. */
  async start(): Promise<void> {
    await this.follow()
    this.#timer = setInterval(() => void this.follow().catch(() => {}), this.#options.followMs)
    this.#timer.unref()
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  /** Compares with the source once, as it does by itself now and then. */
  follow(): Promise<void> {
    this.#following ??= this.#compare().finally(() => {
      this.#following = undefined
    })
    return this.#following
  }

  #monotonicMs(): number {
    return this.#options.monotonicMs?.() ?? performance.now()
  }

  async #compare(): Promise<void> {
    const askedMs = this.#monotonicMs()
    const sourceMs = await this.#options.source()
    const answeredMs = this.#monotonicMs()
    const offsetMs = sourceMs - (askedMs + answeredMs) / 2
    if (this.#offsetMs === undefined) {
      this.#offsetMs = offsetMs
      return
    }
    const byMs = offsetMs - this.#offsetMs
    // The source was read somewhere between question and answer: less than that may be no difference at all.
    if (Math.abs(byMs) <= (answeredMs - askedMs) / 2 + 1) return
    const moved = Math.abs(byMs) >= jumpMs ? this.onJump?.(byMs) : undefined
    // At once: what is written while others are moved along must bear the new time.
    this.#offsetMs = offsetMs
    await moved
  }
}
