import { expect, test } from 'vitest'
import { ApiProblem } from '../../api/problem.ts'
import { complaintsOf } from './price-complaints.ts'
import type { PriceValues } from './price-values.ts'

const row = { quantity: '1', unit_price: '2', lead_time_days: '3' }
const charge = { kind: 'setup' as const, label: 'Fixture', amount: '5' }
const sent: PriceValues = {
  currency: 'USD',
  valid_until: '',
  lines: [
    { line_id: 'a', part_name: 'A', breaks: [row] },
    { line_id: 'b', part_name: 'B', breaks: [row, row] },
  ],
  charges: [charge],
}
const problem = new ApiProblem({
  status: 400,
  errors: [
    { path: 'lines[1].breaks[1].unit_price', message: 'no price' },
    { path: 'lines[1].breaks', message: 'twice' },
    { path: 'charges[0].amount.amount', message: 'no amount' },
    { path: 'charges[0].label', message: 'no label' },
  ],
})

test('each complaint stands with its own field, and with its line what concerns it as a whole', () => {
  const of = complaintsOf(problem, sent, sent)
  expect([
    of.line(1, 'breaks[1].unit_price'),
    of.line(1, 'breaks[0].unit_price'),
    of.line(1),
    of.line(0),
    of.charge(0, 'amount'),
    of.charge(0, 'label'),
    of.charge(0, 'kind'),
    of.charge(),
  ]).toEqual(['no price', undefined, 'twice', undefined, 'no amount', 'no label', undefined, undefined])
})

test('after a row is taken out, no complaint stands with another', () => {
  const [first, second] = sent.lines as [PriceValues['lines'][0], PriceValues['lines'][0]]
  const now = { ...sent, charges: [], lines: [first, { ...second, breaks: [row] }] }
  const of = complaintsOf(problem, sent, now)
  expect([of.line(1, 'breaks[1].unit_price'), of.charge(0, 'amount')]).toEqual([undefined, undefined])
})

test('nothing is said where nothing was refused', () => {
  const of = complaintsOf(null, sent, sent)
  expect([of.line(0), of.line(0, 'breaks[0].quantity'), of.charge(), of.charge(0, 'label')]).toEqual(
    Array(4).fill(undefined),
  )
})
