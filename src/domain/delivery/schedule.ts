/** Waits before the next try, in ms, after the 1st, 2nd, … failure (reference 001, "Retry policy"). */
export const defaultRetryWaitsMs: readonly number[] = [
  30_000, 120_000, 600_000, 1_800_000, 7_200_000, 21_600_000, 86_400_000,
]

/** A receiver may ask for a later try, at most this much later (product.md, "Sender manners"). */
export const retryAfterCapMs = 24 * 3_600_000

/** A schedule of n waits allows n + 1 attempts. */
export const maxAttempts = (waitsMs: readonly number[]): number => waitsMs.length + 1

/**
 * Milliseconds until the next try after failure number `failures` (1 for the first); null when there is none.
 * `retryAfterMs` moves the try later, never earlier, and never past the cap. No jitter.
 */
export function nextWaitMs(
  waitsMs: readonly number[],
  failures: number,
  retryAfterMs: number | null,
): number | null {
  const wait = waitsMs[failures - 1]
  if (wait === undefined) return null
  return Math.max(wait, Math.min(retryAfterMs ?? 0, retryAfterCapMs))
}

/** Milliseconds asked for by a `Retry-After` value: seconds or an HTTP date; null when unreadable. */
export function parseRetryAfterMs(value: string | undefined, nowMs: number): number | null {
  if (value === undefined) return null
  const text = value.trim()
  if (/^\d+$/.test(text)) return Number(text) * 1_000
  // Only an HTTP date has letters and a time; Date.parse alone would take almost anything.
  if (!/^[A-Za-z]{3,9},? .*\d\d:\d\d:\d\d/.test(text)) return null
  // The oldest form names no zone; HTTP means GMT, Date.parse would take this machine's.
  const zoned = /[A-Za-z]$|[+-]\d{4}$/.test(text)
  const at = Date.parse(zoned ? text : `${text} GMT`)
  return Number.isNaN(at) ? null : Math.max(0, at - nowMs)
}
