/** The calendar day of a moment in a time zone, as `2026-05-15`. */
export const localDate = (at: Date, timeZone: string): string =>
  // Sweden writes dates so.
  new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(at)

const longDay = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' })

/** A calendar day, `2026-06-14`, as people read it: `14 June 2026`. */
export const formatDay = (day: string): string => longDay.format(new Date(`${day}T00:00:00Z`))

/** A moment as people of a time zone read it: `14 June 2026 at 23:00 (Europe/Berlin)`. */
export const formatMoment = (at: Date, timeZone: string): string =>
  `${new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone }).format(at)} (${timeZone})`

/** The calendar day so many days later. */
export const addDays = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
