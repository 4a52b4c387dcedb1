import type { Clock } from '../../platform/clock.ts'

/** A verified credential is believed this long without asking again (product.md: the 5 s bound). */
const believedMs = 5_000
const mostEntries = 50_000

interface Entry<T> {
  value: T
  readAtMs: number
  tags: readonly string[]
}

/**
 * Verified credentials by the hash of their secret. Tags name what a verification rests on (`token:…`, `user:…`,
 * `workspace:…`); a change of one drops every entry with its tag.
 *
 * The generation rule: a read that began before a change is not stored after it, however slow it was
 * (security case 11).
 */
export class VerificationCache<T> {
  readonly #clock: Clock
  readonly #tagsOf: (value: T) => readonly string[]
  readonly #entries = new Map<string, Entry<T>>()
  #generation = 0
  #isBypassed = false

  constructor(clock: Clock, tagsOf: (value: T) => readonly string[]) {
    this.#clock = clock
    this.#tagsOf = tagsOf
  }

  /** The cached value, or what `read` finds; only a found value is kept. */
  async get(key: string, read: () => Promise<T | undefined>): Promise<T | undefined> {
    if (this.#isBypassed) return read()
    const now = this.#clock.now().getTime()
    const entry = this.#entries.get(key)
    // A clock set back must not make an entry live longer.
    if (entry && now >= entry.readAtMs && now - entry.readAtMs < believedMs) return entry.value
    const generation = this.#generation
    const value = await read()
    if (value !== undefined && generation === this.#generation) this.#keep(key, value, now)
    else this.#entries.delete(key)
    return value
  }

  /** Forgets what rests on any of the tags, and refuses what is being read right now. */
  invalidate(tags: readonly string[]): void {
    this.#generation++
    const changed = new Set(tags)
    for (const [key, entry] of this.#entries)
      if (entry.tags.some((tag) => changed.has(tag))) this.#entries.delete(key)
  }

  clear(): void {
    this.#generation++
    this.#entries.clear()
  }

  /** While bypassed every look reads, and nothing is kept. Either change begins with nothing known. */
  bypass(isBypassed: boolean): void {
    this.#isBypassed = isBypassed
    this.clear()
  }

  #keep(key: string, value: T, readAtMs: number): void {
    if (this.#entries.size >= mostEntries) this.#entries.clear()
    this.#entries.set(key, { value, readAtMs, tags: this.#tagsOf(value) })
  }
}
