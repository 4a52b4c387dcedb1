import { beforeEach, expect, test } from 'vitest'
import { SteadyClock } from './steady-clock.ts'

let sourceMs: number
let countedMs: number
let clock: SteadyClock
const jumps: number[] = []

const pass = (ms: number) => {
  sourceMs += ms
  countedMs += ms
}
const read = () => clock.now().getTime()

beforeEach(async () => {
  sourceMs = 1_000_000
  countedMs = 50
  jumps.length = 0
  clock = new SteadyClock({ followMs: 60_000, source: () => sourceMs, monotonicMs: () => countedMs })
  clock.onJump = (byMs) => {
    jumps.push(byMs)
    // Whoever is told still sees the time before.
    expect(read()).not.toBe(sourceMs)
  }
  await clock.start()
  clock.stop()
})

test('has no time before it was started', () => {
  expect(() => new SteadyClock({ followMs: 60_000, source: () => 1 }).now()).toThrow('not started')
})

test('counts by itself between two looks', () => {
  pass(250)
  expect(read()).toBe(1_000_250)
  sourceMs += 3_600_000
  expect(read()).toBe(1_000_250)
})

test('follows drift without a word', async () => {
  pass(5_000)
  sourceMs += 40
  await clock.follow()
  expect(read()).toBe(sourceMs)
  expect(jumps).toEqual([])
})

test.each([3_600_000, -3_600_000])('a jump by %i ms is told first', async (byMs) => {
  pass(5_000)
  sourceMs += byMs
  await clock.follow()
  expect(jumps).toEqual([byMs])
  expect(read()).toBe(sourceMs)
})

test('less than the answer took is no difference', async () => {
  let answer = 0
  const slow = new SteadyClock({
    followMs: 60_000,
    source: async () => {
      countedMs += 80
      return answer
    },
    monotonicMs: () => countedMs,
  })
  answer = 5_000
  await slow.start()
  slow.stop()
  const before = slow.now().getTime() - countedMs
  answer = before + countedMs + 40 + 30
  await slow.follow()
  expect(slow.now().getTime() - countedMs).toBe(before)
})

test('goes on alone while the source is away', async () => {
  let isAway = false
  const alone = new SteadyClock({
    followMs: 60_000,
    source: async () => {
      if (isAway) throw new Error('away')
      return sourceMs
    },
    monotonicMs: () => countedMs,
  })
  await alone.start()
  alone.stop()
  isAway = true
  pass(7_000)
  await expect(alone.follow()).rejects.toThrow('away')
  expect(alone.now().getTime()).toBe(sourceMs)
})
