import { Problem } from '../contract/errors.ts'
import type { Take } from '../domain/token-bucket.ts'
import type { Clock } from '../platform/clock.ts'
import { TokenBuckets } from '../platform/token-buckets.ts'

/** Requests per principal, as a bound and as the headers that tell a client of it. */
export class RateLimiter {
  readonly #buckets: TokenBuckets

  constructor(buckets: TokenBuckets) {
    this.#buckets = buckets
  }

  take(key: string): Take {
    return this.#buckets.take(key)
  }

  /** `RateLimit-Policy` and `RateLimit` as of the IETF draft: quota and window, remaining and seconds to reset. */
  headers(take: Take): Record<string, string> {
    const { quota, windowMs } = this.#buckets.policy
    return {
      'ratelimit-policy': `"default";q=${quota};w=${windowMs / 1_000}`,
      ratelimit: `"default";r=${take.remaining};t=${take.resetSeconds}`,
    }
  }
}

/** The 429 of a refused take. */
export const rateLimited = (take: Take): Problem =>
  new Problem('rate_limited', { headers: { 'retry-after': String(take.resetSeconds) } })

const minuteMs = 60_000

/** Requests a minute per principal (or per network, for who has none); null when limits are off. */
export const requestLimiter = (requestsPerMinute: number, clock: Clock): RateLimiter | null =>
  requestsPerMinute === 0
    ? null
    : new RateLimiter(new TokenBuckets({ quota: requestsPerMinute, windowMs: minuteMs }, clock))
