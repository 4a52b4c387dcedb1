import { expect, test } from 'vitest'
import { breakMinor, type PriceValues, priceText, rangeMinor, toBody } from './price-values.ts'

test.each([
  ['12.500000', 'USD', '12.50'],
  ['12.345600', 'USD', '12.3456'],
  ['1200.000000', 'JPY', '1200'],
  ['1.000000', 'KWD', '1.000'],
])('%s %s is shown as %s', (price, currency, text) => {
  expect(priceText(price, currency)).toBe(text)
})

test.each([
  ['10', '12.5', 'USD', 12_500],
  ['3', '0,335', 'USD', 101],
  ['7', '1200', 'JPY', 8_400],
  ['10', '', 'USD', null],
  ['0', '1', 'USD', null],
  ['1.5', '1', 'USD', null],
  ['10', '1.2345678', 'USD', null],
  ['10', '1', 'US', null],
])('%s pieces at %j %s come to %s', (quantity, unit_price, currency, minor) => {
  expect(breakMinor({ quantity, unit_price, lead_time_days: '' }, currency)).toBe(minor)
})

const values: PriceValues = {
  currency: 'USD',
  valid_until: '',
  lines: [
    {
      line_id: 'a',
      part_name: 'Bracket',
      breaks: [
        { quantity: '10', unit_price: '12.5', lead_time_days: '10' },
        { quantity: '50', unit_price: '9,75', lead_time_days: '14' },
      ],
    },
  ],
  charges: [
    { kind: 'setup', label: 'Fixture', amount: '25' },
    { kind: 'discount', label: 'Thanks', amount: '5' },
    { kind: 'tax', label: 'VAT', amount: '1.50' },
  ],
}

test('the range goes from the cheapest to the dearest choice, with every charge', () => {
  expect(rangeMinor(values)).toEqual([14_650, 50_900])
  expect(rangeMinor({ ...values, charges: [{ kind: 'tax', label: 'VAT', amount: '' }] })).toBeNull()
  expect(rangeMinor({ ...values, lines: [{ line_id: 'a', part_name: 'Bracket', breaks: [] }] })).toBeNull()
})

test('what is typed goes to the server in its own forms', () => {
  expect(toBody(values)).toMatchObject({
    valid_until: null,
    lines: [{ line_id: 'a', breaks: [{ quantity: 10 }, { unit_price: '9.75', lead_time_days: 14 }] }],
    charges: [{ amount: { amount: 2_500, currency: 'USD' } }, { amount: { amount: 500 } }, {}],
  })
})
