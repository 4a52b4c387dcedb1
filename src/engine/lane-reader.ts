import type { Db } from '../db/port.ts'
import type { Clock } from '../platform/clock.ts'
import type { MasterKey } from '../platform/crypto.ts'
import { loadEndpoints, type PolicyOf } from './endpoints.ts'
import type { Lane } from './lane.ts'
import { type DueRow, readEvents, readLanes } from './lane-store.ts'
import type { DueDelivery, SentEvent } from './types.ts'

/** Rows of one read over all its lanes, and per lane. */
const readRows = 2_000
const mostRowsPerLane = 400
const fewestRowsPerLane = 20
/** More than this in a lane's queue, or known over all lanes, is left in the database: each holds its body. */
const mostQueued = 8_000
const mostKnown = 20_000
/** A lane that reads without end starts over this often, so that nothing behind its cursor waits long. */
const rewindMs = 2_000

export interface LaneReaderOptions {
  db: Db
  clock: Clock
  masterKey: MasterKey
  policyOf: PolicyOf
}

/** While many lanes share a read, each gets little: half of that in its queue is enough then. */
const soonEmpty = (lane: Lane): boolean =>
  !lane.readOut && lane.queue.length <= Math.min(lane.cap, lane.readLimit / 2)

/** One whose event is missing must not be waited for by those behind it. */
const toDue = (row: DueRow, webhookId: string, events: ReadonlyMap<number, SentEvent>): DueDelivery => ({
  id: row.id,
  webhookId,
  event: events.get(row.eventId) ?? { id: row.eventId, type: '', body: null },
  attemptCount: row.attemptCount,
  internalFailures: row.internalFailures,
  webhookVersion: row.webhookVersion,
})

/** Fills the queues of lanes that would soon have nothing to send, many lanes in one read. */
export class LaneReader {
  readonly #options: LaneReaderOptions
  /** Deliveries queued, in flight or not yet settled: not to be queued again. */
  readonly #known = new Set<string>()
  /** What was settled since, of every read or insert under way: it may still bring them as waiting. */
  readonly #watches = new Set<Set<string>>()

  constructor(options: LaneReaderOptions) {
    this.#options = options
  }

  /** These are settled, or were never sent: from now on they may be read again. */
  forget(deliveryIds: Iterable<string>): void {
    for (const id of deliveryIds) {
      this.#known.delete(id)
      for (const settled of this.#watches) settled.add(id)
    }
  }

  /** Before a read or an insert begins: collects what is settled until `unwatch`. */
  watch(): Set<string> {
    const settled = new Set<string>()
    this.#watches.add(settled)
    return settled
  }

  unwatch(settled: Set<string>): void {
    this.#watches.delete(settled)
  }

  /**
   * Queues deliveries that this node has just stored, if all that waits before them is known here: then they need not
   * be read. `settled` was collected while they were stored. False when the lane must read them.
   */
  offer(lane: Lane, due: readonly DueDelivery[], settled: ReadonlySet<string>): boolean {
    const { endpoint, caughtUp, queue } = lane
    if (!caughtUp || endpoint === undefined || endpoint instanceof Error) return false
    if (endpoint.version !== due[0]?.webhookVersion) return false
    if (queue.length + due.length > mostQueued || this.#known.size + due.length > mostKnown) return false
    for (const delivery of due) if (this.#isNew(delivery, settled)) this.#queue(lane, delivery)
    lane.usedAtMs = this.#options.clock.now().getTime()
    return true
  }

  #isNew({ id }: { id: string }, settled: ReadonlySet<string>): boolean {
    return !this.#known.has(id) && !settled.has(id)
  }

  #queue(lane: Lane, delivery: DueDelivery): void {
    this.#known.add(delivery.id)
    lane.queue.push(delivery)
  }

  /** True for a lane that may have more in the database than it has in its queue. */
  wants(lane: Lane): boolean {
    return soonEmpty(lane)
  }

  /** One read. Says which lanes it was for, and whether there is something left to read for. */
  async read(lanes: Iterable<Lane>): Promise<{ served: readonly Lane[]; more: boolean }> {
    const hungry = [...lanes].filter(soonEmpty)
    if (hungry.length === 0) return { served: [], more: false }
    // In turn: those that were read the longest time ago come first.
    const served = hungry.sort((a, b) => a.readAtMs - b.readAtMs).slice(0, readRows / fewestRowsPerLane)
    const settled = this.watch()
    try {
      await this.#fill(served, settled)
    } finally {
      this.unwatch(settled)
    }
    return { served, more: hungry.length > served.length || served.some(soonEmpty) }
  }

  async #fill(lanes: readonly Lane[], settled: ReadonlySet<string>): Promise<void> {
    const { db, clock } = this.#options
    const now = clock.now()
    const limit = Math.min(mostRowsPerLane, Math.max(fewestRowsPerLane, Math.floor(readRows / lanes.length)))
    for (const lane of lanes) if (now.getTime() - lane.rewoundAtMs > rewindMs) lane.rewind(now.getTime())
    for (const lane of lanes) {
      lane.readAtMs = performance.now()
      lane.readLimit = limit
    }
    const cursors = lanes.map((lane) => lane.cursor)
    const begun = new Map(lanes.map((lane) => [lane, lane.generation]))
    const isCurrent = (lane: Lane) => lane.generation === begun.get(lane)
    const found = await readLanes(db, cursors, now, limit)
    const unknown = found.filter(({ id }) => !this.#known.has(id))
    const rows = Map.groupBy(found, (row) => row.lane)
    const [events] = await Promise.all([
      readEvents(db, [...new Set(unknown.map(({ eventId }) => eventId))]),
      this.#refreshEndpoints(lanes, rows, isCurrent),
    ])
    for (const [n, lane] of lanes.entries()) {
      // Its endpoint changed meanwhile: what was read may not be for it any more, and who it goes to is not known.
      if (!isCurrent(lane)) {
        lane.rewind(now.getTime())
        continue
      }
      const own = rows.get(n) ?? []
      if (own.length > 0) lane.usedAtMs = now.getTime()
      for (const row of own)
        if (this.#isNew(row, settled)) this.#queue(lane, toDue(row, lane.webhookId, events))
      lane.seen(own.at(-1), own.length < limit)
    }
  }

  async #refreshEndpoints(
    lanes: readonly Lane[],
    rows: ReadonlyMap<number, readonly DueRow[]>,
    isCurrent: (lane: Lane) => boolean,
  ): Promise<void> {
    const stale = lanes.filter(({ endpoint }, n) => {
      const version = rows.get(n)?.[0]?.webhookVersion
      if (version === undefined) return false
      return endpoint === undefined || endpoint instanceof Error || endpoint.version !== version
    })
    if (stale.length === 0) return
    const { db, masterKey, policyOf } = this.#options
    const ids = stale.map((lane) => lane.webhookId)
    const endpoints = await loadEndpoints(db, ids, masterKey, policyOf)
    for (const lane of stale) {
      const endpoint = endpoints.get(lane.webhookId)
      if (endpoint && isCurrent(lane)) lane.use(endpoint)
    }
  }
}
