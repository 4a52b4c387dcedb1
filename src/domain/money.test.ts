import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { formatMoney, lineTotalMinor, majorText, minorDigits, unitPriceForm } from './money.ts'

test.each([
  ['USD', 2],
  ['EUR', 2],
  ['JPY', 0],
  ['KRW', 0],
  ['KWD', 3],
  ['BHD', 3],
])('%s has %i decimals', (currency, decimals) => {
  expect(minorDigits(currency)).toBe(decimals)
})

describe('the total of a line', () => {
  it.each([
    [10, '12.500000', 'USD', 12_500n],
    [10, '12.5', 'USD', 12_500n],
    [1, '0.005', 'USD', 1n],
    [1, '0.004999', 'USD', 0n],
    [1, '0.014999', 'USD', 1n],
    [1, '0.015', 'USD', 2n],
    [3, '0.333333', 'USD', 100n],
    [3, '0.335', 'USD', 101n],
    [1, '0.5', 'JPY', 1n],
    [1, '0.499999', 'JPY', 0n],
    [7, '100', 'JPY', 700n],
    [1, '0.0005', 'KWD', 1n],
    [2, '1.234567', 'KWD', 2_469n],
    [1_000_000, '0.000001', 'USD', 100n],
    [0, '5', 'USD', 0n],
    [1, '1.005', 'USD', 101n],
    [2_147_483_647, '999999999999.999999', 'KWD', 2_147_483_647_000_000_000_000_000n - 2_147_484n],
  ])('%i × %s %s is %i', (quantity, price, currency, total) => {
    expect(lineTotalMinor(quantity, price, currency)).toBe(total)
  })

  const price = fc
    .tuple(fc.bigInt(0n, 999_999_999_999n), fc.bigInt(0n, 999_999n))
    .map(([whole, rest]) => `${whole}.${String(rest).padStart(6, '0')}`)
  const quantity = fc.integer({ min: 1, max: 1_000_000 })
  const currency = fc.constantFrom('USD', 'JPY', 'KWD')

  it('is never further than half a minor unit from the exact product, and up when it is just half', () => {
    fc.assert(
      fc.property(quantity, price, currency, (n, unitPrice, code) => {
        const exact = BigInt(n) * BigInt(unitPrice.replace('.', '')) * 10n ** BigInt(minorDigits(code))
        const off = lineTotalMinor(n, unitPrice, code) * 1_000_000n - exact
        expect(off > -500_000n && off <= 500_000n).toBe(true)
      }),
    )
  })

  it('does not depend on how many zeros the price ends with', () => {
    fc.assert(
      fc.property(quantity, price, currency, (n, unitPrice, code) => {
        const shorter = unitPrice.replace(/\.?0+$/, '') || '0'
        expect(lineTotalMinor(n, shorter, code)).toBe(lineTotalMinor(n, unitPrice, code))
      }),
    )
  })
})

test.each(['0', '1', '12.5', '0.000001', '999999999999.999999'])('%s is a unit price', (text) => {
  expect(unitPriceForm.test(text)).toBe(true)
})
test.each([
  '',
  '-1',
  '+1',
  '1.',
  '.5',
  '1e3',
  '1,5',
  '0x1',
  ' 1',
  '1\n',
  '١',
  '0.0000001',
  '1000000000000',
  'NaN',
])('%j is none', (text) => {
  expect(unitPriceForm.test(text)).toBe(false)
})

test.each([
  [482_500, 'USD', '4825.00', '$4,825.00'],
  [5, 'USD', '0.05', '$0.05'],
  [-5, 'USD', '-0.05', '-$0.05'],
  [1_200, 'JPY', '1200', '¥1,200'],
  [1_234, 'KWD', '1.234', 'KWD\u00a01.234'],
  [9_007_199_254_740_991, 'EUR', '90071992547409.91', '€90,071,992,547,409.91'],
])('%i %s is %s, for people %s', (amount, currency, text, shown) => {
  expect(majorText({ amount, currency })).toBe(text)
  expect(formatMoney({ amount, currency })).toBe(shown)
})
