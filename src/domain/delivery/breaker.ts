/** Failures in a row that disable an endpoint (reference 001, "Retry policy & circuit breaker"). */
export const defaultBreakerFailures = 10

/**
 * What a run of outcomes, in order, does to a count of consecutive failures that only the database knows.
 * One statement can then settle many attempts of one endpoint and still trip exactly at the threshold.
 */
export interface BreakerRun {
  /** Failures before the first success; all of them when there was none. */
  leading: number
  /** Failures after the last success; all of them when there was none. */
  trailing: number
  /** The longest run of failures between two successes. */
  longest: number
  succeeded: boolean
}

/** Folds outcomes (true = success), oldest first. */
export function foldOutcomes(outcomes: readonly boolean[]): BreakerRun {
  let leading = 0
  let run = 0
  let longest = 0
  let succeeded = false
  for (const success of outcomes) {
    if (!success) {
      run++
      continue
    }
    if (succeeded) longest = Math.max(longest, run)
    else leading = run
    succeeded = true
    run = 0
  }
  return { leading: succeeded ? leading : run, trailing: run, longest, succeeded }
}

/**
 * The count after a run, and whether a failure of it reached the threshold. A count that stood there before (an
 * attempt in flight settles after the endpoint was disabled) does not trip without one.
 */
export function applyRun(
  consecutive: number,
  run: BreakerRun,
  threshold: number,
): { consecutive: number; tripped: boolean } {
  return {
    consecutive: run.succeeded ? run.trailing : consecutive + run.trailing,
    tripped:
      (run.leading > 0 && consecutive + run.leading >= threshold) ||
      Math.max(run.longest, run.trailing) >= threshold,
  }
}
