import { minTotalConcurrency, nextTotalConcurrency } from '../domain/delivery/total-concurrency.ts'

const sampleMs = 20

/** The cap on all attempts in flight of this node. Adapts while lanes wait for it, and sleeps otherwise. */
export class TotalCap {
  readonly #onChange: () => boolean
  #timer: NodeJS.Timeout | undefined
  /** Attempts in flight at most. */
  value = minTotalConcurrency

  /** `onChange` uses the new value and says whether lanes still wait for more. */
  constructor(onChange: () => boolean) {
    this.#onChange = onChange
  }

  /** Something waits because of the cap. */
  reached(): void {
    if (this.#timer !== undefined) return
    const before = performance.eventLoopUtilization()
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      this.value = nextTotalConcurrency(this.value, performance.eventLoopUtilization(before).utilization)
      if (this.#onChange()) this.reached()
    }, sampleMs)
  }

  stop(): void {
    clearTimeout(this.#timer)
  }
}
