import { expect, it, test } from 'vitest'
import { formatDay, formatMoment, localDate } from './calendar.ts'

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

test('a moment reads as where it is asked for', () => {
  const at = new Date('2026-06-14T21:00:00Z')
  expect(formatMoment(at, 'Europe/Berlin')).toBe('14 June 2026 at 23:00 (Europe/Berlin)')
  expect(formatMoment(at, 'UTC')).toBe('14 June 2026 at 21:00 (UTC)')
})
