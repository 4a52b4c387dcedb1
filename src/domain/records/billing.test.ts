import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { type BillableLine, leftToInvoice, partMinor, totalsOf } from './billing.ts'

const line = (
  quantity: number,
  totalMinor: number,
  invoicedQuantity = 0,
  invoicedMinor = 0,
): BillableLine => ({
  quantity,
  totalMinor,
  invoicedQuantity,
  invoicedMinor,
})

/** What each part costs when they are invoiced one after another. */
function partsOf(quantity: number, totalMinor: number, parts: readonly number[]): number[] {
  const so = line(quantity, totalMinor)
  return parts.map((part) => {
    const amount = partMinor(so, part)
    so.invoicedQuantity += part
    so.invoicedMinor += amount
    return amount
  })
}

describe('a part of a line', () => {
  it.each([
    [10, 12_500, [4, 6], [5_000, 7_500]],
    [3, 1_000, [1, 1, 1], [333, 333, 334]],
    [3, 200, [1, 1, 1], [67, 67, 66]],
    [3, 1, [1, 1, 1], [0, 0, 1]],
    // Rounded up twice, nothing is left for the others; no part is below zero.
    [4, 2, [1, 1, 1, 1], [1, 1, 0, 0]],
    [2, 0, [1, 1], [0, 0]],
    [1_000_000, 9_007_199_254_740_991, [999_999, 1], [9_007_190_247_541_736, 9_007_199_255]],
  ])('%i pieces for %i in %j cost %j', (quantity, total, parts, amounts) => {
    expect(partsOf(quantity, total, parts)).toEqual(amounts)
  })

  it('after a void takes what that left', () => {
    // 333 of the first third are void: two thirds are left, with 667.
    expect(partMinor(line(3, 1_000, 1, 333), 2)).toBe(667)
    expect(leftToInvoice(line(3, 1_000, 1, 333))).toBe(2)
  })

  test('the parts add up to the line, in whatever pieces, also when some are void meanwhile', () => {
    fc.assert(
      fc.property(
        fc.nat(1_000_000),
        fc.array(fc.record({ pieces: fc.integer({ min: 1, max: 50 }), isVoid: fc.boolean() }), {
          minLength: 1,
          maxLength: 12,
        }),
        (totalMinor, steps) => {
          const so = line(
            steps.reduce((all, { pieces }) => all + pieces, 0),
            totalMinor,
          )
          const standing: { pieces: number; amount: number }[] = []
          const bill = (pieces: number): void => {
            const amount = partMinor(so, pieces)
            expect(amount).toBeGreaterThanOrEqual(0)
            so.invoicedQuantity += pieces
            so.invoicedMinor += amount
            expect(so.invoicedMinor).toBeLessThanOrEqual(totalMinor)
            standing.push({ pieces, amount })
          }
          for (const { pieces, isVoid } of steps) {
            bill(pieces)
            const first = isVoid ? standing.shift() : undefined
            if (first === undefined) continue
            so.invoicedQuantity -= first.pieces
            so.invoicedMinor -= first.amount
          }
          const left = leftToInvoice(so)
          if (left > 0) bill(left)
          expect(so.invoicedMinor).toBe(totalMinor)
        },
      ),
    )
  })
})

describe('the sums of an invoice', () => {
  it('keep tax apart and take a discount off', () => {
    const charges = [
      { kind: 'setup', amountMinor: 5_000 },
      { kind: 'discount', amountMinor: -1_000 },
      { kind: 'tax', amountMinor: 1_520 },
      { kind: 'tax', amountMinor: 80 },
    ]
    expect(totalsOf([10_000, 2_000], charges)).toEqual({
      subtotalMinor: 16_000,
      taxMinor: 1_600,
      totalMinor: 17_600,
    })
    expect(totalsOf([], [])).toEqual({ subtotalMinor: 0, taxMinor: 0, totalMinor: 0 })
  })
})
