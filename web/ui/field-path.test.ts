import { expect, test } from 'vitest'
import { ApiProblem } from '../api/problem.ts'
import { sayPath } from './field-path.ts'

test.each([
  ['', ''],
  ['name', 'Name'],
  ['unit_price', 'Unit price'],
  ['lines[0].breaks[1].unit_price', 'Line 1, break 2, unit price'],
  ['lines[9].quantities[0]', 'Line 10, quantity 1'],
  ['charges[2].amount.amount', 'Charge 3, amount'],
  ['statuses[0]', 'Status 1'],
  ['letterhead.tax_number', 'Letterhead, tax number'],
  ['Idempotency-Key', 'Idempotency-Key'],
])('%s is said as %s', (path, said) => {
  expect(sayPath(path)).toBe(said)
})

const problem = new ApiProblem({
  status: 400,
  errors: [
    { path: 'lines[1].breaks', message: 'must not name a quantity twice' },
    { path: 'lines[1].breaks[0].quantity', message: 'must be more' },
    { path: 'lines[10].breaks', message: 'must be there' },
    { path: 'amount.amount', message: 'must be a number' },
  ],
})

test.each([
  ['lines[1].breaks[0].quantity', 'must be more', 'must be more'],
  ['lines[1].breaks', 'must not name a quantity twice; must be more', 'must not name a quantity twice'],
  ['lines[1]', 'must not name a quantity twice; must be more', undefined],
  ['lines[10].breaks', 'must be there', 'must be there'],
  ['lines[0]', undefined, undefined],
  ['amount', 'must be a number', undefined],
  ['am', undefined, undefined],
])('of %s with what is below it, and of itself alone', (path, withBelow, itself) => {
  expect([problem.errorOf(path), problem.errorAt(path)]).toEqual([withBelow, itself])
})
