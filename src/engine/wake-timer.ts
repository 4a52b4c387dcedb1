import type { Clock } from '../platform/clock.ts'

/** Later wakes are left to the poll, which finds them in the database. */
const horizonMs = 5_000

/** Wakes lanes when their next retry is due, with one timer for all of them. */
export class WakeTimer {
  readonly #clock: Clock
  readonly #wake: (webhookIds: string[]) => void
  readonly #dueAtMs = new Map<string, number>()
  #timer: NodeJS.Timeout | undefined
  #timerAtMs = Number.POSITIVE_INFINITY

  constructor(clock: Clock, wake: (webhookIds: string[]) => void) {
    this.#clock = clock
    this.#wake = wake
  }

  at(webhookId: string, atMs: number): void {
    if (atMs - this.#clock.now().getTime() > horizonMs) return
    if (atMs >= (this.#dueAtMs.get(webhookId) ?? Number.POSITIVE_INFINITY)) return
    this.#dueAtMs.set(webhookId, atMs)
    if (atMs < this.#timerAtMs) this.#set(atMs)
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#dueAtMs.clear()
  }

  #set(atMs: number): void {
    clearTimeout(this.#timer)
    this.#timerAtMs = atMs
    this.#timer = setTimeout(() => this.#fire(), Math.max(1, atMs - this.#clock.now().getTime()))
    this.#timer.unref()
  }

  #fire(): void {
    const now = this.#clock.now().getTime()
    const due: string[] = []
    let next = Number.POSITIVE_INFINITY
    for (const [webhookId, atMs] of this.#dueAtMs) {
      if (atMs <= now) due.push(webhookId)
      else next = Math.min(next, atMs)
    }
    for (const webhookId of due) this.#dueAtMs.delete(webhookId)
    this.#timerAtMs = Number.POSITIVE_INFINITY
    if (next !== Number.POSITIVE_INFINITY) this.#set(next)
    this.#wake(due)
  }
}
