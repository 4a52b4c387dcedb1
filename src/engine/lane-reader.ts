import type { Db } from '../db/port.ts'
import type { Clock } from '../platform/clock.ts'
import type { MasterKey } from '../platform/crypto.ts'
import { loadEndpoints, type PolicyOf } from './endpoints.ts'
import type { Lane } from './lane.ts'
import { readLanes } from './lane-store.ts'
import type { DueDelivery } from './types.ts'

/** Rows of one read over all its lanes, and per lane. */
const readRows = 2_000
const mostRowsPerLane = 400
const fewestRowsPerLane = 20
/** A lane that reads without end starts over this often, so that nothing behind its cursor waits long. */
const rewindMs = 2_000

export interface LaneReaderOptions {
  db: Db
  clock: Clock
  masterKey: MasterKey
  policyOf: PolicyOf
}

const soonEmpty = (lane: Lane): boolean => !lane.readOut && lane.queue.length <= lane.cap

/** Fills the queues of lanes that would soon have nothing to send, many lanes in one read. */
export class LaneReader {
  readonly #options: LaneReaderOptions
  /** Deliveries queued, in flight or not yet settled: not to be queued again. */
  readonly #known = new Set<string>()
  /** Settled while a read is under way, which may still have seen them waiting. */
  readonly #settledMeanwhile = new Set<string>()
  #reading = false

  constructor(options: LaneReaderOptions) {
    this.#options = options
  }

  /** These are settled, or were never sent: from now on they may be read again. */
  forget(deliveryIds: Iterable<string>): void {
    for (const id of deliveryIds) {
      this.#known.delete(id)
      if (this.#reading) this.#settledMeanwhile.add(id)
    }
  }

  /** True for a lane that may have more in the database than it has in its queue. */
  wants(lane: Lane): boolean {
    return soonEmpty(lane)
  }

  /** One read. True when there is something left to read for. */
  async read(lanes: Iterable<Lane>): Promise<boolean> {
    const hungry = [...lanes].filter(soonEmpty)
    if (hungry.length === 0) return false
    const served = hungry.slice(0, readRows / fewestRowsPerLane)
    this.#reading = true
    try {
      await this.#fill(served)
    } finally {
      this.#reading = false
      this.#settledMeanwhile.clear()
    }
    return hungry.length > served.length || served.some(soonEmpty)
  }

  async #fill(lanes: readonly Lane[]): Promise<void> {
    const { db, clock } = this.#options
    const now = clock.now()
    const limit = Math.min(mostRowsPerLane, Math.max(fewestRowsPerLane, Math.floor(readRows / lanes.length)))
    for (const lane of lanes) if (now.getTime() - lane.rewoundAtMs > rewindMs) lane.rewind(now.getTime())
    const cursors = lanes.map((lane) => lane.cursor)
    const begun = new Map(lanes.map((lane) => [lane, lane.generation]))
    const isCurrent = (lane: Lane) => lane.generation === begun.get(lane)
    const rows = Map.groupBy(await readLanes(db, cursors, now, limit), (row) => row.webhookId)
    await this.#refreshEndpoints(lanes, rows, isCurrent)
    for (const lane of lanes) {
      // Its endpoint changed meanwhile: what was read may not be for it any more, and who it goes to is not known.
      if (!isCurrent(lane)) {
        lane.rewind(now.getTime())
        continue
      }
      const own = rows.get(lane.webhookId) ?? []
      if (own.length > 0) lane.usedAtMs = now.getTime()
      const fresh = own.filter(({ id }) => !this.#known.has(id) && !this.#settledMeanwhile.has(id))
      for (const { id } of fresh) this.#known.add(id)
      lane.take(fresh, own.at(-1), own.length < limit)
    }
  }

  async #refreshEndpoints(
    lanes: readonly Lane[],
    rows: ReadonlyMap<string, readonly DueDelivery[]>,
    isCurrent: (lane: Lane) => boolean,
  ): Promise<void> {
    const stale = lanes.filter(({ webhookId, endpoint }) => {
      const version = rows.get(webhookId)?.[0]?.webhookVersion
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
