import { type Day, daysAhead } from './days.ts'

/** The ids that a day's events get: `from` ≤ id < `to`. */
export interface EventRange {
  day: Day
  from: number
  to: number
}

/** What a day has room for at least. Small, because ids skip what a day has not used. */
const fewestIds = 100_000
/** A day may become this many times as busy as the busiest one known. */
const growth = 4
/** Ids that may be drawn while tables are made: nothing that is on its way may belong to a table that comes. */
const margin = 10_000
/** Closer than this the sequence gets there by itself; it must never be set back. */
const skipMargin = 1_000

/** Ids used so far of the range that is in use. What lies beyond today's ranges was used up by today. */
function usedIds(ranges: readonly EventRange[], lastId: number, today: Day): number {
  const current = ranges.find(({ from, to }) => from <= lastId && lastId < to)
  if (current && current.day <= today) return lastId - current.from
  const todays = ranges.find(({ day }) => day === today)
  return todays && lastId > todays.from ? lastId - todays.from : 0
}

/**
 * The ranges to make, so that today and the days ahead have theirs. Days follow each other without a gap; a day that
 * used up its own goes on in the next one's. `lastId` is the last id drawn, 0 when none was.
 */
export function missingRanges(existing: readonly EventRange[], lastId: number, today: Day): EventRange[] {
  const ranges = [...existing].sort((a, b) => a.from - b.from)
  const width = Math.max(fewestIds, growth * usedIds(ranges, lastId, today))
  const missing: EventRange[] = []
  for (;;) {
    const last = ranges.at(-1)
    const ahead = last !== undefined && last.day >= today + daysAhead
    if (ahead && last.to - lastId >= width) return missing
    const day = Math.max(today, last === undefined ? today : last.day + 1)
    const next = lastId === 0 ? 1 : lastId + margin
    const from = last === undefined || last.to <= lastId ? next : last.to
    const range = { day, from, to: from + width }
    ranges.push(range)
    missing.push(range)
  }
}

/**
 * What to set the sequence to, so that the next event gets the first id of today's range; null when today's has begun
 * or is about to.
 */
export function skipTo(ranges: readonly EventRange[], lastId: number, today: Day): number | null {
  const todays = ranges.find(({ day }) => day === today)
  if (todays === undefined || todays.from - lastId <= skipMargin) return null
  return todays.from - 1
}
