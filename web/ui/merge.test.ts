import { expect, test } from 'vitest'
import { differs, merge } from './merge.ts'

test.each([
  [{ name: 'A' }, { name: ' A ' }, false],
  [{ name: 'A' }, { name: 'B' }, true],
  [{ scopes: ['api'] }, { scopes: [] }, true],
  [{ scopes: ['api', 'read'] }, { scopes: ['read', 'api'] }, false],
  [{ days: '' }, { days: '0' }, true],
])('blanks around a text and the order of names are no difference: %o, %o', (one, other, isDifferent) => {
  expect(differs<object>(one, other)).toBe(isDifferent)
})

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
