import { beforeEach, expect, test } from 'vitest'
import { ManualClock } from '../../platform/clock.ts'
import { VerificationCache } from './cache.ts'

interface Found {
  name: string
}

let clock: ManualClock
let cache: VerificationCache<Found>
let reads: number

const read = (name: string) => async () => {
  reads++
  return { name }
}

beforeEach(() => {
  clock = new ManualClock('2026-05-15T11:00:00Z')
  cache = new VerificationCache<Found>(clock, ({ name }) => [`token:${name}`, 'workspace:w'])
  reads = 0
})

test('a second look within 5 s reads nothing', async () => {
  expect(await cache.get('a', read('a'))).toEqual({ name: 'a' })
  clock.advance(4_999)
  expect(await cache.get('a', read('a'))).toEqual({ name: 'a' })
  expect(reads).toBe(1)
})

test('after 5 s it reads again', async () => {
  await cache.get('a', read('a'))
  clock.advance(5_000)
  await cache.get('a', read('a'))
  expect(reads).toBe(2)
})

test('a clock set back makes no entry live longer', async () => {
  await cache.get('a', read('a'))
  clock.advance(-60_000)
  await cache.get('a', read('a'))
  expect(reads).toBe(2)
})

test('what is not found is asked for again', async () => {
  const nothing = async () => {
    reads++
    return undefined
  }
  expect(await cache.get('a', nothing)).toBeUndefined()
  expect(await cache.get('a', nothing)).toBeUndefined()
  expect(reads).toBe(2)
})

test('a failed read is thrown and not kept', async () => {
  await expect(cache.get('a', () => Promise.reject(new Error('gone')))).rejects.toThrow('gone')
  expect(await cache.get('a', read('a'))).toEqual({ name: 'a' })
})

test('a change drops what rests on its tag and nothing else', async () => {
  await cache.get('a', read('a'))
  await cache.get('b', read('b'))
  cache.invalidate(['token:a', 'token:c'])
  await cache.get('b', read('b'))
  expect(reads).toBe(2)
  await cache.get('a', read('a'))
  expect(reads).toBe(3)
  cache.invalidate(['workspace:w'])
  await cache.get('a', read('a'))
  await cache.get('b', read('b'))
  expect(reads).toBe(5)
})

test('clear drops everything, also what is being read', async () => {
  await cache.get('a', read('a'))
  const { promise, resolve } = Promise.withResolvers<Found>()
  const slow = cache.get('b', () => promise)
  cache.clear()
  resolve({ name: 'b' })
  await slow
  await cache.get('a', read('a'))
  await cache.get('b', read('b'))
  expect(reads).toBe(3)
})

test('a slow read that started before a revocation is not cached after it, 200 times over', async () => {
  for (let round = 0; round < 200; round++) {
    const key = `k${round}`
    const { promise, resolve } = Promise.withResolvers<Found>()
    const slow = cache.get(key, () => promise)
    // Readings that began earlier or later end in the middle, as they like.
    const others = Array.from({ length: round % 3 }, () => cache.get(key, read(key)))
    if (round % 2) await Promise.all(others)
    cache.invalidate([`token:${key}`])
    resolve({ name: key })
    expect(await slow).toEqual({ name: key })
    await Promise.all(others)
    expect(await cache.get(key, async () => undefined)).toBeUndefined()
  }
})

test('a read that began after the change is cached, though an older one ends after it', async () => {
  const { promise, resolve } = Promise.withResolvers<Found>()
  const old = cache.get('a', () => promise)
  cache.invalidate(['token:a'])
  await cache.get('a', read('a'))
  resolve({ name: 'old' })
  await old
  expect(await cache.get('a', read('a'))).toEqual({ name: 'a' })
})
