import { Problem } from '../../contract/errors.ts'
import { type Principal, senderOf } from '../../domain/access/principal.ts'
import type { Clock } from '../../platform/clock.ts'
import type { AccessChanges } from './access-changes.ts'
import { tagsOf } from './tags.ts'

/** How late the end of a credential may be noticed that nobody announces: its expiry. */
const expiryCheckMs = 1_000

export interface OpenCall {
  /** Aborted when the call must end: what its caller may do has changed, or cannot be known, or is over. */
  signal: AbortSignal
  /** The call has ended. */
  close(): void
}

interface Entry {
  kind: string
  sender: string
  tags: readonly string[]
  expiresAt: Date | null
  end: AbortController
}

/**
 * Calls that outlive the moment in which their credential was looked at: streams, and requests that wait. They end at
 * once when something changes that their principal rests on, whatever it is: who still may simply calls again
 * (security case 18). While changes on other nodes go unheard none stays open.
 */
export class OpenCalls {
  readonly #clock: Clock
  readonly #entries = new Set<Entry>()
  #isBypassed = false
  #expiryTimer: NodeJS.Timeout | undefined

  constructor(access: AccessChanges, clock: Clock) {
    this.#clock = clock
    access.register(this)
  }

  /** How many are open on this node. */
  get size(): number {
    return this.#entries.size
  }

  /** Throws `rate_limited` when the sender has `most` calls of this kind open already. */
  open(principal: Principal, kind: string, most: number): OpenCall {
    const sender = senderOf(principal)
    const alike = [...this.#entries].filter((one) => one.kind === kind && one.sender === sender)
    if (alike.length >= most)
      throw new Problem('rate_limited', {
        detail: `There are ${most} such requests open already; end one first.`,
        headers: { 'retry-after': '1' },
      })
    const end = new AbortController()
    const entry = { kind, sender, tags: tagsOf(principal), expiresAt: principal.expiresAt, end }
    this.#entries.add(entry)
    this.#expiryTimer ??= setInterval(() => this.#endExpired(), expiryCheckMs).unref()
    if (this.#isBypassed) end.abort()
    return { signal: end.signal, close: () => this.#close(entry) }
  }

  invalidate(tags: readonly string[]): void {
    const changed = new Set(tags)
    this.#end((entry) => entry.tags.some((tag) => changed.has(tag)))
  }

  bypass(isBypassed: boolean): void {
    this.#isBypassed = isBypassed
    if (isBypassed) this.#end(() => true)
  }

  #endExpired(): void {
    const now = this.#clock.now()
    this.#end(({ expiresAt }) => expiresAt !== null && expiresAt <= now)
  }

  #end(concerns: (entry: Entry) => boolean): void {
    for (const entry of [...this.#entries].filter(concerns)) entry.end.abort()
  }

  #close(entry: Entry): void {
    this.#entries.delete(entry)
    if (this.#entries.size > 0) return
    clearInterval(this.#expiryTimer)
    this.#expiryTimer = undefined
  }
}
