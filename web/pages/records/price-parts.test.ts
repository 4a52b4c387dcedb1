import { expect, test } from 'vitest'
import { merge } from '../../ui/merge.ts'
import { labelOf, partsOf, textOf, withParts } from './price-parts.ts'
import type { PriceValues } from './price-values.ts'

const priced = (bracket: string, plate: string): PriceValues => ({
  currency: 'USD',
  valid_until: '2026-06-30',
  charges: [{ kind: 'setup', label: 'Fixture', amount: '25' }],
  lines: [
    {
      line_id: 'a',
      part_name: 'Bracket',
      breaks: [{ quantity: '10', unit_price: bracket, lead_time_days: '7' }],
    },
    {
      line_id: 'b',
      part_name: 'Plate',
      breaks: [{ quantity: '5', unit_price: plate, lead_time_days: '9' }],
    },
  ],
})

test('two people price two lines: both prices stand', () => {
  const mine = priced('12.50', '3.00')
  const { merged, conflicts } = merge(
    partsOf(priced('1.00', '3.00')),
    partsOf(priced('1.00', '4.00')),
    partsOf(mine),
  )
  expect(conflicts).toEqual([])
  expect(withParts(mine, merged)).toEqual(priced('12.50', '4.00'))
})

test('two people price one line: it is named by its part, with both prices in words', () => {
  const [base, theirs, mine] = ['1.00', '2.00', '3.00'].map((price) => partsOf(priced(price, '4.00')))
  const { conflicts } = merge({ ...base }, { ...theirs }, { ...mine })
  expect(conflicts.map(({ name }) => labelOf(name, priced('', '')))).toEqual(['Prices of Bracket'])
  expect(conflicts.map(({ theirs: value }) => textOf(value))).toEqual(['10 at 2.00 in 7 days'])
  expect(labelOf('charges', priced('', ''))).toBe('Charges')
  expect(textOf(priced('', '').charges)).toBe('Setup Fixture 25')
})
