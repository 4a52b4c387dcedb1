import { expect, test } from 'vitest'
import { ManualClock } from '../../platform/clock.ts'
import { LatestTime } from './latest-time.ts'

test('follows the clock forward and stays where it was when the clock goes back', () => {
  const clock = new ManualClock('2026-05-15T11:00:00Z')
  const time = new LatestTime(clock)
  clock.advance(1_000)
  expect(time.now().toISOString()).toBe('2026-05-15T11:00:01.000Z')
  clock.advance(-3_600_000)
  expect(time.now().toISOString()).toBe('2026-05-15T11:00:01.000Z')
  clock.advance(3_601_000)
  expect(time.now().toISOString()).toBe('2026-05-15T11:00:02.000Z')
})
