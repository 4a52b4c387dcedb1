import fc from 'fast-check'
import { expect, test } from 'vitest'
import { applyRun, foldOutcomes } from '../domain/delivery/breaker.ts'
import { GoodEndpoints } from './endpoint-runs.ts'
import type { EndpointRun } from './types.ts'

const run = (webhookId: string, ...outcomes: boolean[]): EndpointRun => ({
  webhookId,
  ...foldOutcomes(outcomes),
  disable: null,
})

const good = run('a', true, true)
const bad = run('a', true, false)

test('a success is told once a second, unless there was a failure', () => {
  const known = new GoodEndpoints()
  expect(known.news([good], 'node', 5_000)).toEqual([good])
  // Only what was written counts: the statement may have failed.
  expect(known.news([good], 'node', 5_001)).toEqual([good])
  known.wrote([good])
  expect(known.news([good, run('b', true)], 'node', 5_002)).toEqual([run('b', true)])
  expect(known.news([bad], 'node', 5_003)).toEqual([bad])
  known.wrote([bad])
  expect(known.news([good], 'node', 5_004)).toEqual([good])
  known.wrote([good])
  expect(known.news([good], 'node', 5_999)).toEqual([])
  expect(known.news([good], 'node', 6_000)).toEqual([good])
})

test('what another node may have written meanwhile is not known', () => {
  const known = new GoodEndpoints()
  known.news([good], 'node', 5_000)
  known.wrote([good])
  expect(known.news([good], 'the same node after its lease ended', 5_001)).toEqual([good])
})

test('an answer that disables is always told', () => {
  const known = new GoodEndpoints()
  const gone: EndpointRun = { ...good, disable: 'gone' }
  known.news([good], 'node', 5_000)
  known.wrote([good])
  expect(known.news([gone], 'node', 5_001)).toEqual([gone])
  known.wrote([gone])
  expect(known.news([good], 'node', 5_002)).toEqual([good])
})

test('the count of failures in a row is the same as if every batch were told', () => {
  const batches = fc.array(fc.array(fc.boolean(), { minLength: 1, maxLength: 4 }), { maxLength: 30 })
  fc.assert(
    fc.property(batches, fc.array(fc.nat(400), { minLength: 30, maxLength: 30 }), (lists, pauses) => {
      const known = new GoodEndpoints()
      let nowMs = 0
      let told = 0
      let all = 0
      for (const [n, outcomes] of lists.entries()) {
        nowMs += pauses[n] ?? 0
        const one = run('a', ...outcomes)
        all = applyRun(all, one, 10).consecutive
        const news = known.news([one], 'node', nowMs)
        for (const each of news) told = applyRun(told, each, 10).consecutive
        known.wrote(news)
        expect(told).toBe(all)
      }
    }),
  )
})
