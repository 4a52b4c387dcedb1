const firstMs = 1_000
const mostMs = 60_000

/**
 * How long to wait before trying again, after so many failures in a row (0: what stood has ended in order). Between
 * half and all of a doubling span, so that the pages of a restarted server do not all come back at once.
 *
 * @param random from 0 to 1
 */
export function waitMs(failures: number, random: number): number {
  const span = Math.min(mostMs, firstMs * 2 ** Math.min(failures, 16))
  return Math.round(span * (0.5 + random / 2))
}

/** What `Retry-After` asks for, in ms: seconds or a date (RFC 9110, 10.2.3). Null when it says nothing usable. */
export function retryAfterMs(value: string | null, nowMs: number): number | null {
  if (value === null || value.trim() === '') return null
  if (/^\d+$/.test(value.trim())) return Number(value) * 1_000
  const at = Date.parse(value)
  return Number.isNaN(at) ? null : Math.max(0, at - nowMs)
}
