import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalJson } from './canonical-json.ts'

const reversed = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, member]) => [name, reversed(member)]),
  )
}

describe('canonicalJson', () => {
  it.each<[string, string, string]>([
    ['whitespace', '{"a": [1, 2]}', '{"a":[1,2]}'],
    ['order of members, at every depth', '{"b":{"d":1,"c":2},"a":0}', '{"a":0,"b":{"c":2,"d":1}}'],
    ['escapes', '{"\\u0061":"\\u00e9\\/"}', '{"a":"é/"}'],
    ['notations of a number', '[1.0,1e2,-0]', '[1,100,0]'],
  ])('%s does not count', (_, one, other) => {
    expect(canonicalJson(JSON.parse(one))).toBe(canonicalJson(JSON.parse(other)))
  })

  it.each<[string, string, string]>([
    ['order of elements', '[1,2]', '[2,1]'],
    ['text and number', '{"a":1}', '{"a":"1"}'],
    ['null and absent', '{"a":null}', '{}'],
    ['object and list', '{"0":1}', '[1]'],
  ])('%s counts', (_, one, other) => {
    expect(canonicalJson(JSON.parse(one))).not.toBe(canonicalJson(JSON.parse(other)))
  })

  it('is JSON of the same value, whatever the order of its members', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value)
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
        expect(canonicalJson(reversed(value))).toBe(text)
      }),
    )
  })

  it('writes what has no body as null', () => {
    expect(canonicalJson(undefined)).toBe('null')
  })
})
