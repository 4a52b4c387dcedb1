import { expect, test } from 'vitest'
import { retryAfterMs, waitMs } from './backoff.ts'

test.each([
  [0, 0, 500],
  [0, 1, 1_000],
  [1, 1, 2_000],
  [3, 0, 4_000],
  [3, 0.5, 6_000],
  [100, 1, 60_000],
  [100, 0, 30_000],
])('after %i failures, with %f: %i ms', (failures, random, ms) => {
  expect(waitMs(failures, random)).toBe(ms)
})

const now = Date.parse('2026-03-01T12:00:00Z')

test.each([
  ['120', 120_000],
  [' 7 ', 7_000],
  ['Sun, 01 Mar 2026 12:01:00 GMT', 60_000],
  ['Sun, 01 Mar 2026 11:00:00 GMT', 0],
  ['soon', null],
  ['', null],
  [null, null],
])('Retry-After: %s', (value, ms) => {
  expect(retryAfterMs(value, now)).toBe(ms)
})
