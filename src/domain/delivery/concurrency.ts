/** In flight to one endpoint at most, and at the start. */
export const maxConcurrency = 64
export const startConcurrency = 1

/** An answer slower than this says that the receiver has enough to do. */
const slowMs = 2_000

/** Answers that ask for less. */
const overload: readonly number[] = [429, 502, 503, 504]

export interface Pace {
  success: boolean
  /** HTTP status; null when no answer came. */
  status: number | null
  durationMs: number
}

/**
 * The next cap on attempts in flight to an endpoint: one more for each healthy answer (so it doubles each round
 * trip), half for each sign of overload. A hanging receiver soon holds one connection only.
 */
export function nextConcurrency(cap: number, pace: Pace): number {
  if (pace.durationMs > slowMs || pace.status === null || overload.includes(pace.status))
    return Math.max(1, Math.floor(cap / 2))
  return pace.success ? Math.min(maxConcurrency, cap + 1) : cap
}

/** After this long an endpoint that was enabled again is one like any other. */
const recoveryMs = 10_000

/**
 * In flight at most to an endpoint that was enabled again so long ago: one in the first second, then twice as many
 * each second. What was held goes out at a rising rate, however fast the receiver answers. No bound once it is over.
 */
export function recoveryCap(sinceMs: number): number {
  // A clock that was set back must not hold it up for ever.
  const elapsedMs = Math.abs(sinceMs)
  return elapsedMs >= recoveryMs ? Number.POSITIVE_INFINITY : 2 ** Math.floor(elapsedMs / 1_000)
}

/**
 * How many may be in flight right now. Near the breaker's threshold no more are sent than may still fail, so that
 * an endpoint which was failing all along is disabled by its tenth failure and not by its seventieth; at the
 * threshold none are, until the failures are settled.
 */
export const allowedInFlight = (cap: number, consecutiveFailures: number, breakerFailures: number): number =>
  consecutiveFailures === 0 ? cap : Math.max(0, Math.min(cap, breakerFailures - consecutiveFailures))
