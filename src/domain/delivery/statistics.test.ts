import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { binOf, binStarts, hourMs, type Mark, nextPass, outcomeOf, percentile } from './statistics.ts'

describe('outcomes', () => {
  test.each([
    [null, 204, 'succeeded'],
    [null, 308, 'redirect'],
    [null, 404, 'client_error'],
    [null, 503, 'server_error'],
    [null, 101, 'other'],
    [null, null, 'other'],
    ['refused', null, 'connect'],
    ['timeout_body', 200, 'timeout'],
    ['blocked_target', null, 'blocked'],
    ['internal', null, 'other'],
    ['from a later version', 200, 'other'],
  ] as const)('code %s, status %s: %s', (code, status, outcome) => {
    expect(outcomeOf(code, status)).toBe(outcome)
  })
})

describe('bins of durations', () => {
  test('begin at whole numbers, each above the one before', () => {
    expect(binStarts[0]).toBe(1)
    for (const [n, start] of binStarts.entries()) {
      expect(Number.isInteger(start)).toBe(true)
      if (n > 0) expect(start).toBeGreaterThan(binStarts[n - 1] ?? 0)
    }
  })

  test('a percentile is right to a tenth, and never outside of what was met', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 120_000 }), { minLength: 1, maxLength: 200 }),
        fc.constantFrom(0.5, 0.95, 1),
        (durations, part) => {
          const sorted = [...durations].sort((a, b) => a - b)
          const exact = sorted[Math.ceil(sorted.length * part) - 1] ?? 0
          const bins = new Map<number, number>()
          for (const ms of durations) bins.set(binOf(ms), (bins.get(binOf(ms)) ?? 0) + 1)
          const read = percentile(bins, part) ?? Number.NaN
          expect(Math.abs(read - exact)).toBeLessThanOrEqual(Math.max(1, exact * 0.11))
        },
      ),
    )
  })

  test('of nothing there is none', () => expect(percentile(new Map(), 0.5)).toBeNull())
})

describe('passes', () => {
  const start = Date.parse('2026-05-15T11:00:00Z')
  const mark: Mark = { againFrom: new Date(start), rolledTo: new Date(start) }

  test('an hour waits until what was in flight at its end is written', () => {
    expect(nextPass(mark, start + hourMs + 119_000)).toBeNull()
    expect(nextPass(mark, start + hourMs + 120_000)).toEqual({
      from: new Date(start),
      to: new Date(start + hourMs),
    })
  })

  test('whenever it looks, each hour that ended long ago is counted exactly twice', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40 * hourMs }), { maxLength: 30 }), (steps) => {
        let current = mark
        let now = start
        const counted = new Map<number, number>()
        const look = () => {
          const pass = nextPass(current, now)
          if (pass === null) return false
          for (let at = pass.from.getTime(); at < pass.to.getTime(); at += hourMs)
            counted.set(at, (counted.get(at) ?? 0) + 1)
          current = { againFrom: current.rolledTo, rolledTo: pass.to }
          return true
        }
        for (const step of steps) {
          now += step
          look()
        }
        while (look());
        for (let at = start; at < current.rolledTo.getTime(); at += hourMs)
          expect(counted.get(at)).toBe(at < current.againFrom.getTime() ? 2 : 1)
      }),
    )
  })

  test('a clock that was set back changes nothing', () => {
    expect(nextPass(mark, start - 5 * hourMs)).toBeNull()
  })
})
