import { nextWaitMs, parseRetryAfterMs } from './schedule.ts'
import type { DisabledReason, StoredDeliveryStatus } from './states.ts'

/** What came back from one attempt, as the decision needs it. */
export interface AttemptResult {
  /** HTTP status, or null when no answer came. */
  status: number | null
  /** Code of what prevented a whole exchange; null when there was one. */
  errorCode: string | null
  retryAfter?: string | undefined
}

/** Whose fault a failure is: only theirs consumes an attempt and counts for the breaker. */
export type Fault = 'none' | 'theirs' | 'ours'

export interface Outcome {
  status: StoredDeliveryStatus
  fault: Fault
  /** Attempts counted after this one. */
  attemptCount: number
  /** Epoch ms of the next try; null when there is none. */
  nextAttemptAtMs: number | null
  /** Set when the answer itself disables the endpoint. */
  disable: DisabledReason | null
}

export interface OutcomeInput {
  result: AttemptResult
  /** Attempts counted before this one. */
  attemptCount: number
  waitsMs: readonly number[]
  nowMs: number
  disableOnGone: boolean
}

export const succeeded = (result: AttemptResult): boolean =>
  result.errorCode === null && result.status !== null && result.status >= 200 && result.status < 300

/** Only these answers may ask for a later try (product.md, "Sender manners"). */
const mayDelay = (status: number | null): boolean => status === 429 || status === 503

/** What an attempt makes of its delivery (reference 001, "Retry policy"; engine.md, "States"). */
export function decideOutcome(input: OutcomeInput): Outcome {
  const { result, nowMs } = input
  const attemptCount = input.attemptCount + 1
  if (succeeded(result))
    return { status: 'delivered', fault: 'none', attemptCount, nextAttemptAtMs: null, disable: null }
  const retryAfterMs = mayDelay(result.status) ? parseRetryAfterMs(result.retryAfter, nowMs) : null
  const waitMs = nextWaitMs(input.waitsMs, attemptCount, retryAfterMs)
  return {
    status: waitMs === null ? 'dead' : 'pending',
    fault: 'theirs',
    attemptCount,
    nextAttemptAtMs: waitMs === null ? null : nowMs + waitMs,
    disable: result.status === 410 && input.disableOnGone ? 'gone' : null,
  }
}

/** Something of ours that keeps throwing on one delivery makes it dead after this many tries (engine.md). */
export const maxInternalFailures = 5

/** Backoff after a failure of ours: 1 s, 2 s, 4 s, 8 s. It consumes no attempt. */
export const internalWaitMs = (failures: number): number => 1_000 * 2 ** Math.min(failures - 1, 3)
