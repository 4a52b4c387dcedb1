import { Problem } from '../contract/errors.ts'
import { type Bucket, type BucketPolicy, type Take, takeToken } from '../domain/token-bucket.ts'
import type { Clock } from '../platform/clock.ts'

/** Buckets kept at most; past it the ones idle longest are forgotten, which only ever gives them a full bucket. */
const mostBuckets = 100_000

/** Token buckets by key, in memory: a bound on each node, not a ledger across nodes. */
export class RateLimiter {
  readonly #policy: BucketPolicy
  readonly #clock: Clock
  // Insertion order is the order of last use.
  readonly #buckets = new Map<string, Bucket>()

  constructor(policy: BucketPolicy, clock: Clock) {
    this.#policy = policy
    this.#clock = clock
  }

  take(key: string): Take {
    const take = takeToken(this.#policy, this.#buckets.get(key), this.#clock.now().getTime())
    this.#buckets.delete(key)
    this.#buckets.set(key, take.bucket)
    if (this.#buckets.size > mostBuckets) this.#forgetOldest()
    return take
  }

  /** `RateLimit-Policy` and `RateLimit` as of the IETF draft: quota and window, remaining and seconds to reset. */
  headers(take: Take): Record<string, string> {
    const { quota, windowMs } = this.#policy
    return {
      'ratelimit-policy': `"default";q=${quota};w=${windowMs / 1_000}`,
      ratelimit: `"default";r=${take.remaining};t=${take.resetSeconds}`,
    }
  }

  #forgetOldest(): void {
    for (const key of this.#buckets.keys()) {
      if (this.#buckets.size <= mostBuckets) return
      this.#buckets.delete(key)
    }
  }
}

/** The 429 of a refused take. */
export const rateLimited = (take: Take): Problem =>
  new Problem('rate_limited', { headers: { 'retry-after': String(Math.max(1, take.resetSeconds)) } })

const minuteMs = 60_000

/** Requests a minute per principal (or per address, for who has none); null when limits are off. */
export const requestLimiter = (requestsPerMinute: number, clock: Clock): RateLimiter | null =>
  requestsPerMinute === 0 ? null : new RateLimiter({ quota: requestsPerMinute, windowMs: minuteMs }, clock)
