import { customerOnly, envelopeBody, envelopeTail } from '../contract/events/index.ts'
import type { Db, Queryable } from '../db/port.ts'
import { type EventRow, type FreshLane, insertEvents, type StoredEvents } from './event-store.ts'
import type { DueDelivery, NewEvent, SentEvent } from './types.ts'

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

/** Where stored events go on this node. */
export interface Outlet {
  accepted(count: number): void
  /**
   * Asked before an insert begins: what it brings may be read, sent and settled before its answer is here. Gives who
   * takes it; of a failed insert, nothing.
   */
  expect(): (deliveries: DueDelivery[][], webhookIds: readonly string[]) => void
}

/** What a lane would read of new deliveries, in the order of their events. */
function toDue(lane: FreshLane, events: ReadonlyMap<number, SentEvent>): DueDelivery[] {
  const due = lane.deliveries.map((id, n) => ({
    id,
    webhookId: lane.webhookId,
    event: events.get(lane.events[n] as number) as SentEvent,
    attemptCount: 0,
    internalFailures: 0,
    webhookVersion: lane.webhookVersion,
  }))
  return due.sort((a, b) => a.event.id - b.event.id)
}

const toSent = (id: number, { type, tail }: EventRow): SentEvent => ({
  id,
  type,
  body: Buffer.from(envelopeBody(id, tail)),
})

function dueByLane({ ids, fresh }: StoredEvents, rows: readonly EventRow[]): DueDelivery[][] {
  if (fresh.length === 0) return []
  const events = new Map(ids.map((id, n) => [id, toSent(id, rows[n] as EventRow)]))
  return fresh.map((lane) => toDue(lane, events))
}

/**
 * Groups commits: while an insert is under way, whoever comes waits and goes into the next one together. Alone, an
 * event waits for nobody; under load, hundreds share one commit.
 */
export class Ingest {
  readonly #db: Db
  readonly #origin: string
  readonly #outlet: Outlet
  #waiting: Waiting[] = []
  #running = false
  #scheduled = false

  /** `origin` marks this node's hints: its outlet has been told already. */
  constructor(db: Db, origin: string, outlet: Outlet) {
    this.#db = db
    this.#origin = origin
    this.#outlet = outlet
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
    if (this.#scheduled || this.#running) return
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
    // One at a time: what is handed over stays in the order of its ids, and groups grow with the load.
    this.#running = true
    const rows = group.flatMap((waiting) => waiting.rows)
    const handOver = this.#outlet.expect()
    let stored: StoredEvents
    try {
      stored = await insertEvents(this.#db, rows, this.#origin)
    } catch (error) {
      this.#next()
      handOver([], [])
      for (const waiting of group) waiting.reject(error)
      return
    }
    // First of all, so that the database works while this thread answers and sends.
    this.#next()
    let from = 0
    for (const waiting of group) {
      waiting.resolve(stored.ids.slice(from, from + waiting.rows.length))
      from += waiting.rows.length
    }
    this.#outlet.accepted(rows.length)
    handOver(dueByLane(stored, rows), stored.webhookIds)
  }

  #next(): void {
    this.#running = false
    void this.#flush()
  }
}
