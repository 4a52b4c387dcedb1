import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { openSecondDb, openTestDb } from '../../../test/harness/database.ts'
import type { Db, Listener } from '../../db/port.ts'
import { ManualClock } from '../../platform/clock.ts'
import { AccessChanges } from './access-changes.ts'
import { VerificationCache } from './cache.ts'

/** A cache that only notes what it is told. */
class Told {
  tags: string[] = []
  bypassed: boolean[] = []

  invalidate(tags: readonly string[]): void {
    this.tags.push(...tags)
  }

  bypass(isBypassed: boolean): void {
    this.bypassed.push(isBypassed)
  }
}

let here: Db
let there: Db
let access: AccessChanges
let other: AccessChanges
const told = new Told()
const toldThere = new Told()

beforeAll(async () => {
  here = await openTestDb()
  there = openSecondDb(here)
  access = new AccessChanges()
  other = new AccessChanges()
  access.register(told)
  other.register(toldThere)
  await other.start(there)
})

afterAll(async () => {
  await other.stop()
  await there.close()
  await here.close()
})

test('a committed change is known here at once, and on another node by notification', async () => {
  expect(await access.transaction(here, ['token:1', 'user:2'], async () => 'done')).toBe('done')
  expect(told.tags).toEqual(['token:1', 'user:2'])
  await vi.waitFor(() => expect(toldThere.tags).toEqual(['token:1', 'user:2']), { timeout: 10_000 })
})

test('a change that is rolled back is told to nobody', async () => {
  const refused = access.transaction(here, ['token:never'], () => Promise.reject(new Error('no')))
  await expect(refused).rejects.toThrow('no')
  await access.transaction(here, ['token:later'], async () => {})
  await vi.waitFor(() => expect(toldThere.tags).toContain('token:later'), { timeout: 10_000 })
  expect(told.tags).not.toContain('token:never')
  expect(toldThere.tags).not.toContain('token:never')
})

test('more tags than one notification holds all arrive', async () => {
  const tags = Array.from(
    { length: 1_000 },
    (_, n) => `key:01900000-0000-7000-8000-${String(n).padStart(12, '0')}`,
  )
  await access.transaction(here, tags, async () => {})
  await vi.waitFor(() => expect(toldThere.tags).toEqual(expect.arrayContaining(tags)), { timeout: 10_000 })
})

test('no tags, no notification', async () => {
  const before = toldThere.tags.length
  await access.transaction(here, [], async () => {})
  await access.transaction(here, ['user:9'], async () => {})
  await vi.waitFor(() => expect(toldThere.tags.length).toBe(before + 1), { timeout: 10_000 })
})

test('a new notification link begins with empty caches', async () => {
  const late = new AccessChanges()
  const cache = new Told()
  late.register(cache)
  await late.start(there)
  expect(cache.bypassed).toEqual([false])
  await late.stop()
})

describe('while the notification link is down', () => {
  let listener: Listener
  let node: AccessChanges
  const cache = new VerificationCache<number>(new ManualClock('2026-05-15T11:00:00Z'), () => [])
  let reads = 0
  const look = () => cache.get('secret', async () => ++reads)

  beforeAll(async () => {
    node = new AccessChanges()
    node.register(cache)
    expect(node.state).toBe('off')
    // The real database, and a look at whom it tells of the link.
    const watched = new Proxy(there, {
      get(target, key) {
        const value: unknown = Reflect.get(target, key, target)
        if (key !== 'listen') return typeof value === 'function' ? value.bind(target) : value
        return (channel: string, given: Listener) => {
          listener = given
          return target.listen(channel, given)
        }
      },
    })
    await node.start(watched)
  })

  afterAll(() => node.stop())

  beforeEach(() => {
    listener.onState?.('up')
    reads = 0
  })

  test('every look reads, until it is up again', async () => {
    expect(node.state).toBe('up')
    expect([await look(), await look()]).toEqual([1, 1])
    listener.onState?.('down')
    expect(node.state).toBe('down')
    expect([await look(), await look(), await look()]).toEqual([2, 3, 4])
    listener.onState?.('up')
    expect([await look(), await look()]).toEqual([5, 5])
  })

  test.each(['down', 'up'] as const)('what is being read when it goes %s is not kept', async (state) => {
    if (state === 'up') listener.onState?.('down')
    const slow = Promise.withResolvers<number>()
    const begun = cache.get('secret', () => slow.promise)
    listener.onState?.(state)
    listener.onState?.('up')
    slow.resolve(-1)
    expect(await begun).toBe(-1)
    expect(await look()).toBe(1)
  })

  test('a cache that comes later is bypassed, too', async () => {
    listener.onState?.('down')
    const late = new Told()
    node.register(late)
    expect(late.bypassed).toEqual([true])
  })
})
