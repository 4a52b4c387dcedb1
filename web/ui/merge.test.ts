import { expect, test } from 'vitest'
import { merge } from './merge.ts'

const base = { name: 'A', scopes: ['api'] }

test.each([
  ['nobody changed anything', base, base, base, []],
  ['only I did', base, { ...base, name: 'M' }, { ...base, name: 'M' }, []],
  ['only they did', { ...base, name: 'T' }, base, { ...base, name: 'T' }, []],
  ['each another member', { ...base, name: 'T' }, { ...base, scopes: [] }, { name: 'T', scopes: [] }, []],
  ['both the same', { ...base, name: 'X' }, { ...base, name: 'X' }, { ...base, name: 'X' }, []],
  [
    'both something else: mine stays until it is said',
    { ...base, name: 'T' },
    { ...base, name: 'M' },
    { ...base, name: 'M' },
    [{ name: 'name', theirs: 'T' }],
  ],
])('%s', (_, theirs, mine, merged, conflicts) => {
  expect(merge(base, theirs, mine)).toEqual({ merged, conflicts })
})
