import { expect, test } from 'vitest'
import { ApiProblem } from '../../api/problem.ts'
import { chosenLines, lineError } from './chosen-lines.ts'

const sent = { left_out: ' ', first: '2', second: 'many' }

test('a line without pieces is not sent', () => {
  expect(chosenLines(sent)).toEqual([
    { order_line_id: 'first', quantity: 2 },
    { order_line_id: 'second', quantity: Number.NaN },
  ])
})

const wrong = new ApiProblem({
  status: 400,
  errors: [{ path: 'lines[1].quantity', message: 'must be a number' }],
})
const tooMany = new ApiProblem({
  status: 409,
  code: 'quantity_exceeded',
  detail: 'One is left.',
  order_line_id: 'first',
})

test.each([
  [null, 'second', undefined],
  [wrong, 'second', 'must be a number'],
  [wrong, 'first', undefined],
  [wrong, 'left_out', undefined],
  [tooMany, 'first', 'One is left.'],
  [tooMany, 'second', undefined],
])('the complaint stands with its own line (%#)', (problem, line, message) => {
  expect(lineError(problem, sent, line)).toBe(message)
})
