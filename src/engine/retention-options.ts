import type { Db, Tx } from '../db/port.ts'
import type { Clock } from '../platform/clock.ts'
import type { Log } from '../platform/log.ts'
import type { DailyTable } from './partition-store.ts'

/** Events that are about to be dropped: the first and the last id. All older ones were named before. */
export interface DroppedEvents {
  fromId: number
  toId: number
}

export interface RetentionOptions {
  db: Db
  clock: Clock
  log: Log
  retentionMs: number
  /** In the transaction that drops them, oldest first: whoever shows events for longer copies them now. */
  archiveEvents?(tx: Tx, range: DroppedEvents): Promise<unknown>
  /** A table of a day was dropped; so many of its rows are kept because something waits. */
  onDropped?(table: DailyTable, kept: number): void
}
