import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { eventItemId, eventOfItem, readable } from './inbox-item.ts'

const moment = fc.integer({ min: 0, max: 2 ** 48 - 1 }).map((ms) => new Date(Math.min(ms, 8.64e15)))
const eventId = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER })

describe('the id of an event’s item', () => {
  test('is a UUIDv7 of its moment', () => {
    expect(eventItemId(new Date('2026-05-15T11:00:00.000Z'), 91_425)).toBe(
      '019e2b4b-0f80-7000-8000-000000016521',
    )
  })

  it('leads back to the event, whichever it is', () => {
    fc.assert(
      fc.property(moment, eventId, (createdAt, id) => {
        expect(eventOfItem(eventItemId(createdAt, id))).toEqual({ createdAt, eventId: id })
      }),
    )
  })

  it('sorts by time, then by event', () => {
    fc.assert(
      fc.property(moment, moment, eventId, eventId, (a, b, first, second) => {
        const [left, right] = [eventItemId(a, first), eventItemId(b, second)]
        const order = a.getTime() - b.getTime() || first - second
        expect(Math.sign(order)).toBe(left < right ? -1 : left > right ? 1 : 0)
      }),
    )
  })

  test.each([
    '',
    'x',
    '019e2b54-c380-7000-8000-000000000000',
    '019e2b54-c380-7001-8000-000000000001',
    '019e2b54-c380-4000-8000-000000000001',
    '019e2b54-c380-7000-c000-000000000001',
    '019e2b54-c380-7000-8020-000000000000',
    '019E2B54-c380-7000-8000-000000000001',
  ])('%j is none', (id) => {
    expect(eventOfItem(id)).toBeUndefined()
  })

  test('a time that no UUID holds is refused', () => {
    expect(() => eventItemId(new Date(-1), 1)).toThrow(RangeError)
    expect(() => eventItemId(new Date(Number.NaN), 1)).toThrow(RangeError)
  })
})

test('readable text has nothing that cannot be stored, and all else', () => {
  expect(readable('a\0b')).toBe('ab')
  expect(readable('a\ud800b')).toBe('a\ufffdb')
  expect(readable('<b>😀</b>\n')).toBe('<b>😀</b>\n')
})
