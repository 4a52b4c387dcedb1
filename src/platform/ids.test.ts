import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { lowestId, newId } from './ids.ts'

const moment = (id: string): number => Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)
const form = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

describe('newId', () => {
  test('is a UUIDv7 of its moment', () => {
    let at = 0
    fc.assert(
      fc.property(fc.integer({ min: 2_000, max: 1e9 }), (step) => {
        at += step
        const id = newId(new Date(at))
        expect(id).toMatch(form)
        expect(moment(id)).toBe(at)
      }),
    )
  })

  test('counts up within a millisecond, and past what a millisecond holds', () => {
    const at = new Date('2040-01-01T00:00:00Z')
    const ids = Array.from({ length: 10_000 }, () => newId(at))
    expect(ids.toSorted()).toEqual(ids)
    expect(new Set(ids).size).toBe(10_000)
    expect(moment(ids[4_095] ?? '')).toBe(at.getTime())
    expect(moment(ids[4_096] ?? '')).toBe(at.getTime() + 1)
  })

  test('keeps the order of making where two callers read the clock in the other order', () => {
    const at = new Date('2041-01-01T00:00:00.500Z')
    const earlier = new Date(at.getTime() - 3)
    const ids = [newId(at), newId(earlier), newId(at), newId(earlier)]
    expect(ids.toSorted()).toEqual(ids)
  })

  test('follows a clock that was set back', () => {
    newId(new Date('2042-01-01T00:00:00Z'))
    const at = new Date('2026-05-15T11:00:00Z')
    expect(moment(newId(at))).toBe(at.getTime())
  })

  test('is not guessable from its neighbours', () => {
    const at = new Date('2043-01-01T00:00:00Z')
    const tails = Array.from({ length: 1_000 }, () => newId(at).slice(19))
    expect(new Set(tails).size).toBe(1_000)
  })
})

test('lowestId stands below every id of its moment and above those before', () => {
  const at = new Date('2044-01-01T00:00:00Z')
  const before = newId(new Date(at.getTime() - 1))
  expect(before < lowestId(at)).toBe(true)
  expect(lowestId(at) < newId(at)).toBe(true)
  expect(lowestId(new Date(-5))).toMatch(/^0{8}-0{4}-/)
})
