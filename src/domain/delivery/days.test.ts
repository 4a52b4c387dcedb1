import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dayMs, dayName, dayOf, firstKeptDay, parseDayName, startOfDayMs } from './days.ts'

const moment = fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2200, 0, 1) })

test('a day is named by its date in UTC, and the name gives the day back', () => {
  expect(dayName(dayOf(Date.parse('2026-05-15T23:59:59.999Z')))).toBe('20260515')
  fc.assert(
    fc.property(moment, (ms) => {
      expect(parseDayName(dayName(dayOf(ms)))).toBe(dayOf(ms))
    }),
  )
})

test.each(['', 'default', '2026051', '202605151', '20260231', '20261301', '2026-5-1'])(
  '%j is no day',
  (text) => {
    expect(parseDayName(text)).toBeNull()
  },
)

test('a day is kept until its last moment is older than the retention', () => {
  fc.assert(
    fc.property(moment, fc.integer({ min: 1_000, max: 400 * dayMs }), (now, retention) => {
      const first = firstKeptDay(now, retention)
      expect(startOfDayMs(first)).toBeLessThanOrEqual(now - retention)
      expect(startOfDayMs(first + 1)).toBeGreaterThan(now - retention)
    }),
  )
})
