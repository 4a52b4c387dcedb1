import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import {
  defaultOverlapHours,
  maxActivationDelayMs,
  rotationOpen,
  type SecretTimes,
  signingKeys,
} from './signing-keys.ts'

type Secret = SecretTimes & { name: string }

/** What a rotation writes: the new secret, and an end to the old. */
function rotate(
  secrets: readonly Secret[],
  name: string,
  atMs: number,
  activateAtMs: number,
  overlapMs: number,
) {
  const retireAtMs = activateAtMs + overlapMs
  return [
    ...secrets.map((secret) => ({ ...secret, retireAtMs: secret.retireAtMs ?? retireAtMs })),
    { name, createdAtMs: atMs, activateAtMs, retireAtMs: null },
  ]
}
const first: Secret[] = [{ name: 'old', createdAtMs: 0, activateAtMs: 0, retireAtMs: null }]
const namesAt = (secrets: readonly Secret[], atMs: number): string => {
  const { primary, all } = signingKeys(secrets, atMs)
  return `${primary.name}: ${all.map((secret) => secret.name).join(' ')}`
}

test('one secret signs alone, always', () => {
  for (const at of [-1, 0, 1, 1e12]) expect(namesAt(first, at)).toBe('old: old')
  expect(rotationOpen(first, 5)).toBe(false)
})

test.each([0, -5])('a rotation on a clock at %i, not past the creation, takes effect all the same', (at) => {
  const secrets = rotate(first, 'new', at, at, 50)
  for (const given of [secrets, [...secrets].reverse()]) {
    expect(namesAt(given, 0)).toBe('new: new old')
    expect(namesAt(given, 50)).toBe('new: new')
  }
})

describe('a rotation at 100 that is active from 200 with an overlap of 50', () => {
  const secrets = rotate(first, 'new', 100, 200, 50)

  it.each([
    [99, 'old: old'],
    [100, 'old: old new'],
    [199, 'old: old new'],
    [200, 'new: new old'],
    [249, 'new: new old'],
    [250, 'new: new'],
    [1e12, 'new: new'],
  ])('at %i: %s', (at, names) => {
    expect(namesAt(secrets, at)).toBe(names)
    expect(namesAt([...secrets].reverse(), at)).toBe(names)
  })

  it('refuses a second one until it is over', () => {
    expect([100, 200, 249, 250].map((at) => rotationOpen(secrets, at))).toEqual([true, true, true, false])
  })

  it('makes room for the next', () => {
    const again = rotate(secrets, 'third', 300, 300, 10)
    expect([299, 300, 309, 310].map((at) => namesAt(again, at))).toEqual([
      'new: new',
      'third: third new',
      'third: third new',
      'third: third',
    ])
  })
})

test('a rotation now without an overlap changes everything at once', () => {
  const secrets = rotate(first, 'new', 100, 100, 0)
  expect([99, 100].map((at) => namesAt(secrets, at))).toEqual(['old: old', 'new: new'])
  expect(rotationOpen(secrets, 100)).toBe(false)
})

test('two secrets active since the same moment: the newer is the primary', () => {
  const secrets = [
    { name: 'old', createdAtMs: 0, activateAtMs: 10, retireAtMs: 60 },
    { name: 'new', createdAtMs: 10, activateAtMs: 10, retireAtMs: null },
  ]
  expect(namesAt(secrets, 10)).toBe('new: new old')
})

test('at any moment of any rotation both keys sign webhook-signature until the overlap ends', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1_000 }),
      fc.nat(1_000),
      fc.nat(1_000),
      fc.nat(4_000),
      (at, delay, overlap, moment) => {
        const secrets = rotate(first, 'new', at, at + delay, overlap)
        const { primary, all } = signingKeys(secrets, moment)
        expect(primary.name).toBe(moment < at + delay ? 'old' : 'new')
        expect(all[0]).toBe(primary)
        expect(all).toHaveLength(moment >= at && moment < at + delay + overlap ? 2 : 1)
        expect(rotationOpen(secrets, moment)).toBe(moment < at + delay + overlap)
      },
    ),
  )
})

test('an endpoint without a secret is a fault of ours', () => {
  expect(() => signingKeys([], 0)).toThrow(RangeError)
})

test('activation is at most 7 days ahead, the overlap by default 24 h', () => {
  expect(maxActivationDelayMs).toBe(7 * 24 * 3_600_000)
  expect(defaultOverlapHours).toBe(24)
})
