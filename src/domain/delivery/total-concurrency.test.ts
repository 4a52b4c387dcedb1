import { expect, test } from 'vitest'
import { maxTotalConcurrency, minTotalConcurrency, nextTotalConcurrency } from './total-concurrency.ts'

test('doubles while the thread idles, up to the most', () => {
  expect(nextTotalConcurrency(64, 0.1)).toBe(128)
  expect(nextTotalConcurrency(800, 0.69)).toBe(maxTotalConcurrency)
  expect(nextTotalConcurrency(maxTotalConcurrency, 0)).toBe(maxTotalConcurrency)
})

test('shrinks while the thread is saturated, down to the least', () => {
  expect(nextTotalConcurrency(1_000, 0.99)).toBe(800)
  expect(nextTotalConcurrency(70, 1)).toBe(minTotalConcurrency)
})

test('stays where the thread is busy and not saturated', () => {
  expect(nextTotalConcurrency(200, 0.8)).toBe(200)
})
