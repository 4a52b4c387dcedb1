import { expect, it, test } from 'vitest'
import { formatDay, localDate } from './calendar.ts'

it.each([
  ['2026-05-15T10:59:59.999Z', 'Pacific/Kiritimati', '2026-05-16'],
  ['2026-05-15T09:59:59.999Z', 'Pacific/Kiritimati', '2026-05-15'],
  ['2026-05-15T06:59:59.999Z', 'America/Los_Angeles', '2026-05-14'],
  ['2026-05-15T00:00:00.000Z', 'UTC', '2026-05-15'],
])('at %s it is in %s the %s', (at, timeZone, day) => {
  expect(localDate(new Date(at), timeZone)).toBe(day)
})

test('a day reads as one, wherever the machine is', () => {
  expect([formatDay('2026-06-14'), formatDay('2026-01-01')]).toEqual(['14 June 2026', '1 January 2026'])
})
