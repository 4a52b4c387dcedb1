import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openTestDb } from '../../../test/harness/database.ts'
import { makeShop, type Shop } from '../../../test/harness/engine.ts'
import type { Db } from '../../db/port.ts'
import { ManualClock } from '../../platform/clock.ts'
import { AccessChanges, userTag } from '../credentials/index.ts'
import { Customers } from './customers.ts'

let db: Db
let shop: Shop
let other: Shop
let customers: Customers
let access: AccessChanges
const clock = new ManualClock('2026-05-15T11:00:00.000Z')

beforeAll(async () => {
  db = await openTestDb()
  shop = await makeShop(db)
  other = await makeShop(db)
})
afterAll(() => db.close())
beforeEach(() => {
  access = new AccessChanges()
  customers = new Customers(db, clock, access)
})

const ask = async (...userIds: number[]) => [...(await customers.among(shop.workspaceId, new Set(userIds)))]
const queriesOf = async (work: () => Promise<unknown>) => {
  const before = db.statementCount
  await work()
  return db.statementCount - before
}

test('one query for all that are not known, none for those that are', async () => {
  expect(await queriesOf(() => ask(shop.customerId, other.customerId, 999_999))).toBe(1)
  expect(await queriesOf(() => ask(shop.customerId))).toBe(0)
  expect(await queriesOf(() => ask())).toBe(0)
})

test('a customer of another workspace is none of this one', async () => {
  expect(await ask(shop.customerId, other.customerId)).toEqual([shop.customerId])
  expect(await ask(other.customerId)).toEqual([])
})

test('an answer that says no is not kept', async () => {
  await ask(other.customerId)
  expect(await queriesOf(() => ask(other.customerId))).toBe(1)
})

test('it asks again after a change of the membership, and after five seconds', async () => {
  await ask(shop.customerId)
  access.apply([userTag(shop.customerId)])
  expect(await queriesOf(() => ask(shop.customerId))).toBe(1)
  clock.advance(5_000)
  expect(await queriesOf(() => ask(shop.customerId))).toBe(1)
})

test('a query that fails fails the question, and is not remembered', async () => {
  const broken = new Proxy(db, {
    get: (target, key) =>
      key === 'rows' ? () => Promise.reject(new Error('gone')) : Reflect.get(target, key, target),
  })
  const asking = new Customers(broken, clock, new AccessChanges())
  await expect(asking.among(shop.workspaceId, new Set([1, 2]))).rejects.toThrow('gone')
  expect(await ask(shop.customerId)).toEqual([shop.customerId])
})
