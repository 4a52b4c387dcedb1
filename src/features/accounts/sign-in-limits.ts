import { Problem } from '../../contract/errors.ts'
import { type Bucket, type BucketPolicy, takeToken } from '../../domain/token-bucket.ts'
import type { Clock } from '../../platform/clock.ts'

const minuteMs = 60_000
/** Tries of one password per account from one address, and of any accounts from one address. */
const perAccount: BucketPolicy = { quota: 10, windowMs: 5 * minuteMs }
const perAddress: BucketPolicy = { quota: 60, windowMs: 5 * minuteMs }
const mostBuckets = 50_000

/**
 * Slows guessing down. Buckets are keyed by account *and* address, and by address: whoever guesses from elsewhere
 * never locks the account's owner out (security case 32).
 */
export class SignInLimits {
  readonly #clock: Clock
  readonly #buckets = new Map<string, Bucket>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  take(account: string, address: string): void {
    this.#take(`${address} ${account.trim().toLowerCase()}`, perAccount)
    this.#take(address, perAddress)
  }

  #take(key: string, policy: BucketPolicy): void {
    if (this.#buckets.size > mostBuckets) this.#buckets.clear()
    const take = takeToken(policy, this.#buckets.get(key), this.#clock.now().getTime())
    this.#buckets.set(key, take.bucket)
    if (!take.allowed)
      throw new Problem('rate_limited', { headers: { 'retry-after': String(take.resetSeconds) } })
  }
}
