import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openSecondDb, openTestDb } from '../../../test/harness/database.ts'
import type { Db } from '../../db/port.ts'
import { AccessChanges } from './access-changes.ts'

/** A cache that only notes what it is told. */
class Told {
  tags: string[] = []
  cleared = 0

  invalidate(tags: readonly string[]): void {
    this.tags.push(...tags)
  }

  clear(): void {
    this.cleared++
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
  expect(cache.cleared).toBe(1)
  await late.stop()
})
