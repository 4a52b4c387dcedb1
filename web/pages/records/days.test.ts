import { expect, test } from 'vitest'
import { dayDistance, daysBetween, lateText, urgency } from './days.ts'

test.each([
  ['2026-05-15', '2026-05-15', 0, 'today'],
  ['2026-05-15', '2026-05-16', 1, 'tomorrow'],
  ['2026-05-15', '2026-06-14', 30, 'in 30 days'],
  ['2026-03-28', '2026-03-30', 2, 'in 2 days'],
  ['2026-05-15', '2026-05-12', -3, '3 days ago'],
])('from %s to %s are %i days: %s', (from, to, days, text) => {
  expect(daysBetween(from, to)).toBe(days)
  expect(dayDistance(from, to)).toBe(text)
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
