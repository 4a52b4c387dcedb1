import type { Db } from '../db/port.ts'
import type { Log } from '../platform/log.ts'
import {
  type FeedFilter,
  type FeedNews,
  type FeedRow,
  readBound,
  readEvents,
  readFloor,
} from './feed-store.ts'
import { FeedTail, type OnNews } from './feed-tail.ts'

/** How many readers' places are remembered. */
const mostPlaces = 10_000

export interface FeedRequest {
  filter: FeedFilter
  /** The last id the reader has seen. Undefined: it wants all that is kept. `latest`: what comes from now on. */
  after: number | 'latest' | undefined
  limit: number
  /** How long to wait for something new. */
  waitMs: number
  /** Ends the waiting. */
  signal: AbortSignal
}

export interface FeedPage {
  rows: readonly FeedRow[]
  /** Where to go on: of the last row, or where the reader stood. */
  cursor: number
}

/** The reader stands before what is kept: it may have missed something. */
export class CursorExpired extends Error {
  /** The oldest cursor after which everything is still there. */
  readonly oldest: number

  constructor(oldest: number) {
    super('the cursor is older than what is kept')
    this.oldest = oldest
  }
}

const concerns = ({ workspaceId, customerId, types }: FeedFilter, news: FeedNews): boolean =>
  news.workspaceId === workspaceId &&
  (customerId === null || news.userId === customerId) &&
  types.includes(news.type)

const placeOf = ({ workspaceId, customerId, types }: FeedFilter, after: number): string =>
  [workspaceId, customerId ?? '', after, ...types].join(' ')

/**
 * Events in the order of their ids, for readers that keep a cursor. Transactions commit out of order, so a page ends
 * below the oldest one that can still add an event: nothing ever appears behind a cursor (engine.md, "Feed").
 */
export class Feed {
  readonly #db: Db
  readonly #tail: FeedTail
  /** Up to where there is nothing for a reader that asks again from the same place: it is not looked through twice. */
  readonly #nothingUntil = new Map<string, number>()

  constructor(db: Db, log: Log) {
    this.#db = db
    this.#tail = new FeedTail(db, log)
  }

  /** What comes after a reader's cursor; when there is nothing yet, waits for it. Throws `CursorExpired`. */
  async read({ filter, after, limit, waitMs, signal }: FeedRequest): Promise<FeedPage> {
    const deadlineMs = performance.now() + waitMs
    let from = await this.#start(after)
    for (;;) {
      const { rows, through } = await this.#page(filter, from, limit)
      // Asked last: what was dropped while the page was read must not be passed over in silence.
      const floor = await readFloor(this.#db)
      if (from < floor) {
        if (after !== undefined) throw new CursorExpired(floor)
        from = floor
        continue
      }
      const restMs = deadlineMs - performance.now()
      if (rows.length > 0 || restMs <= 0 || signal.aborted) return { rows, cursor: rows.at(-1)?.id ?? from }
      await this.#news(filter, through, AbortSignal.any([signal, AbortSignal.timeout(Math.ceil(restMs))]))
    }
  }

  /** Tells of every event that appears from the moment on in which this resolves. It resolves with how to stop. */
  async watch(onNews: OnNews): Promise<() => void> {
    return this.#tail.watch(onNews, await readBound(this.#db), false)
  }

  /** Something may be new. */
  hint(): void {
    this.#tail.hint()
  }

  stop(): void {
    this.#tail.stop()
  }

  async #start(after: FeedRequest['after']): Promise<number> {
    if (after === 'latest') return readBound(this.#db)
    return after ?? readFloor(this.#db)
  }

  async #page(filter: FeedFilter, from: number, limit: number) {
    const place = placeOf(filter, from)
    const begin = Math.max(from, this.#nothingUntil.get(place) ?? 0)
    const through = await readBound(this.#db)
    const rows = through > begin ? await readEvents(this.#db, filter, begin, through, limit) : []
    if (rows.length > 0) this.#nothingUntil.delete(place)
    else this.#remember(place, Math.max(begin, through))
    return { rows, through: Math.max(begin, through) }
  }

  #remember(place: string, through: number): void {
    if (this.#nothingUntil.size >= mostPlaces && !this.#nothingUntil.has(place)) this.#nothingUntil.clear()
    this.#nothingUntil.set(place, through)
  }

  /** Resolves when there is something for the filter after `through`, or when `until` is aborted. */
  #news(filter: FeedFilter, through: number, until: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        stopWatching()
        until.removeEventListener('abort', end)
        resolve()
      }
      const stopWatching = this.#tail.watch(
        (news) => {
          if (news === 'all' || news.some((one) => concerns(filter, one))) end()
        },
        through,
        true,
      )
      until.addEventListener('abort', end)
      if (until.aborted) end()
    })
  }
}
