import type { Tx } from '../db/port.ts'
import { type Day, dayOf, daysAhead, firstKeptDay, startOfDayMs } from '../domain/delivery/days.ts'
import { type EventRange, missingRanges, skipTo } from '../domain/delivery/event-ranges.ts'
import { raiseFeedFloor, readFloor } from './feed-store.ts'
import * as store from './partition-store.ts'
import type { RetentionOptions } from './retention-options.ts'
import { SideTables } from './side-tables.ts'

const checkViolation = '23514'

/**
 * Keeps events, deliveries and attempts for as long as they are to be kept, in tables of a day each, which are made
 * ahead and dropped whole (docs/decisions/0012). Every step may run on several nodes at once and takes its turn; one
 * that cannot have its turn now is left for the next time.
 */
export class Retention {
  readonly #options: RetentionOptions
  readonly #sideTables: SideTables
  /** Days whose table cannot be made, because the side table has rows of them already. */
  readonly #refused = new Set<string>()
  /** Days that were over when they were vacuumed. */
  readonly #vacuumed = new Set<Day>()

  constructor(options: RetentionOptions) {
    this.#options = options
    this.#sideTables = new SideTables(options)
  }

  /** Makes the tables of today and of the days ahead, and lets event ids go on in today's. */
  async prepare(): Promise<void> {
    const today = dayOf(this.#options.clock.now().getTime())
    const present = await store.readPartitions(this.#options.db)
    for (const table of ['deliveries', 'attempts'] as const)
      for (let day = today; day <= today + daysAhead; day++)
        if (!present[table].includes(day)) await this.#add(table, day, (tx) => store.addDay(tx, table, day))
    await this.#prepareEvents(today)
  }

  /** One look at everything: tables ahead, tables that are over, and what is over in the side tables. */
  async sweep(): Promise<void> {
    await this.prepare()
    await this.#dropOld()
    await this.#sideTables.sweep()
    await this.#vacuumClosedDays()
  }

  /**
   * A delivery that is settled leaves a dead entry in the index of what waits, and who looks for work would read past
   * those of thirty days. A server cleans up by itself; the embedded database does nothing by itself.
   */
  async #vacuumClosedDays(): Promise<void> {
    const { db, clock } = this.#options
    if (db.kind !== 'pglite') return
    const today = dayOf(clock.now().getTime())
    const { deliveries } = await store.readPartitions(db)
    for (const day of deliveries) {
      if (day >= today || this.#vacuumed.has(day)) continue
      await store.vacuumDeliveries(db, day)
      this.#vacuumed.add(day)
    }
  }

  async #prepareEvents(today: Day): Promise<void> {
    await this.#change('events', today, async (tx) => {
      const { events } = await store.readPartitions(tx)
      const lastId = await store.readLastEventId(tx)
      const missing = missingRanges(events, lastId, today)
      for (const range of missing) await store.addEventRange(tx, range)
      const skipped = skipTo([...events, ...missing], lastId, today)
      if (skipped !== null) await store.skipEventIds(tx, skipped)
    })
  }

  #add(table: store.DailyTable, day: Day, work: (tx: Tx) => Promise<void>): Promise<boolean> {
    return this.#refused.has(`${table} ${day}`) ? Promise.resolve(false) : this.#change(table, day, work)
  }

  /** One change of partitions in a transaction. False when it was not this node's turn, or could not be made now. */
  async #change(table: store.DailyTable, day: Day, work: (tx: Tx) => Promise<void>): Promise<boolean> {
    const { db, log } = this.#options
    const told = { table, day: new Date(startOfDayMs(day)).toISOString().slice(0, 10) }
    try {
      return await db.transaction(async (tx) => {
        if (!(await store.beginChange(tx))) return false
        await work(tx)
        return true
      })
    } catch (error) {
      if ((error as { code?: unknown }).code === checkViolation) {
        this.#refused.add(`${table} ${day}`)
        log.info(told, 'the side table has rows of this day; they stay there')
      } else log.warn({ err: error, ...told }, 'partitions not changed now')
      return false
    }
  }

  async #dropOld(): Promise<void> {
    const { db, clock, retentionMs, onDropped } = this.#options
    const firstKept = firstKeptDay(clock.now().getTime(), retentionMs)
    const present = await store.readPartitions(db)
    for (const day of present.deliveries.filter((each) => each < firstKept)) {
      let kept = 0
      const done = await this.#change('deliveries', day, async (tx) => {
        kept = await store.dropDeliveries(tx, day)
        if (present.attempts.includes(day)) await store.dropAttempts(tx, day)
      })
      if (done) onDropped?.('deliveries', kept)
    }
    const leftOver = present.attempts.filter((day) => day < firstKept && !present.deliveries.includes(day))
    for (const day of leftOver) await this.#change('attempts', day, (tx) => store.dropAttempts(tx, day))
    // A day longer: the first events of a day may have ids of the day before.
    for (const range of present.events.filter(({ day }) => day < firstKept - 1)) await this.#dropEvents(range)
  }

  async #dropEvents(range: EventRange): Promise<void> {
    const { archiveEvents, onDropped } = this.#options
    let kept = 0
    const done = await this.#change('events', range.day, async (tx) => {
      // With what lies below it in the side table: whoever copies takes all that is older for copied from now on.
      const toId = range.to - 1
      await archiveEvents?.(tx, { fromId: (await readFloor(tx)) + 1, toId })
      await raiseFeedFloor(tx, toId)
      kept = await store.dropEvents(tx, range)
    })
    if (done) onDropped?.('events', kept)
  }
}
