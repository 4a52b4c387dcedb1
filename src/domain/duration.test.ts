import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseDurationListMs, parseDurationMs } from './duration.ts'

test.each([
  ['500ms', 500],
  ['30s', 30_000],
  ['2m', 120_000],
  ['6h', 21_600_000],
  ['1d', 86_400_000],
  ['0s', 0],
  [' 10s ', 10_000],
])('%j is %i ms', (text, ms) => {
  expect(parseDurationMs(text)).toBe(ms)
})

test.each([
  '',
  ' ',
  's',
  '30',
  '30 s',
  '-1s',
  '+1s',
  '1.5s',
  '1e3s',
  '30S',
  '30sec',
  '1h30m',
  '٣s',
  '0x1s',
  '99999999999999999999d',
])('%j is no duration', (text) => {
  expect(parseDurationMs(text)).toBeNull()
})

test('any whole number with a unit is read as that many', () => {
  const units = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }
  fc.assert(
    fc.property(
      fc.nat(1_000_000),
      fc.constantFrom(...Object.entries(units)),
      (n, [unit, ms]) => parseDurationMs(`${n}${unit}`) === n * ms,
    ),
  )
})

test('a list is read part by part, and one bad part spoils it', () => {
  expect(parseDurationListMs('30s,2m,10m,30m,2h,6h,24h')).toEqual([
    30_000, 120_000, 600_000, 1_800_000, 7_200_000, 21_600_000, 86_400_000,
  ])
  expect(parseDurationListMs('50ms, 100ms')).toEqual([50, 100])
  for (const text of ['', ',', '30s,', '30s,,2m', '30s;2m', '30s,soon'])
    expect(parseDurationListMs(text)).toBeNull()
})
