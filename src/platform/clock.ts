/** Where the program gets the time. Injected, so that tests own it. */
export interface Clock {
  now(): Date
}

export const systemClock: Clock = { now: () => new Date() }

/** A clock that stands still until it is moved, for tests. */
export class ManualClock implements Clock {
  #ms: number

  constructor(start: Date | string) {
    this.#ms = new Date(start).getTime()
  }

  now(): Date {
    return new Date(this.#ms)
  }

  advance(ms: number): void {
    this.#ms += ms
  }
}
