import { expect, test } from 'vitest'
import { toMinor } from './amounts.ts'

test.each([
  ['12.5', 'USD', 1_250],
  ['12,50', 'EUR', 1_250],
  ['12', 'USD', 1_200],
  ['0.01', 'USD', 1],
  ['1.500', 'USD', 150],
  ['1200', 'JPY', 1_200],
  ['1.234', 'KWD', 1_234],
  ['1.005', 'USD', Number.NaN],
  ['-1', 'USD', Number.NaN],
  ['1.5', 'JPY', Number.NaN],
  ['', 'USD', Number.NaN],
  ['twelve', 'USD', Number.NaN],
  ['1', 'dollars', Number.NaN],
])('%j %s is %d', (typed, currency, minor) => {
  expect(toMinor(typed, currency)).toBe(minor)
})
