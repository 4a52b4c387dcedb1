import { expect, onTestFinished, test, vi } from 'vitest'
import { ManualClock, systemClock } from './clock.ts'

test('a manual clock stands still until it is moved, back too', () => {
  const clock = new ManualClock('2026-05-15T11:00:00Z')
  const before = clock.now()
  clock.advance(1_500)
  expect(clock.now().toISOString()).toBe('2026-05-15T11:00:01.500Z')
  clock.advance(-1_500)
  expect(clock.now()).toEqual(before)
  expect(before.toISOString()).toBe('2026-05-15T11:00:00.000Z')
  before.setFullYear(1999)
  expect(clock.now().toISOString()).toBe('2026-05-15T11:00:00.000Z')
})

test('the system clock is the machine’s', () => {
  vi.useFakeTimers({ now: new Date('2026-05-15T11:00:00Z') })
  onTestFinished(() => void vi.useRealTimers())
  expect(systemClock.now().toISOString()).toBe('2026-05-15T11:00:00.000Z')
})
