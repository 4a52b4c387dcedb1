/** A token bucket that fills evenly. Times are epoch ms. */
export interface Bucket {
  tokens: number
  filledAtMs: number
}

export interface BucketPolicy {
  /** Requests allowed per window, which is also the burst. */
  quota: number
  windowMs: number
}

export interface Take {
  bucket: Bucket
  allowed: boolean
  remaining: number
  /** Whole seconds, at least one, until the next request is allowed (refused) or the bucket is full again. */
  resetSeconds: number
}

// Fractions add up to a hair less than a token: who waited as long as told must not be refused for it, and a hair
// more than a second is not another second. At a token a second or less, the first covers the second.
const tokenSlack = 1e-7
const secondSlack = 1e-8

/** Takes one token, or says when there will be one. A clock set back fills nothing and takes nothing. */
export function takeToken(policy: BucketPolicy, bucket: Bucket | undefined, nowMs: number): Take {
  const perMs = policy.quota / policy.windowMs
  const before = bucket ?? { tokens: policy.quota, filledAtMs: nowMs }
  const elapsed = Math.max(0, nowMs - before.filledAtMs)
  const filled = Math.min(policy.quota, before.tokens + elapsed * perMs)
  const allowed = filled >= 1 - tokenSlack
  const tokens = allowed ? Math.max(0, filled - 1) : filled
  const missing = allowed ? policy.quota - tokens : 1 - tokens
  return {
    bucket: { tokens, filledAtMs: Math.max(nowMs, before.filledAtMs) },
    allowed,
    remaining: Math.floor(tokens),
    resetSeconds: Math.max(1, Math.ceil(missing / perMs / 1_000 - secondSlack)),
  }
}
