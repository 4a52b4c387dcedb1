import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { composeNumber, localDay, type NumberKind, numberPrefixes } from './numbers.ts'

describe('the day of a moment', () => {
  it.each([
    ['2026-05-15T12:00:00Z', 'UTC', '20260515'],
    ['2026-05-15T23:59:59.999Z', 'UTC', '20260515'],
    ['2026-05-16T00:00:00Z', 'UTC', '20260516'],
    ['2026-05-15T23:30:00Z', 'Asia/Tokyo', '20260516'],
    ['2026-05-15T06:59:59Z', 'America/Los_Angeles', '20260514'],
    ['2026-05-15T07:00:00Z', 'America/Los_Angeles', '20260515'],
    ['2025-12-31T10:00:00Z', 'Pacific/Kiritimati', '20260101'],
    ['2026-01-01T11:59:00Z', 'Etc/GMT+12', '20251231'],
    ['2026-05-15T18:14:00Z', 'Asia/Kathmandu', '20260515'],
    ['2026-05-15T18:15:00Z', 'Asia/Kathmandu', '20260516'],
    ['2024-02-29T23:00:00Z', 'Europe/Berlin', '20240301'],
    // The days on which Berlin's clocks change are 23 and 25 hours long.
    ['2026-03-28T23:00:00Z', 'Europe/Berlin', '20260329'],
    ['2026-03-29T21:59:59Z', 'Europe/Berlin', '20260329'],
    ['2026-03-29T22:00:00Z', 'Europe/Berlin', '20260330'],
    ['2026-10-25T22:59:59Z', 'Europe/Berlin', '20261025'],
    ['2026-10-25T23:00:00Z', 'Europe/Berlin', '20261026'],
  ])('%s in %s is %s', (at, zone, day) => {
    expect(localDay(new Date(at), zone)).toBe(day)
  })

  it('follows the offset, wherever that is fixed', () => {
    const date = fc.date({ min: new Date('1970-01-02'), max: new Date('2199-12-30'), noInvalidDate: true })
    fc.assert(
      fc.property(date, fc.integer({ min: -12, max: 14 }), (at, hours) => {
        // The sign of these zones is turned round: Etc/GMT-14 is 14 hours ahead.
        const zone = `Etc/GMT${hours > 0 ? '-' : '+'}${Math.abs(hours)}`
        const shifted = new Date(at.getTime() + hours * 3_600_000).toISOString()
        expect(localDay(at, zone)).toBe(shifted.slice(0, 10).replaceAll('-', ''))
      }),
    )
  })

  it('needs a time zone that exists', () => {
    expect(() => localDay(new Date(0), 'Mars/Olympus')).toThrow(RangeError)
  })
})

test('every kind has a letter of its own', () => {
  expect(Object.values(numberPrefixes)).toEqual(['P', 'Q', 'O', 'S', 'I', 'N'])
})

test.each<[NumberKind, number, string]>([
  ['project', 1, 'P-20260515-0001'],
  ['invoice', 42, 'I-20260515-0042'],
  ['order', 9_999, 'O-20260515-9999'],
  ['quote', 10_000, 'Q-20260515-10000'],
  ['ncr', 123_456, 'N-20260515-123456'],
])('%s %i is %s: four digits, more past 9999', (kind, n, number) => {
  expect(composeNumber(kind, '20260515', n)).toBe(number)
})
