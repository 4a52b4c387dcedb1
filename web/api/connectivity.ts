import { waitMs } from './live/backoff.ts'

export interface ConnectivityOptions {
  /** True when the server answers anything at all. */
  probe(): Promise<boolean>
  after(ms: number, work: () => void): () => void
  random(): number
}

/**
 * Whether the server answers. Requests tell what they met; while none is answered, it is asked by turns, and who
 * watches hears when it is there again.
 */
export class Connectivity {
  readonly #options: ConnectivityOptions
  readonly #watchers = new Set<() => void>()
  #isLost = false
  #failures = 0
  #cancelWait = () => {}

  constructor(options: ConnectivityOptions) {
    this.#options = options
  }

  get isLost(): boolean {
    return this.#isLost
  }

  watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher)
    return () => this.#watchers.delete(watcher)
  }

  /** A request ended without an answer, or the browser says that it is offline. */
  unanswered = (): void => {
    if (this.#isLost) return
    this.#become(true)
    this.#probeLater()
  }

  /** A request was answered, whatever the answer. */
  answered = (): void => {
    this.#cancelWait()
    this.#failures = 0
    if (this.#isLost) this.#become(false)
  }

  /** Asks at once. */
  probeNow = async (): Promise<void> => {
    this.#cancelWait()
    const isThere = await this.#options.probe().catch(() => false)
    if (isThere) this.answered()
    else if (this.#isLost) this.#probeLater()
  }

  #become(isLost: boolean): void {
    this.#isLost = isLost
    for (const watcher of this.#watchers) watcher()
  }

  #probeLater(): void {
    this.#cancelWait()
    const ms = waitMs(this.#failures++, this.#options.random())
    this.#cancelWait = this.#options.after(ms, () => void this.probeNow())
  }
}

export const connectivity = new Connectivity({
  probe: async () => (await fetch('/api/healthz', { cache: 'no-store' })).ok,
  after(ms, work) {
    const timer = setTimeout(work, ms)
    return () => clearTimeout(timer)
  },
  random: Math.random,
})

if (typeof window !== 'undefined') {
  window.addEventListener('offline', connectivity.unanswered)
  window.addEventListener('online', () => void connectivity.probeNow())
}
