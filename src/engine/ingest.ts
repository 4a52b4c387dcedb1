import { customerOnly, envelopeTail } from '../contract/events/index.ts'
import type { Db, Queryable } from '../db/port.ts'
import { type EventRow, insertEvents } from './event-store.ts'
import type { NewEvent } from './types.ts'

/** Rows of one insert at most; one caller's events are never split, so one insert can hold more. */
const groupRows = 1_000

const toRow = (event: NewEvent, createdAt: Date): EventRow => ({
  workspaceId: event.workspaceId,
  userId: event.userId,
  type: event.type,
  isTest: event.isTest,
  createdAt,
  tail: envelopeTail({
    type: event.type,
    user_id: event.userId,
    created_at: createdAt,
    is_test: event.isTest,
    data: event.data,
  }),
  customersOnly: customerOnly(event.type),
  onlyWebhookId: event.onlyWebhookId ?? null,
})

/** Stores events in the caller's transaction. Returns their ids, in order. */
export async function enqueue(
  tx: Queryable,
  events: readonly NewEvent[],
  createdAt: Date,
): Promise<number[]> {
  if (events.length === 0) return []
  const rows = events.map((event) => toRow(event, createdAt))
  return (await insertEvents(tx, rows, '')).ids
}

interface Waiting {
  rows: EventRow[]
  resolve(ids: number[]): void
  reject(error: unknown): void
}

/**
 * Groups commits: while an insert is under way, whoever comes waits and goes into the next one together. Alone, an
 * event waits for nobody; under load, hundreds share one commit.
 */
export class Ingest {
  readonly #db: Db
  readonly #concurrency: number
  readonly #origin: string
  readonly #onStored: (webhookIds: readonly string[], count: number) => void
  #waiting: Waiting[] = []
  #running = 0
  #scheduled = false

  /** `origin` marks this node's hints: `onStored` has told it already. */
  constructor(db: Db, origin: string, onStored: (webhookIds: readonly string[], count: number) => void) {
    this.#db = db
    this.#origin = origin
    // The embedded database has one connection; a server overlaps two commits well.
    this.#concurrency = db.kind === 'pglite' ? 1 : 2
    this.#onStored = onStored
  }

  /** Resolves with the ids once the events and their deliveries are committed. */
  publish(events: readonly NewEvent[], createdAt: Date): Promise<number[]> {
    if (events.length === 0) return Promise.resolve([])
    return new Promise((resolve, reject) => {
      this.#waiting.push({ rows: events.map((event) => toRow(event, createdAt)), resolve, reject })
      this.#schedule()
    })
  }

  #schedule(): void {
    if (this.#scheduled || this.#running >= this.#concurrency) return
    this.#scheduled = true
    // After the requests that are already in the sockets' buffers have been read.
    setImmediate(() => {
      this.#scheduled = false
      void this.#flush()
    })
  }

  #takeGroup(): Waiting[] {
    let rows = 0
    let count = 0
    for (const waiting of this.#waiting) {
      if (count > 0 && rows + waiting.rows.length > groupRows) break
      rows += waiting.rows.length
      count++
    }
    return this.#waiting.splice(0, count)
  }

  async #flush(): Promise<void> {
    const group = this.#takeGroup()
    if (group.length === 0) return
    this.#running++
    if (this.#waiting.length > 0) this.#schedule()
    try {
      const { ids, webhookIds } = await insertEvents(
        this.#db,
        group.flatMap((waiting) => waiting.rows),
        this.#origin,
      )
      let from = 0
      for (const waiting of group) {
        waiting.resolve(ids.slice(from, from + waiting.rows.length))
        from += waiting.rows.length
      }
      this.#onStored(webhookIds, ids.length)
    } catch (error) {
      for (const waiting of group) waiting.reject(error)
    } finally {
      this.#running--
      if (this.#waiting.length > 0) this.#schedule()
    }
  }
}
