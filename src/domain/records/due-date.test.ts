import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { dueDays, dueSoonMs, dueState } from './due-date.ts'

const state = (dueOn: string, now: string, timeZone: string) =>
  dueState(dueOn, dueDays(new Date(now), timeZone))

describe('an invoice due on a day', () => {
  it.each([
    // UTC: the 14th ends at the 15th, 00:00; 72 hours before is the 12th, 00:00.
    ['2026-06-14', '2026-06-11T23:59:59.999Z', 'UTC', 'later'],
    ['2026-06-14', '2026-06-12T00:00:00.000Z', 'UTC', 'due_soon'],
    ['2026-06-14', '2026-06-14T23:59:59.999Z', 'UTC', 'due_soon'],
    ['2026-06-14', '2026-06-15T00:00:00.000Z', 'UTC', 'overdue'],
    // The same moments, elsewhere.
    ['2026-06-14', '2026-06-15T00:00:00.000Z', 'America/Los_Angeles', 'due_soon'],
    ['2026-06-14', '2026-06-15T07:00:00.000Z', 'America/Los_Angeles', 'overdue'],
    ['2026-06-14', '2026-06-14T10:59:59.999Z', 'Pacific/Noumea', 'due_soon'],
    ['2026-06-14', '2026-06-14T13:00:00.000Z', 'Pacific/Noumea', 'overdue'],
    ['2026-06-14', '2026-06-14T09:59:59.999Z', 'Pacific/Kiritimati', 'due_soon'],
    ['2026-06-14', '2026-06-14T10:00:00.000Z', 'Pacific/Kiritimati', 'overdue'],
    // Clocks go forward on the 29th of March at 01:00 UTC: its end is at 22:00 UTC, 71 local hours ahead of it.
    ['2026-03-29', '2026-03-29T21:59:59.999Z', 'Europe/Berlin', 'due_soon'],
    ['2026-03-29', '2026-03-29T22:00:00.000Z', 'Europe/Berlin', 'overdue'],
    ['2026-03-29', '2026-03-26T21:59:59.999Z', 'Europe/Berlin', 'later'],
    ['2026-03-29', '2026-03-26T22:00:00.000Z', 'Europe/Berlin', 'due_soon'],
    // And back on the 25th of October: that day has 25 hours.
    ['2026-10-25', '2026-10-25T22:59:59.999Z', 'Europe/Berlin', 'due_soon'],
    ['2026-10-25', '2026-10-25T23:00:00.000Z', 'Europe/Berlin', 'overdue'],
    ['2026-10-25', '2026-10-22T22:59:59.999Z', 'Europe/Berlin', 'later'],
    ['2026-10-25', '2026-10-22T23:00:00.000Z', 'Europe/Berlin', 'due_soon'],
    // In Beirut the clock goes back from midnight to 23:00: the day is not over the first time it seems to be.
    ['2025-10-25', '2025-10-25T20:59:59.999Z', 'Asia/Beirut', 'due_soon'],
    ['2025-10-25', '2025-10-25T21:30:00.000Z', 'Asia/Beirut', 'due_soon'],
    ['2025-10-25', '2025-10-25T22:00:00.000Z', 'Asia/Beirut', 'overdue'],
    // There is no midnight in Beirut when it goes forward: the day before ends when 01:00 begins.
    ['2025-03-29', '2025-03-29T21:59:59.999Z', 'Asia/Beirut', 'due_soon'],
    ['2025-03-29', '2025-03-29T22:00:00.000Z', 'Asia/Beirut', 'overdue'],
    // Long ago is overdue, never both.
    ['2026-01-01', '2026-06-15T00:00:00.000Z', 'UTC', 'overdue'],
    ['2027-01-01', '2026-06-15T00:00:00.000Z', 'UTC', 'later'],
  ])('%s, at %s in %s: %s', (dueOn, now, timeZone, expected) => {
    expect(state(dueOn, now, timeZone)).toBe(expected)
  })
})

const zones = [
  'UTC',
  'Europe/Berlin',
  'America/St_Johns',
  'Australia/Lord_Howe',
  'Africa/Cairo',
  'Asia/Beirut',
]

test('goes from later to due soon to overdue, and is due soon for exactly 72 hours', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.date({ min: new Date('2024-01-01'), max: new Date('2028-01-01'), noInvalidDate: true }),
      (timeZone, day) => {
        const dueOn = day.toISOString().slice(0, 10)
        const hourMs = 3_600_000
        const states: string[] = []
        // Every zone ends its days on a quarter of an hour.
        for (let ms = Date.parse(dueOn) - 96 * hourMs; ms < Date.parse(dueOn) + 48 * hourMs; ms += hourMs / 4)
          states.push(state(dueOn, new Date(ms).toISOString(), timeZone))
        const soon = states.filter((one) => one === 'due_soon').length
        expect([...new Set(states)]).toEqual(['later', 'due_soon', 'overdue'])
        expect(states).toEqual([...states].sort((a, b) => order.indexOf(a) - order.indexOf(b)))
        expect(soon * (hourMs / 4)).toBe(dueSoonMs)
      },
    ),
    { numRuns: 25 },
  )
})

const order = ['later', 'due_soon', 'overdue']
