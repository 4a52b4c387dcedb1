import fc from 'fast-check'
import { expect, test } from 'vitest'
import { jsonTokens } from './json-tokens.ts'

const of = (value: unknown) => jsonTokens(JSON.stringify(value)).filter(({ kind }) => kind !== null)

test('names, texts, numbers and words are told apart', () => {
  expect(of({ 'a "b"': ['x: 1', -1.5e3, true, null] })).toEqual([
    { kind: 'name', text: String.raw`"a \"b\""` },
    { kind: 'text', text: '"x: 1"' },
    { kind: 'number', text: '-1500' },
    { kind: 'word', text: 'true' },
    { kind: 'word', text: 'null' },
  ])
})

test('nothing is lost, whatever the value', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const json = JSON.stringify(value, null, 2)
      expect(
        jsonTokens(json)
          .map(({ text }) => text)
          .join(''),
      ).toBe(json)
    }),
  )
})
