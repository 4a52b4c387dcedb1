import fc from 'fast-check'
import { expect, test } from 'vitest'
import { excessLanes } from './lane-share.ts'

test.each<[busy: number, others: number[], excess: number]>([
  [20, [], 0],
  [20, [0], 10],
  [2, [0], 1],
  [1, [0], 0],
  [3, [2], 0],
  [20, [20], 0],
  [30, [0, 0], 20],
  [30, [30, 0], 10],
  [100, [90], 0],
  [5, [1_000], 0],
])('%i busy, others with %j: gives %i', (busy, others, excess) => {
  expect(excessLanes(busy, others)).toBe(excess)
})

test('who gives keeps a share, and the one that got it gives nothing back', () => {
  fc.assert(
    fc.property(fc.nat(5_000), fc.nat(5_000), (busy, other) => {
      const excess = excessLanes(busy, [other])
      const kept = busy - excess
      expect(kept).toBeGreaterThanOrEqual(Math.min(busy, 1))
      if (excess > 0) expect(excessLanes(other + excess, [kept])).toBe(0)
    }),
  )
})
