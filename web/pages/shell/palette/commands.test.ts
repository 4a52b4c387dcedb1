import { expect, test } from 'vitest'
import { fitting, type Group, numbersIn } from './commands.ts'

test.each([
  ['Q-20260515-0001', ['quotes Q-20260515-0001']],
  [' p-20260515-0001 ', ['projects P-20260515-0001']],
  ['i20260515-12345', ['invoices I-20260515-12345']],
  [
    '20260515-0007',
    [
      'projects P-20260515-0007',
      'quotes Q-20260515-0007',
      'orders O-20260515-0007',
      'invoices I-20260515-0007',
    ],
  ],
  ['S-20260515-0001', []],
  ['Q-2026', []],
  ['', []],
])('the records that %j may name', (text, found) => {
  expect(numbersIn(text).map(({ kind, number }) => `${kind} ${number}`)).toEqual(found)
})

const groups: Group[] = [
  {
    title: 'Pages',
    commands: [
      { id: '1', label: 'API keys', hint: 'Integrations' },
      { id: '2', label: 'Inbox', hint: 'Work' },
    ],
  },
  { title: 'Actions', commands: [{ id: '3', label: 'Keyboard shortcuts' }] },
]

test.each([
  ['', ['1', '2', '3']],
  ['key', ['1', '3']],
  ['integ', ['1']],
  ['API  integrations', ['1']],
  ['nothing', []],
])('what fits %j', (text, ids) => {
  expect(fitting(groups, text).flatMap(({ commands }) => commands.map(({ id }) => id))).toEqual(ids)
})

test('what begins with the text comes first', () => {
  const commands = [
    { id: 'a', label: 'Hot keys' },
    { id: 'b', label: 'Keys' },
  ]
  expect(fitting([{ title: '', commands }], 'keys')[0]?.commands.map(({ id }) => id)).toEqual(['b', 'a'])
})
