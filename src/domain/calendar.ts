/** The calendar day of a moment in a time zone, as `2026-05-15`. */
export const localDate = (at: Date, timeZone: string): string =>
  // Sweden writes dates so.
  new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(at)
