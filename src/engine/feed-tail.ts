import type { Db } from '../db/port.ts'
import type { Log } from '../platform/log.ts'
import { type FeedNews, readBound, readNews } from './feed-store.ts'

/** Polling is the truth: a transaction that rolled back, or a notification that was lost, is found by then. */
const pollMs = 1_000
/** Hints that come close together are one look: its cost is bounded however fast events come. */
const gatherMs = 10
/** The same where nobody waits for an answer, and only pages look on. */
const idleGatherMs = 100
/** More events than this since the last look: everybody looks for themselves. */
const mostNews = 1_000

/** `all`: too many to say, look for yourself. */
export type OnNews = (news: readonly FeedNews[] | 'all') => void

/**
 * The end of the feed, watched on behalf of everybody who waits for it on this node: one look at what is new, told to
 * all. While nobody watches it costs nothing.
 */
export class FeedTail {
  readonly #db: Db
  readonly #log: Log
  readonly #watchers = new Set<OnNews>()
  /** How many of them keep somebody waiting. */
  #waiting = 0
  /** Up to here everything has been told. Undefined: not looked yet. */
  #through: number | undefined
  #gathering: NodeJS.Timeout | undefined
  #polling: NodeJS.Timeout | undefined
  #looking = false
  #lookAgain = false

  constructor(db: Db, log: Log) {
    this.#db = db
    this.#log = log
  }

  /**
   * Calls `onNews` with what comes after `through`, until the function that it returns is called. `waits`: somebody
   * waits for it, so it is told without delay.
   */
  watch(onNews: OnNews, through: number, waits: boolean): () => void {
    this.#watchers.add(onNews)
    if (waits) this.#waiting++
    if (this.#through === undefined || this.#through > through) this.#through = through
    this.#polling ??= setInterval(() => this.hint(), pollMs)
    this.hint()
    return () => {
      if (!this.#watchers.delete(onNews)) return
      if (waits) this.#waiting--
      if (this.#watchers.size === 0) this.stop()
    }
  }

  /** Something may be new. */
  hint(): void {
    if (this.#watchers.size === 0) return
    this.#gathering ??= setTimeout(
      () => {
        this.#gathering = undefined
        void this.#look()
      },
      this.#waiting > 0 ? gatherMs : idleGatherMs,
    )
  }

  stop(): void {
    clearTimeout(this.#gathering)
    clearInterval(this.#polling)
    this.#gathering = undefined
    this.#polling = undefined
    this.#through = undefined
  }

  /** One at a time; a wish for another during a look is remembered. */
  async #look(): Promise<void> {
    this.#lookAgain = true
    if (this.#looking) return
    this.#looking = true
    try {
      while (this.#lookAgain && this.#watchers.size > 0) {
        this.#lookAgain = false
        await this.#tell()
      }
    } catch (error) {
      this.#log.warn({ err: error }, 'the feed waits for the database')
    } finally {
      this.#looking = false
    }
  }

  async #tell(): Promise<void> {
    const from = this.#through
    const bound = await readBound(this.#db)
    // Its bound goes back while a transaction that began long ago draws its first id.
    const news = from === undefined || bound <= from ? [] : await readNews(this.#db, from, bound, mostNews)
    // Somebody who has read less may have come meanwhile: then the next look is from there.
    if (this.#through === from) this.#through = Math.max(from ?? 0, bound)
    else this.#lookAgain = true
    if (news.length === 0) return
    const told = bound - (from ?? 0) > mostNews ? 'all' : news
    for (const onNews of [...this.#watchers]) onNews(told)
  }
}
