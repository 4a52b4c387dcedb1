import type { Queryable } from '../db/port.ts'

/** Moves what is due later than `now` along with a clock that jumped, so that every wait stays as long as it was. */
export const shiftDueTimes = (db: Queryable, byMs: number, now: Date) =>
  db.run({
    text: `UPDATE deliveries SET next_attempt_at = next_attempt_at + $1::float8 * interval '1 ms'
           WHERE status = 'pending' AND next_attempt_at > $2`,
    values: [byMs, now],
  })
