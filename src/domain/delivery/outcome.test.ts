import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import {
  type AttemptResult,
  decideOutcome,
  internalWaitMs,
  maxInternalFailures,
  type OutcomeInput,
  succeeded,
} from './outcome.ts'
import { defaultRetryWaitsMs } from './schedule.ts'

const nowMs = Date.parse('2026-05-15T11:00:00Z')
const answered = (status: number, retryAfter?: string): AttemptResult => ({
  status,
  errorCode: null,
  retryAfter,
})
const failed = (errorCode: string, status: number | null = null): AttemptResult => ({ status, errorCode })
const decide = (result: AttemptResult, over: Partial<OutcomeInput> = {}) =>
  decideOutcome({
    result,
    attemptCount: 0,
    waitsMs: defaultRetryWaitsMs,
    nowMs,
    disableOnGone: false,
    ...over,
  })

describe('success', () => {
  it('is every 2xx and nothing else', () => {
    for (let status = 100; status < 600; status++)
      expect(succeeded(answered(status))).toBe(status >= 200 && status <= 299)
  })

  it('needs the whole exchange: a body still dripping at the deadline fails a 200', () => {
    expect(succeeded(failed('timeout', 200))).toBe(false)
    expect(decide(failed('timeout', 200))).toMatchObject({ status: 'pending', fault: 'theirs' })
  })

  it('delivers, on any attempt', () => {
    for (const attemptCount of [0, 3, 7])
      expect(decide(answered(204), { attemptCount })).toEqual({
        status: 'delivered',
        fault: 'none',
        attemptCount: attemptCount + 1,
        nextAttemptAtMs: null,
        disable: null,
      })
  })
})

describe('failure', () => {
  it('walks the schedule and is dead after the eighth', () => {
    const waits: (number | null)[] = []
    let attemptCount = 0
    for (;;) {
      const outcome = decide(answered(500), { attemptCount })
      attemptCount = outcome.attemptCount
      waits.push(outcome.nextAttemptAtMs === null ? null : outcome.nextAttemptAtMs - nowMs)
      if (outcome.status === 'dead') break
      expect(outcome.status).toBe('pending')
    }
    expect(attemptCount).toBe(8)
    expect(waits).toEqual([...defaultRetryWaitsMs, null])
  })

  it.each([
    answered(301),
    answered(400),
    answered(404),
    answered(410),
    answered(500),
    failed('dns'),
    failed('blocked_target'),
  ])('%j is theirs and is tried again', (result) => {
    expect(decide(result)).toEqual({
      status: 'pending',
      fault: 'theirs',
      attemptCount: 1,
      nextAttemptAtMs: nowMs + 30_000,
      disable: null,
    })
  })

  it('a schedule without waits has one attempt', () => {
    expect(decide(answered(500), { waitsMs: [] })).toMatchObject({ status: 'dead', nextAttemptAtMs: null })
  })
})

describe('Retry-After', () => {
  it.each([429, 503])('of a %i moves the next try later', (status) => {
    expect(decide(answered(status, '3600')).nextAttemptAtMs).toBe(nowMs + 3_600_000)
    expect(decide(answered(status, '1')).nextAttemptAtMs).toBe(nowMs + 30_000)
    expect(decide(answered(status, '999999999999')).nextAttemptAtMs).toBe(nowMs + 86_400_000)
  })

  it.each([301, 404, 408, 410, 500, 502, 504])('of a %i means nothing', (status) => {
    expect(decide(answered(status, '3600')).nextAttemptAtMs).toBe(nowMs + 30_000)
  })

  it('gives no ninth attempt', () => {
    expect(decide(answered(429, '3600'), { attemptCount: 7 })).toMatchObject({
      status: 'dead',
      nextAttemptAtMs: null,
    })
  })
})

describe('410', () => {
  it('disables an endpoint that wants it, and keeps the delivery', () => {
    expect(decide(answered(410), { disableOnGone: true })).toMatchObject({
      status: 'pending',
      disable: 'gone',
    })
    expect(decide(answered(410), { disableOnGone: true, attemptCount: 7 })).toMatchObject({
      status: 'dead',
      disable: 'gone',
    })
  })

  it('alone does so', () => {
    for (const status of [200, 301, 404, 429, 500])
      expect(decide(answered(status), { disableOnGone: true }).disable).toBeNull()
    expect(decide(failed('timeout'), { disableOnGone: true }).disable).toBeNull()
  })
})

test('whatever comes back: one attempt is counted, and only a pending delivery has a next one', () => {
  const result = fc.record({
    status: fc.option(fc.integer({ min: 100, max: 999 })),
    errorCode: fc.option(fc.constantFrom('timeout', 'dns', 'tls')),
    retryAfter: fc.option(fc.string(), { nil: undefined }),
  })
  fc.assert(
    fc.property(result, fc.nat(20), fc.boolean(), (came, attemptCount, disableOnGone) => {
      const outcome = decide(came, { attemptCount, disableOnGone })
      expect(outcome.attemptCount).toBe(attemptCount + 1)
      expect(outcome.nextAttemptAtMs !== null).toBe(outcome.status === 'pending')
      expect(outcome.fault).toBe(outcome.status === 'delivered' ? 'none' : 'theirs')
      if (outcome.nextAttemptAtMs !== null) expect(outcome.nextAttemptAtMs).toBeGreaterThan(nowMs)
    }),
  )
})

test('a failure of ours waits 1, 2, 4, 8 s, and five of them are the end', () => {
  expect([1, 2, 3, 4, 5, 50].map(internalWaitMs)).toEqual([1_000, 2_000, 4_000, 8_000, 8_000, 8_000])
  expect(maxInternalFailures).toBe(5)
})
