import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import {
  defaultRetryWaitsMs,
  maxAttempts,
  nextWaitMs,
  parseRetryAfterMs,
  retryAfterCapMs,
} from './schedule.ts'

const second = 1_000
const minute = 60 * second
const hour = 60 * minute

describe('the schedule of the reference', () => {
  it.each([
    [1, 30 * second],
    [2, 2 * minute],
    [3, 10 * minute],
    [4, 30 * minute],
    [5, 2 * hour],
    [6, 6 * hour],
    [7, 24 * hour],
    [8, null],
    [9, null],
  ])('after failure %i the wait is %j ms', (failures, waitMs) => {
    expect(nextWaitMs(defaultRetryWaitsMs, failures, null)).toBe(waitMs)
  })

  it('has eight attempts', () => {
    expect(maxAttempts(defaultRetryWaitsMs)).toBe(8)
  })

  it('n waits are n + 1 attempts', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 20 }), (waitsMs) => {
        const last = maxAttempts(waitsMs)
        expect(nextWaitMs(waitsMs, last, null)).toBeNull()
        for (let failures = 1; failures < last; failures++)
          expect(nextWaitMs(waitsMs, failures, null)).toBe(waitsMs[failures - 1])
      }),
    )
  })
})

describe('a wait that the receiver asks for', () => {
  it('moves the try later, never earlier, at most to the cap, and grants no further try', () => {
    const waits = fc.array(fc.nat(2 * retryAfterCapMs), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(waits, fc.nat(8), fc.option(fc.nat(10 * retryAfterCapMs)), (waitsMs, nth, retryAfterMs) => {
        const own = nextWaitMs(waitsMs, nth + 1, null)
        const asked = nextWaitMs(waitsMs, nth + 1, retryAfterMs)
        if (own === null || asked === null) {
          expect(asked).toBe(own)
          return
        }
        expect(asked).toBeGreaterThanOrEqual(own)
        expect(asked).toBeLessThanOrEqual(Math.max(own, retryAfterCapMs))
        if (retryAfterMs !== null && retryAfterMs <= retryAfterCapMs)
          expect(asked).toBeGreaterThanOrEqual(retryAfterMs)
      }),
    )
  })

  it.each([
    [0, 30 * second],
    [29 * second, 30 * second],
    [31 * second, 31 * second],
    [24 * hour, 24 * hour],
    [25 * hour, 24 * hour],
    [Number.POSITIVE_INFINITY, 24 * hour],
  ])('%d ms after the first failure → %i ms', (retryAfterMs, waitMs) => {
    expect(nextWaitMs(defaultRetryWaitsMs, 1, retryAfterMs)).toBe(waitMs)
  })
})

describe('the forms of Retry-After', () => {
  const nowMs = Date.parse('2026-05-15T11:00:00Z')

  it.each([
    ['120', 120 * second],
    ['0', 0],
    [' 5 ', 5 * second],
    ['007', 7 * second],
    // The three forms of a date in RFC 9110, all GMT.
    ['Fri, 15 May 2026 11:02:00 GMT', 2 * minute],
    ['Friday, 15-May-26 11:02:00 GMT', 2 * minute],
    ['Fri May 15 11:02:00 2026', 2 * minute],
    ['Fri May  1 11:02:00 2026', 0],
    ['Fri, 15 May 2026 10:00:00 GMT', 0],
  ])('%j is %i ms', (value, ms) => {
    expect(parseRetryAfterMs(value, nowMs)).toBe(ms)
  })

  it.each([
    undefined,
    '',
    'soon',
    '-5',
    '+5',
    '1.5',
    '1e3',
    '0x10',
    '5 s',
    '2026-05-15T11:02:00Z',
    'Fri, 99 Foo 2026 11:02:00 GMT',
    '٣',
    'tomorrow 11:02:00',
  ])('%j is unreadable', (value) => {
    expect(parseRetryAfterMs(value, nowMs)).toBeNull()
  })

  it('dates are GMT wherever this runs', () => {
    // A process of its own: the zone of this one is settled at its start.
    const script = `
      import { parseRetryAfterMs } from ${JSON.stringify(import.meta.resolve('./schedule.ts'))}
      const values = ['Fri May 15 11:02:00 2026', 'Fri, 15 May 2026 11:02:00', 'Fri, 15 May 2026 07:02:00 -0400']
      console.log(JSON.stringify([new Date(${nowMs}).getHours(), ...values.map((v) => parseRetryAfterMs(v, ${nowMs}))]))`
    const printed = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
      env: { ...process.env, TZ: 'America/New_York' },
    })
    expect(JSON.parse(printed.toString())).toEqual([7, 2 * minute, 2 * minute, 2 * minute])
  })

  it.each(['9999999999', '9'.repeat(400)])(
    'seconds without end (%.12s…) are a long wait, which the cap then cuts',
    (value) => {
      const ms = parseRetryAfterMs(value, nowMs)
      expect(ms).toBeGreaterThan(retryAfterCapMs)
      expect(nextWaitMs(defaultRetryWaitsMs, 1, ms)).toBe(retryAfterCapMs)
    },
  )

  it('any date a receiver can write is the time until then', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000_000 }), (aheadSeconds) => {
        const at = new Date(nowMs + aheadSeconds * second)
        expect(parseRetryAfterMs(at.toUTCString(), nowMs)).toBe(aheadSeconds * second)
      }),
    )
  })

  it('any text gives a wait that is not negative, or none', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const ms = parseRetryAfterMs(text, nowMs)
        expect(ms === null || ms >= 0).toBe(true)
      }),
    )
  })
})

test('the cap is a day', () => {
  expect(retryAfterCapMs).toBe(24 * hour)
})
