import { type Bucket, type BucketPolicy, type Take, takeToken } from '../domain/token-bucket.ts'
import type { Clock } from './clock.ts'

/** Buckets kept at most; past it the ones idle longest are forgotten, which only ever gives them a full bucket. */
const mostBuckets = 100_000

/** Token buckets by key, in memory: a bound on each node, not a ledger across nodes. */
export class TokenBuckets {
  readonly policy: BucketPolicy
  readonly #clock: Clock
  readonly #most: number
  // Insertion order is the order of last use.
  readonly #buckets = new Map<string, Bucket>()

  constructor(policy: BucketPolicy, clock: Clock, most = mostBuckets) {
    this.policy = policy
    this.#clock = clock
    this.#most = most
  }

  take(key: string): Take {
    const take = this.look(key)
    this.#keep(key, take.bucket)
    return take
  }

  /** What a take would give. */
  look(key: string): Take {
    return takeToken(this.policy, this.#buckets.get(key), this.#clock.now().getTime())
  }

  /** Undoes a take that turned out not to count. */
  giveBack(key: string): void {
    const bucket = this.#buckets.get(key)
    if (bucket === undefined) return
    this.#keep(key, { ...bucket, tokens: Math.min(this.policy.quota, bucket.tokens + 1) })
  }

  #keep(key: string, bucket: Bucket): void {
    this.#buckets.delete(key)
    this.#buckets.set(key, bucket)
    if (this.#buckets.size <= this.#most) return
    for (const oldest of this.#buckets.keys()) {
      this.#buckets.delete(oldest)
      return
    }
  }
}
