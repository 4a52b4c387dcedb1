import { expect, test } from 'vitest'
import { dayMs } from './days.ts'
import { heldNoticeAgeMs, heldStep } from './held-expiry.ts'

const retention = 90 * dayMs
const at = (days: number): number => days * dayMs

test.each([
  // Days since the oldest was made, notices given, days since the last one → what is due.
  [75.9, 0, null, null],
  [76, 0, null, 'notice'],
  [80, 1, 4, null],
  [87, 1, 11, 'notice'],
  [89, 2, 2, null],
  [90, 2, 3, 'expire'],
  [400, 2, 300, 'expire'],
  // The server was off: the owner hears of it twice, a day apart, before anything goes.
  [200, 0, null, 'notice'],
  [200, 1, 0.5, null],
  [201, 1, 1, 'notice'],
  [201.5, 2, 0.5, null],
  [202, 2, 1, 'expire'],
] as const)('%d days old, %d notices, last %j days ago: %j', (age, notices, ago, step) => {
  const state = { oldestAtMs: 0, notices, noticedAtMs: ago === null ? null : at(age - ago) }
  expect(heldStep(state, at(age), retention)).toBe(step)
})

test('a short retention has its notices too', () => {
  const hour = 3_600_000
  expect(heldStep({ oldestAtMs: 0, notices: 0, noticedAtMs: null }, 6 * hour, 9 * hour)).toBe('notice')
  expect(heldStep({ oldestAtMs: 0, notices: 1, noticedAtMs: 6 * hour }, 8 * hour, 9 * hour)).toBe('notice')
  expect(heldStep({ oldestAtMs: 0, notices: 2, noticedAtMs: 8 * hour }, 9 * hour, 9 * hour)).toBe('expire')
})

test('nobody is asked before the first notice is due', () => {
  expect(heldNoticeAgeMs(retention)).toBe(76 * dayMs)
})
