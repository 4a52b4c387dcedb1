import { expect, test } from 'vitest'
import { daysBetween, lateText, urgency } from './days.ts'

test.each([
  ['2026-05-15', '2026-05-15', 0],
  ['2026-05-15', '2026-05-16', 1],
  ['2026-05-15', '2026-06-14', 30],
  ['2026-03-28', '2026-03-30', 2],
  ['2026-05-15', '2026-05-12', -3],
])('from %s to %s are %i days', (from, to, days) => {
  expect(daysBetween(from, to)).toBe(days)
})

test.each([
  ['2026-05-14', 'over'],
  ['2026-05-15', 'soon'],
  ['2026-05-22', 'soon'],
  ['2026-05-23', 'later'],
])('%s on 15 May is %s', (day, expected) => {
  expect(urgency(day, '2026-05-15')).toBe(expected)
})

test.each([
  ['2026-05-14', '1 day late'],
  ['2026-05-10', '5 days late'],
])('what was due on %s is %s on 15 May', (day, text) => {
  expect(lateText(day, '2026-05-15')).toBe(text)
})
