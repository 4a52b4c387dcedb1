import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { z } from 'zod'
import {
  checkEventData,
  eventCatalogue,
  eventDataInput,
  eventTypes,
  maxDataBytes,
  maxDataDepth,
} from './index.ts'

const common = { title: 'T', message: 'M', project_no: 'P-20260515-0001' }
const pathsOf = (type: Parameters<typeof checkEventData>[0], data: unknown): string[] => {
  const checked = checkEventData(type, data)
  return checked.ok ? [] : checked.errors.map((error) => error.path)
}
const nested = (levels: number): unknown => (levels === 0 ? 1 : { a: nested(levels - 1) })

test.each(eventTypes)('%s: its example is good', (type) => {
  expect(checkEventData(type, eventCatalogue[type].example)).toEqual({
    ok: true,
    data: eventCatalogue[type].example,
  })
})

test('what is good comes back as the very object, members it does not name included', () => {
  const json = fc.jsonValue({ maxDepth: 4 })
  fc.assert(
    fc.property(
      fc.dictionary(
        fc.string().map((key) => `x_${key}`),
        json,
        { maxKeys: 5 },
      ),
      (others) => {
        const data = { ...others, ...common }
        const copy = structuredClone(data)
        const checked = checkEventData('quote.ready', data)
        expect(checked.ok && checked.data).toBe(data)
        expect(data).toEqual(copy)
      },
    ),
  )
})

test('a missing project number counts as null', () => {
  expect(pathsOf('order.placed', { title: 'T', message: 'M' })).toEqual([])
  expect(pathsOf('order.placed', { title: 'T', message: 'M', project_no: null })).toEqual([])
})

test('texts of any characters are good, NUL and lone surrogates too', () => {
  expect(pathsOf('order.placed', { ...common, title: '\0', message: '\ud800 \udc00' })).toEqual([])
})

describe('what is refused, and where', () => {
  it.each<[string, unknown, string[]]>([
    ['nothing', undefined, ['data']],
    ['null', null, ['data']],
    ['a list', [common], ['data']],
    ['a text', 'T', ['data']],
    ['no members', {}, ['data.title', 'data.message']],
    ['an empty title', { ...common, title: '' }, ['data.title']],
    ['a title of 201', { ...common, title: 'x'.repeat(201) }, ['data.title']],
    ['a title that is a number', { ...common, title: 7 }, ['data.title']],
    ['a message of 4,001', { ...common, message: 'x'.repeat(4_001) }, ['data.message']],
    ['a project number of 65', { ...common, project_no: 'x'.repeat(65) }, ['data.project_no']],
    ['a project number that is none', { ...common, project_no: 12 }, ['data.project_no']],
    ['an amount in major units', { ...common, total: 12.5 }, ['data.total']],
    [
      'a broken amount',
      { ...common, total: { amount: 12.5, currency: 'usd' } },
      ['data.total.amount', 'data.total.currency'],
    ],
    ['a day that does not exist', { ...common, due_on: '2026-02-30' }, ['data.due_on']],
    ['a link that is none', { ...common, url: 'javascript:alert(1)' }, ['data.url']],
  ])('%s', (_, data, paths) => {
    expect(pathsOf('invoice.issued', data)).toEqual(paths)
  })

  it('documented members of one type are free members of another', () => {
    expect(pathsOf('ncr.issued', { ...common, due_on: 'next week' })).toEqual([])
  })
})

describe('the limits of the whole', () => {
  it('64 KiB of JSON are good, a byte more is not, whatever the characters', () => {
    for (const character of ['x', 'é', '…', '\0', '"', '\ud800', '🔧']) {
      const bytes = JSON.stringify({ ...common, pad: '' }).length
      const width = new TextEncoder().encode(JSON.stringify(character)).length - 2
      const room = maxDataBytes - bytes
      const full = character.repeat(Math.floor(room / width)) + 'x'.repeat(room % width)
      expect(pathsOf('order.placed', { ...common, pad: full })).toEqual([])
      expect(pathsOf('order.placed', { ...common, pad: `${full}x` })).toEqual(['data'])
    }
  })

  it('counts keys, numbers and lists too', () => {
    const many = Array.from({ length: 20_000 }, (_, i) => i + 1_000_000)
    expect(pathsOf('order.placed', { ...common, many })).toEqual(['data'])
    expect(pathsOf('order.placed', { ...common, ['k'.repeat(maxDataBytes)]: 1 })).toEqual(['data'])
  })

  it('nests as deep as documented and no deeper', () => {
    expect(pathsOf('order.placed', { ...common, a: nested(maxDataDepth - 1) })).toEqual([])
    expect(pathsOf('order.placed', { ...common, a: nested(maxDataDepth) })).toEqual(['data'])
    const abyss = JSON.parse(`${'['.repeat(200_000)}${']'.repeat(200_000)}`)
    expect(pathsOf('order.placed', { ...common, abyss })).toEqual(['data'])
  })
})

describe('data as a part of a request body', () => {
  const body = z.strictObject({ data: eventDataInput })

  it('is handed on untouched', () => {
    const data = JSON.parse('{"z":1,"__proto__":{"x":1},"title":"T","2":[]}')
    expect(body.parse({ data }).data).toBe(data)
  })

  it('is an object', () => {
    for (const data of [null, [], 'x', 1, undefined])
      expect(body.safeParse({ data })).toHaveProperty('success', false)
  })

  it('has a schema to show', () => {
    const schema = z.toJSONSchema(body, { io: 'input', unrepresentable: 'any' })
    expect(schema.properties?.data).toMatchObject({ type: 'object', required: ['title', 'message'] })
  })
})
