import { expect, it } from 'vitest'
import { isUnchanged } from './conditional.ts'

it.each([
  ['"a"', '"a"', true],
  ['"b", "a"', '"a"', true],
  ['W/"a"', '"a"', true],
  ['*', '"a"', true],
  ['"b"', '"a"', false],
  ['a', '"a"', false],
  ['', '"a"', false],
  [undefined, '"a"', false],
  ['*', undefined, false],
])('If-None-Match %s against %s: %s', (header, etag, expected) => {
  expect(isUnchanged(header, etag)).toBe(expected)
})
