import type { Db, Tx } from '../db/port.ts'
import { type Day, dayMs, firstKeptDay, startOfDayMs } from '../domain/delivery/days.ts'
import { lowestId } from '../platform/ids.ts'
import { raiseFeedFloor, readFloor } from './feed-store.ts'
import { readPartitions } from './partition-store.ts'
import type { RetentionOptions } from './retention-options.ts'
import * as store from './side-table-store.ts'

/** Ids between those of the days' tables: what lies there stands in the side table. */
interface Gap {
  above: number
  below: number
}

/**
 * Clears the default partitions of what is over: rows that had no day's table, and what was kept when its day was
 * dropped and has ended since. Row by row, once per day.
 */
export class SideTables {
  readonly #options: RetentionOptions
  #sweptDay: Day | undefined

  constructor(options: RetentionOptions) {
    this.#options = options
  }

  async sweep(): Promise<void> {
    const { db, clock, retentionMs } = this.#options
    const { day, deliveryId, eventsBefore } = horizons(clock.now(), retentionMs)
    if (this.#sweptDay === day) return
    const first = lowestId(new Date(0))
    let above: store.DeliveryKey | null = { webhookId: first, id: first }
    while (above !== null) above = await store.deleteEnded(db, above, deliveryId)
    for (const gap of await gaps(db)) await this.#sweepEvents(gap, eventsBefore)
    this.#sweptDay = day
  }

  async #sweepEvents({ above, below }: Gap, before: Date): Promise<void> {
    const { db } = this.#options
    for (let more = true; more; ) {
      const batch = await store.readOldEvents(db, above, below, before)
      if (batch.ids.length > 0) await db.transaction((tx) => this.#delete(tx, batch.ids))
      above = batch.last
      more = batch.more
    }
  }

  async #delete(tx: Tx, ids: readonly number[]): Promise<void> {
    const toId = ids.at(-1) as number
    // Those up to the floor were handed over before.
    const fromId = (await readFloor(tx)) + 1
    if (fromId <= toId) {
      await this.#options.archiveEvents?.(tx, { fromId, toId })
      await raiseFeedFloor(tx, toId)
    }
    await store.deleteUnneededEvents(tx, ids)
  }
}

async function gaps(db: Db): Promise<Gap[]> {
  const { events } = await readPartitions(db)
  const ranges = events.toSorted((a, b) => a.from - b.from)
  const ends = [0, ...ranges.map(({ to }) => to - 1)]
  const starts = [...ranges.map(({ from }) => from), Number.MAX_SAFE_INTEGER]
  return ends.map((above, n) => ({ above, below: starts[n] as number }))
}

/** Before this id, deliveries are over; before this moment, events are. */
function horizons(now: Date, retentionMs: number): { day: Day; deliveryId: string; eventsBefore: Date } {
  const day = firstKeptDay(now.getTime(), retentionMs)
  const start = startOfDayMs(day)
  return { day, deliveryId: lowestId(new Date(start)), eventsBefore: new Date(start - dayMs) }
}
