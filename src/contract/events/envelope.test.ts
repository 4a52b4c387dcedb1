import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import {
  type EventData,
  type EventType,
  envelopeBody,
  envelopeSchema,
  envelopeTail,
  eventEnvelope,
  eventTypes,
  exampleEnvelope,
} from './index.ts'

const vectorsPath = resolve(import.meta.dirname, '../../../../shared/vectors/webhook-signatures.json')
const vectorsPresent = existsSync(vectorsPath)
if (!vectorsPresent)
  console.warn(`SKIPPED: the exact bodies of the signature cases; there is no ${vectorsPath}`)
const rawBodies: string[] = vectorsPresent
  ? JSON.parse(readFileSync(vectorsPath, 'utf8')).vectors.map(
      (vector: { raw_body: string }) => vector.raw_body,
    )
  : []
// One case is about bytes that no JSON writer makes; the others are in the product's own form.
const canonical = rawBodies.filter((body) => body.startsWith('{"id":'))

const bodyOf = (envelope: {
  id: number
  type: string
  user_id: number
  created_at: string
  is_test: boolean
  data: EventData
}) =>
  envelopeBody(
    envelope.id,
    envelopeTail({
      ...envelope,
      type: envelope.type as EventType,
      created_at: new Date(envelope.created_at),
    }),
  )
const withData = (data: EventData) => bodyOf({ ...exampleEnvelope('order.shipped'), data })

describe('the body', () => {
  it.skipIf(!vectorsPresent)('is that of the exact cases', () => {
    expect(canonical.length).toBeGreaterThanOrEqual(4)
    for (const body of canonical) expect(bodyOf(JSON.parse(body))).toBe(body)
  })

  it.each(eventTypes)('%s: has its keys in order', (type) => {
    const body = bodyOf(exampleEnvelope(type))
    expect(JSON.parse(body)).toEqual(exampleEnvelope(type))
    expect(Object.keys(JSON.parse(body))).toEqual(['id', 'type', 'user_id', 'created_at', 'is_test', 'data'])
    expect(Object.keys(JSON.parse(body).data).slice(0, 3)).toEqual(['title', 'message', 'project_no'])
  })

  it('puts the common three first and the others as given', () => {
    const data = { zebra: 1, 7: 'seven', project_no: null, apple: [{ b: 1, a: 2 }], message: 'M', title: 'T' }
    expect(withData(data)).toContain(
      '"data":{"title":"T","message":"M","project_no":null,"7":"seven","zebra":1,"apple":[{"b":1,"a":2}]}}',
    )
  })

  it('writes a missing project number as null and leaves out what is undefined', () => {
    expect(withData({ title: 'T', message: 'M', carrier: undefined })).toContain(
      '"data":{"title":"T","message":"M","project_no":null}}',
    )
  })

  it('escapes NUL and lone surrogates, so that text and UTF-8 can hold them', () => {
    const body = withData({ title: 'a\0b', message: '\ud800', project_no: null, 'k\0': '\udfff' })
    expect(body).toContain('"title":"a\\u0000b","message":"\\ud800"')
    expect(body).toContain('"k\\u0000":"\\udfff"')
    expect(body).not.toContain('\0')
    expect(body.isWellFormed()).toBe(true)
  })

  it('keeps a member named __proto__', () => {
    const data = JSON.parse('{"title":"T","message":"M","project_no":null,"__proto__":{"a":1}}')
    expect(withData(data)).toContain('"__proto__":{"a":1}')
  })

  it('is what JSON.parse reads back, for any data', () => {
    const text = fc.string({ unit: 'binary' })
    fc.assert(
      fc.property(fc.dictionary(text, fc.jsonValue()), text, text, (others, title, message) => {
        const data = { ...others, title, message, project_no: null }
        // As JSON: JSON has no -0, and fast-check's objects may have no prototype.
        expect(JSON.parse(withData(data)).data).toEqual(JSON.parse(JSON.stringify(data)))
      }),
    )
  })
})

describe('the published schema', () => {
  const ajv = new Ajv2020({ allErrors: true })
  addFormats.default(ajv)
  const validators = new Map(eventTypes.map((type) => [type, ajv.compile(envelopeSchema(type))]))
  const accepts = (type: EventType, value: unknown) => validators.get(type)?.(value)

  it.each(eventTypes)('%s: accepts its example and no other type’s', (type) => {
    expect(envelopeSchema(type).$schema).toBe('https://json-schema.org/draft/2020-12/schema')
    for (const other of eventTypes) expect(accepts(type, exampleEnvelope(other))).toBe(other === type)
  })

  it.each(eventTypes)('%s: names the members in the order of the wire', (type) => {
    const { properties } = envelopeSchema(type) as { properties: Record<string, { properties?: object }> }
    expect(Object.keys(properties)).toEqual(['id', 'type', 'user_id', 'created_at', 'is_test', 'data'])
    expect(Object.keys(properties.data?.properties ?? {}).slice(0, 3)).toEqual([
      'title',
      'message',
      'project_no',
    ])
  })

  it('accepts members that come later', () => {
    const example = exampleEnvelope('order.shipped')
    expect(accepts('order.shipped', { ...example, later: 1, data: { ...example.data, later: [] } })).toBe(
      true,
    )
  })

  const wrong: [string, (example: ReturnType<typeof exampleEnvelope>) => unknown][] = [
    ['an id that is a text', (e) => ({ ...e, id: '91428' })],
    ['no user', ({ user_id: _, ...e }) => e],
    ['a time without milliseconds', (e) => ({ ...e, created_at: '2026-05-15T11:00:00Z' })],
    ['a time that is a number', (e) => ({ ...e, created_at: 1_778_842_800 })],
    ['no test flag', ({ is_test: _, ...e }) => e],
    ['no data', ({ data: _, ...e }) => e],
    ['no title', (e) => ({ ...e, data: { message: 'M', project_no: null } })],
    ['no project number', (e) => ({ ...e, data: { title: 'T', message: 'M' } })],
    ['an empty title', (e) => ({ ...e, data: { ...e.data, title: '' } })],
    ['a flag that is a text', (e) => ({ ...e, data: { ...e.data, complete: 'yes' } })],
    ['a link that is none', (e) => ({ ...e, data: { ...e.data, tracking_url: 'ftp://x' } })],
  ]
  it.each(wrong)('refuses %s', (_, spoil) => {
    expect(accepts('order.shipped', spoil(exampleEnvelope('order.shipped')))).toBe(false)
  })

  it('is the same object every time', () => {
    expect(envelopeSchema('quote.ready')).toBe(envelopeSchema('quote.ready'))
  })
})

test('the schema of any envelope accepts every example', () => {
  for (const type of eventTypes)
    expect(eventEnvelope.parse(exampleEnvelope(type))).toEqual(exampleEnvelope(type))
})
