import { describe, expect, test } from 'vitest'
import { balance, type StoredDelivery } from './ledger.ts'
import { type Hook, hooksOf } from './manners.ts'
import type { SeenEvent } from './receivers.ts'

/** The ledger finds what it is there to find. */

const hook = hooksOf(1_000)[0] as Hook
const accepted = [{ eventId: 1, hook, atMs: 1_000 }]
const row: StoredDelivery = {
  eventId: 1,
  type: hook.type,
  digest: 'a',
  status: 'delivered',
  attemptCount: 1,
  logged: 1,
  lastNumber: 1,
  good: 1,
  explained: 1,
  hasInternal: false,
  endpointEnabled: true,
  overdueMs: 0,
}
const arrival: SeenEvent = {
  eventId: 1,
  path: '/well-1',
  digest: 'a',
  tries: 1,
  successes: 1,
  firstSuccessMs: 1_200,
}
const of = (stored: StoredDelivery[], seen: SeenEvent[]) => balance(accepted, stored, seen, 8)

test('all is well', () => {
  expect(of([row], [arrival])).toMatchObject({ accepted: 1, delivered: 1, lost: 0, unexplained: [] })
})

describe('lost', () => {
  test.each([
    ['is not stored', [], []],
    ['is stored as delivered, and no receiver saw it', [row], []],
    ['is discarded by nobody', [{ ...row, status: 'discarded' as const, good: 0, logged: 0 }], []],
  ])('what %s', (_, stored, seen) => {
    const totals = of(stored, seen)
    expect(totals).toMatchObject({ accepted: 1, delivered: 0, lost: 1 })
    expect(totals.unexplained).not.toEqual([])
  })
})

describe('unexplained', () => {
  test.each<[string, StoredDelivery[], SeenEvent[]]>([
    ['other bytes', [row], [{ ...arrival, digest: 'b' }]],
    ['two deliveries', [row, row], [arrival]],
    ['received and not stored', [row], [arrival, { ...arrival, eventId: 2 }]],
    ['an attempt that says nothing', [{ ...row, logged: 2, lastNumber: 2 }], [arrival]],
    ['a gap', [{ ...row, lastNumber: 2 }], [arrival]],
    ['dead too early', [{ ...row, status: 'dead', good: 0 }], []],
    ['stuck', [{ ...row, status: 'pending', good: 0, attemptCount: 1, overdueMs: 60_000 }], []],
    ['another type', [{ ...row, type: 'invoice.paid' }], [arrival]],
  ])('%s', (_, stored, seen) => {
    expect(of(stored, seen).unexplained).toHaveLength(1)
  })
})

test('what came twice is a duplicate', () => {
  expect(of([row], [{ ...arrival, successes: 3 }])).toMatchObject({ duplicates: 2, duplicate_rate: 2 })
})

test('a stall is the longest time in which something waited and nothing came', () => {
  const events = [1_000, 1_100, 5_000].map((atMs, index) => ({ eventId: index + 1, hook, atMs }))
  const seen = [1_200, 1_900, 5_050].map((firstSuccessMs, index) => ({
    ...arrival,
    eventId: index + 1,
    firstSuccessMs,
  }))
  const stored = events.map(({ eventId }) => ({ ...row, eventId }))
  expect(balance(events, stored, seen, 8).longest_stall_ms).toBe(700)
})
