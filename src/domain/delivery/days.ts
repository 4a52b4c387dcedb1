export const dayMs = 86_400_000

/** A day in UTC, as the number of days since 1970-01-01. */
export type Day = number

export const dayOf = (ms: number): Day => Math.floor(ms / dayMs)

export const startOfDayMs = (day: Day): number => day * dayMs

/** `20260515`, as the tables of a day are called. */
export const dayName = (day: Day): string =>
  new Date(startOfDayMs(day)).toISOString().slice(0, 10).replaceAll('-', '')

/** The day that `dayName` wrote; null for any other text. */
export function parseDayName(text: string): Day | null {
  const parts = /^(\d{4})(\d\d)(\d\d)$/.exec(text)
  if (parts === null) return null
  const day = dayOf(Date.parse(`${parts[1]}-${parts[2]}-${parts[3]}T00:00:00Z`))
  return Number.isNaN(day) || dayName(day) !== text ? null : day
}

/** Days beyond today whose tables are made before anybody needs them. */
export const daysAhead = 3

/** The first day that is kept: every moment of the days before it is older than the retention. */
export const firstKeptDay = (nowMs: number, retentionMs: number): Day => dayOf(nowMs - retentionMs)
