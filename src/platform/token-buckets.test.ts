import { describe, expect, test } from 'vitest'
import { ManualClock } from './clock.ts'
import { TokenBuckets } from './token-buckets.ts'

const start = (quota: number, most?: number) => {
  const clock = new ManualClock('2026-05-15T11:00:00Z')
  return { clock, buckets: new TokenBuckets({ quota, windowMs: 60_000 }, clock, most) }
}

describe('buckets', () => {
  test('are kept by key and fill with time', () => {
    const { buckets, clock } = start(2)
    expect([1, 2, 3].map(() => buckets.take('a').allowed)).toEqual([true, true, false])
    expect(buckets.take('b').allowed).toBe(true)
    clock.advance(30_000)
    expect([1, 2].map(() => buckets.take('a').allowed)).toEqual([true, false])
  })

  test('a look takes nothing', () => {
    const { buckets } = start(1)
    expect([1, 2, 3].map(() => buckets.look('a').allowed)).toEqual([true, true, true])
    buckets.take('a')
    expect(buckets.look('a').allowed).toBe(false)
  })

  test('what is given back can be taken again, never more than there was', () => {
    const { buckets } = start(2)
    buckets.take('a')
    buckets.giveBack('a')
    buckets.giveBack('a')
    buckets.giveBack('unknown')
    expect([1, 2, 3].map(() => buckets.take('a').allowed)).toEqual([true, true, false])
  })

  test('past the most, the one idle longest is forgotten', () => {
    const { buckets } = start(1, 2)
    buckets.take('a')
    buckets.take('b')
    buckets.take('a')
    buckets.take('c')
    expect(buckets.look('a').allowed).toBe(false)
    expect(buckets.look('b').allowed).toBe(true)
  })
})
