import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Bucket, type BucketPolicy, takeToken } from './token-bucket.ts'

const policies = fc.record({
  quota: fc.integer({ min: 1, max: 5_000 }),
  windowMs: fc.constantFrom(1_000, 60_000, 900_000),
})

/** Takes at each of the times, in order, and says which were allowed. */
function takeAll(policy: BucketPolicy, times: readonly number[]) {
  let bucket: Bucket | undefined
  return times.map((nowMs) => {
    const take = takeToken(policy, bucket, nowMs)
    bucket = take.bucket
    return take
  })
}

describe('a token bucket', () => {
  it('gives the whole quota at once, then none', () => {
    const takes = takeAll({ quota: 3, windowMs: 60_000 }, [0, 0, 0, 0])
    expect(takes.map((take) => [take.allowed, take.remaining, take.resetSeconds])).toEqual([
      [true, 2, 20],
      [true, 1, 40],
      [true, 0, 60],
      [false, 0, 20],
    ])
  })

  it('fills evenly and never above the quota', () => {
    const takes = takeAll({ quota: 2, windowMs: 1_000 }, [0, 0, 499, 500, 100_000, 100_000, 100_000])
    expect(takes.map((take) => take.allowed)).toEqual([true, true, false, true, true, true, false])
  })

  it('allows at most the quota and what has been filled since, whatever the times', () => {
    const steps = fc.array(fc.nat(70_000), { maxLength: 200 })
    fc.assert(
      fc.property(policies, steps, (policy, gaps) => {
        let nowMs = 0
        const times = gaps.map((gap) => {
          nowMs += gap % 100 === 0 ? gap : 0
          return nowMs
        })
        const allowed = takeAll(policy, times).filter((take) => take.allowed).length
        const first = times[0] ?? 0
        expect(allowed).toBeLessThanOrEqual(
          policy.quota + ((nowMs - first) * policy.quota) / policy.windowMs + 1e-6,
        )
      }),
    )
  })

  it('allows the next request after the seconds it names, and not much earlier', () => {
    fc.assert(
      fc.property(policies, fc.array(fc.nat(50), { minLength: 1, maxLength: 50 }), (policy, gaps) => {
        let bucket: Bucket | undefined
        let nowMs = 1_700_000_000_000
        for (const gap of gaps) {
          nowMs += gap
          for (;;) {
            const take = takeToken(policy, bucket, nowMs)
            bucket = take.bucket
            if (take.allowed) continue
            expect(take.resetSeconds).toBeGreaterThanOrEqual(1)
            expect(takeToken(policy, bucket, nowMs + take.resetSeconds * 1_000).allowed).toBe(true)
            expect(takeToken(policy, bucket, nowMs + (take.resetSeconds - 1) * 1_000).allowed).toBe(false)
            break
          }
        }
      }),
      { numRuns: 50 },
    )
  })

  it.each([
    [10, 60_000],
    [100, 600_000],
    [150, 900_000],
  ])('%i in %i ms: fractions of a token that do not add up refuse nobody who waited', (quota, windowMs) => {
    const policy = { quota, windowMs }
    const refused = takeAll(policy, [...Array.from({ length: quota }, () => 0), 1_000]).at(-1)
    expect(refused).toMatchObject({ allowed: false, resetSeconds: 5 })
    expect(takeToken(policy, refused?.bucket, 6_000)).toMatchObject({ allowed: true, remaining: 0 })
  })

  it('a token in fifteen minutes: a second that rounding made up is not added', () => {
    const takes = takeAll({ quota: 1, windowMs: 900_000 }, [0, 0])
    expect(takes.map((take) => take.resetSeconds)).toEqual([900, 900])
  })

  it('never says more than the quota or less than none remains', () => {
    fc.assert(
      fc.property(
        policies,
        fc.array(fc.integer({ min: -100_000, max: 100_000 }), { maxLength: 100 }),
        (policy, times) => {
          for (const { remaining, bucket } of takeAll(policy, times)) {
            expect(remaining).toBeGreaterThanOrEqual(0)
            expect(remaining).toBeLessThan(policy.quota)
            expect(bucket.tokens).toBeLessThanOrEqual(policy.quota)
          }
        },
      ),
    )
  })

  it('a clock set back fills nothing, not even when it comes forward again', () => {
    const policy = { quota: 1, windowMs: 1_000 }
    const takes = takeAll(policy, [10_000, 0, 5_000, 10_000, 10_999, 11_000])
    expect(takes.map((take) => take.allowed)).toEqual([true, false, false, false, false, true])
  })
})
