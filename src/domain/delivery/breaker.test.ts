import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { applyRun, defaultBreakerFailures, foldOutcomes } from './breaker.ts'

/** The rule itself, one outcome after the other. */
function stepByStep(before: number, outcomes: readonly boolean[], threshold: number) {
  let consecutive = before
  let tripped = false
  for (const success of outcomes) {
    consecutive = success ? 0 : consecutive + 1
    if (!success && consecutive >= threshold) tripped = true
  }
  return { consecutive, tripped }
}

const outcomes = fc.array(fc.boolean(), { maxLength: 60 })

test('ten failures in a row disable', () => {
  expect(defaultBreakerFailures).toBe(10)
})

describe('a folded run', () => {
  it('does to any count what its outcomes do one by one', () => {
    // Counts past the threshold too: attempts in flight still settle after the endpoint was disabled.
    fc.assert(
      fc.property(outcomes, fc.nat(25), fc.integer({ min: 1, max: 20 }), (list, before, threshold) => {
        expect(applyRun(before, foldOutcomes(list), threshold)).toEqual(stepByStep(before, list, threshold))
      }),
      { numRuns: 2_000 },
    )
  })

  it('is the same however the outcomes are cut into flushes', () => {
    fc.assert(
      fc.property(outcomes, outcomes, fc.nat(9), (first, second, before) => {
        const a = applyRun(before, foldOutcomes(first), 10)
        const b = applyRun(a.consecutive, foldOutcomes(second), 10)
        const whole = applyRun(before, foldOutcomes([...first, ...second]), 10)
        expect(whole).toEqual({ consecutive: b.consecutive, tripped: a.tripped || b.tripped })
      }),
    )
  })

  it.each([
    ['', { leading: 0, trailing: 0, longest: 0, succeeded: false }],
    ['✗✗', { leading: 2, trailing: 2, longest: 0, succeeded: false }],
    ['✓', { leading: 0, trailing: 0, longest: 0, succeeded: true }],
    ['✗✗✓', { leading: 2, trailing: 0, longest: 0, succeeded: true }],
    ['✓✗✗✗', { leading: 0, trailing: 3, longest: 0, succeeded: true }],
    ['✗✓✗✗✓✗', { leading: 1, trailing: 1, longest: 2, succeeded: true }],
  ])('of %j', (signs, run) => {
    expect(foldOutcomes([...signs].map((sign) => sign === '✓'))).toEqual(run)
  })
})

describe('the tenth failure', () => {
  const failures = (n: number) => Array.from({ length: n }, () => false)

  it('trips, the ninth does not', () => {
    expect(applyRun(8, foldOutcomes(failures(1)), 10)).toEqual({ consecutive: 9, tripped: false })
    expect(applyRun(9, foldOutcomes(failures(1)), 10)).toEqual({ consecutive: 10, tripped: true })
    expect(applyRun(0, foldOutcomes(failures(10)), 10)).toEqual({ consecutive: 10, tripped: true })
  })

  it('trips although a success came after it in the same flush', () => {
    expect(applyRun(9, foldOutcomes([false, true]), 10)).toEqual({ consecutive: 0, tripped: true })
  })

  it('does not come about through a success in between', () => {
    expect(applyRun(9, foldOutcomes([true, ...failures(9)]), 10)).toEqual({ consecutive: 9, tripped: false })
  })

  it('does not come about through nothing, or through a success alone', () => {
    expect(applyRun(10, foldOutcomes([]), 10)).toEqual({ consecutive: 10, tripped: false })
    expect(applyRun(10, foldOutcomes([true]), 10)).toEqual({ consecutive: 0, tripped: false })
  })
})
