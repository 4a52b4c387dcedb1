import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type EventRange, missingRanges, skipTo } from './event-ranges.ts'

const today = 20_000

describe('ranges of a new deployment', () => {
  test('begin with the first id, today and three days ahead', () => {
    expect(missingRanges([], 0, today)).toEqual([
      { day: today, from: 1, to: 100_001 },
      { day: today + 1, from: 100_001, to: 200_001 },
      { day: today + 2, from: 200_001, to: 300_001 },
      { day: today + 3, from: 300_001, to: 400_001 },
    ])
  })

  test('begin well behind what is being drawn, when there are events already', () => {
    expect(missingRanges([], 500, today)[0]).toEqual({ day: today, from: 10_500, to: 110_500 })
  })
})

test('the next day skips to its own range; the same day does not', () => {
  const ranges = missingRanges([], 0, today)
  expect(skipTo(ranges, 17, today)).toBeNull()
  expect(skipTo(ranges, 17, today + 1)).toBe(100_000)
  expect(skipTo(ranges, 100_000, today + 1)).toBeNull()
})

test('nothing is skipped where the sequence is close, for it must never go back', () => {
  const ranges = missingRanges([], 0, today)
  expect(skipTo(ranges, 99_500, today + 1)).toBeNull()
  expect(skipTo(ranges, 150_000, today + 1)).toBeNull()
  expect(skipTo([], 5, today)).toBeNull()
})

test('a busy day makes the next ranges wider, and a skipped gap is not taken for use', () => {
  const ranges = missingRanges([], 0, today)
  const busy = missingRanges(ranges, 90_001, today + 1)
  expect(busy.map(({ from, to }) => to - from)).toEqual([360_000])
  const quiet = missingRanges([...ranges, ...busy], 100_010, today + 2)
  expect(quiet.map(({ from, to }) => to - from)).toEqual([100_000])
})

test('after a long rest today has a range again, behind the old ones', () => {
  const ranges = missingRanges([], 0, today)
  const later = missingRanges(ranges, 40, today + 60)
  expect(later.map(({ day }) => day)).toEqual([today + 60, today + 61, today + 62, today + 63])
  expect(later[0]?.from).toBe(400_001)
})

test('whatever happens, ranges follow each other, never overlap, and there is room ahead', () => {
  const step = fc.record({ drawn: fc.nat(1_000_000), days: fc.nat(3) })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      let ranges: EventRange[] = []
      let lastId = 0
      let day = today
      for (const { drawn, days } of steps) {
        day += days
        const before = lastId
        ranges = [...ranges, ...missingRanges(ranges, lastId, day)]
        lastId = skipTo(ranges, lastId, day) ?? lastId
        expect(lastId).toBeGreaterThanOrEqual(before)
        for (const [n, range] of ranges.slice(1).entries()) {
          expect(range.from).toBeGreaterThanOrEqual(ranges[n]?.to ?? 0)
          expect(range.day).toBeGreaterThan(ranges[n]?.day ?? 0)
        }
        expect(missingRanges(ranges, before, day)).toEqual([])
        lastId += drawn
      }
    }),
  )
})
