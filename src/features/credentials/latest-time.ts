import type { Clock } from '../../platform/clock.ts'

/** A clock that never goes back: what has expired stays so when the machine's clock is set back (security case 10). */
export class LatestTime implements Clock {
  readonly #clock: Clock
  #latestMs = Number.NEGATIVE_INFINITY

  constructor(clock: Clock) {
    this.#clock = clock
  }

  now(): Date {
    this.#latestMs = Math.max(this.#latestMs, this.#clock.now().getTime())
    return new Date(this.#latestMs)
  }
}
