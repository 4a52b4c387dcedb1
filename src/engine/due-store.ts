import type { Queryable } from '../db/port.ts'

/** Moves what is due later than `now` along with a clock that jumped, so that every wait stays as long as it was. */
export const shiftDueTimes = (db: Queryable, byMs: number, now: Date) =>
  db.run({
    text: `UPDATE deliveries SET next_attempt_at = next_attempt_at + $1::float8 * interval '1 ms'
           WHERE status = 'pending' AND next_attempt_at > $2`,
    values: [byMs, now],
  })

/** When the newest event was accepted, by the clock of then. */
export const newestEventAt = async (db: Queryable): Promise<Date | undefined> => {
  const row = await db.maybe<{ created_at: Date }>({
    text: 'SELECT created_at FROM events ORDER BY id DESC LIMIT 1',
    values: [],
  })
  return row?.created_at
}
