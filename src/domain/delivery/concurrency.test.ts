import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  allowedInFlight,
  maxConcurrency,
  nextConcurrency,
  type Pace,
  recoveryCap,
  startConcurrency,
} from './concurrency.ts'

const healthy: Pace = { success: true, status: 200, durationMs: 20 }
const answered = (status: number, durationMs = 20): Pace => ({
  success: status >= 200 && status < 300,
  status,
  durationMs,
})

describe('the cap of an endpoint', () => {
  test.each([
    ['a healthy answer', healthy, 8, 9],
    ['a healthy answer at the bound', healthy, maxConcurrency, maxConcurrency],
    ['a slow answer', answered(200, 2_001), 8, 4],
    ['an answer that is not yet slow', answered(200, 2_000), 8, 9],
    ['429', answered(429), 8, 4],
    ['502', answered(502), 9, 4],
    ['503', answered(503), 8, 4],
    ['504', answered(504), 1, 1],
    ['no answer', { success: false, status: null, durationMs: 10_000 }, 64, 32],
    ['a refusal', answered(400), 8, 8],
    ['an error of its own', answered(500), 8, 8],
  ] as const)('after %s', (_, pace, cap, next) => {
    expect(nextConcurrency(cap, pace)).toBe(next)
  })

  test('doubles with each round of healthy answers, up to the bound', () => {
    let cap = startConcurrency
    const rounds: number[] = []
    while (cap < maxConcurrency) {
      for (let answers = cap; answers > 0; answers--) cap = nextConcurrency(cap, healthy)
      rounds.push(cap)
    }
    expect(rounds).toEqual([2, 4, 8, 16, 32, 64])
  })

  test('a hanging receiver soon holds one connection only', () => {
    const hang: Pace = { success: false, status: null, durationMs: 10_000 }
    let cap = maxConcurrency
    for (let n = 0; n < 6; n++) cap = nextConcurrency(cap, hang)
    expect(cap).toBe(1)
  })

  test('whatever comes, it stays between one and the bound, and only success raises it', () => {
    const pace = fc.record({
      success: fc.boolean(),
      status: fc.option(fc.integer({ min: 100, max: 599 })),
      durationMs: fc.nat(20_000),
    })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: maxConcurrency }), pace, (cap, came) => {
        const next = nextConcurrency(cap, came)
        expect(next).toBeGreaterThanOrEqual(1)
        expect(next).toBeLessThanOrEqual(maxConcurrency)
        if (!came.success) expect(next).toBeLessThanOrEqual(cap)
      }),
    )
  })
})

test('near the threshold no more are sent than may still fail', () => {
  expect([0, 1, 5, 9, 10, 12].map((failures) => allowedInFlight(8, failures, 10))).toEqual([8, 8, 5, 1, 0, 0])
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 64 }), fc.integer({ min: 1, max: 20 }), (cap, failures) => {
      expect(allowedInFlight(cap, failures, 10) + failures).toBeLessThanOrEqual(Math.max(10, failures))
    }),
  )
})

describe('an endpoint that was enabled again', () => {
  test('gets one at a time at first, then twice as many each second', () => {
    expect([0, 999, 1_000, 2_500, 6_000, 9_999].map(recoveryCap)).toEqual([1, 1, 2, 4, 64, 512])
    expect(recoveryCap(10_000)).toBe(Number.POSITIVE_INFINITY)
  })

  test('is not held up by a clock that was set back', () => {
    expect(recoveryCap(-3_600_000)).toBe(Number.POSITIVE_INFINITY)
  })
})
