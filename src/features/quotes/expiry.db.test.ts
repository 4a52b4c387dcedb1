import { afterAll, beforeEach, expect, test } from 'vitest'
import type { Reply } from '../../../test/harness/app.ts'
import { selectionsOf } from '../../../test/harness/job.ts'
import { friday, type JobShop, openJobShop } from '../../../test/harness/job-shop.ts'
import { ManualClock } from '../../platform/clock.ts'
import { expireQuotes } from './index.ts'

let shop: JobShop
const day = 86_400_000

beforeEach(async () => {
  await shop?.close()
  shop = await openJobShop()
})
afterAll(() => shop.close())

const until = (valid_until: string | null) => shop.ready({}, { valid_until })
const accept = (quote: Reply['body']) =>
  shop.call('POST', `/quotes/${quote.id}/accept`, shop.people.customer.credential, {
    selections: selectionsOf(quote),
  })
const statusOf = async ({ id }: Reply['body']) =>
  (await shop.call('GET', `/quotes/${id}`, shop.keys.api)).body.status
const inZone = (time_zone: string) =>
  shop.call('PATCH', '/workspace', shop.people.owner.credential, { time_zone })
const expireAt = (time: string) => expireQuotes({ db: shop.app.db, clock: new ManualClock(time) })

test('an offer ends with its last day, also before the scheduler comes by', async () => {
  const quote = await until('2026-05-15')
  const other = await until('2026-05-15')
  const late = await until('2026-05-16')
  shop.clock.advance(12 * 3_600_000 - 1)
  expect((await accept(quote)).status).toBe(201)
  shop.clock.advance(1)
  const { body } = await accept(other)
  expect(body).toMatchObject({ status: 409, code: 'invalid_transition', current_status: 'expired' })
  expect(body.detail).toContain('2026-05-15')
  expect(
    (await shop.call('POST', `/quotes/${other.id}/decline`, shop.people.customer.credential)).status,
  ).toBe(409)
  expect((await shop.call('GET', `/orders?quote_id=${other.id}`, shop.keys.api)).body.data).toEqual([])
  expect((await accept(late)).status).toBe(201)
  // The shop can still offer it anew.
  expect((await shop.step(other, 'revise')).status).toBe('in_review')
})

test.each([
  ['Pacific/Auckland', '2026-05-15T11:59:59.999Z', '2026-05-15T12:00:00.000Z'],
  ['America/Los_Angeles', '2026-05-16T06:59:59.999Z', '2026-05-16T07:00:00.000Z'],
  ['UTC', '2026-05-15T23:59:59.999Z', '2026-05-16T00:00:00.000Z'],
])('%s: the day ends where the shop is', async (zone, last, over) => {
  const quote = await until('2026-05-15')
  await inZone(zone)
  expect(await expireAt(last)).toBe(0)
  expect(await expireAt(over)).toBe(1)
  expect(await statusOf(quote)).toBe('expired')
})

test('a day on which the clocks change ends at its own midnight', async () => {
  await inZone('Europe/Berlin')
  const quote = await until('2026-10-25')
  expect(await expireAt('2026-10-25T22:59:59.999Z')).toBe(0)
  expect(await expireAt('2026-10-25T23:00:00.000Z')).toBe(1)
  expect(await statusOf(quote)).toBe('expired')
})

test('many workers at once, and after a long downtime: each quote once, with its line in the audit log', async () => {
  const quotes = [await until('2026-05-15'), await until('2026-05-16'), await until('2026-06-15')]
  const endless = await until(null)
  const accepted = await until('2026-05-15')
  await accept(accepted)
  const counts = await Promise.all([1, 2, 3, 4].map(() => expireAt('2027-01-01T00:00:00Z')))
  expect(counts.reduce((sum, n) => sum + n, 0)).toBe(3)
  expect(await expireAt('2027-01-01T00:00:00Z')).toBe(0)
  for (const quote of quotes) {
    expect(await statusOf(quote)).toBe('expired')
    expect((await shop.audited(quote.id)).filter(({ action }) => action === 'quote.expire')).toEqual([
      {
        action: 'quote.expire',
        actor: { kind: 'scheduler' },
        before: { status: 'ready' },
        after: { status: 'expired' },
      },
    ])
  }
  expect([await statusOf(endless), await statusOf(accepted)]).toEqual(['ready', 'accepted'])
  const log = await shop.call('GET', '/workspace/audit?actor=scheduler', shop.keys.admin)
  expect(log.body.data).toHaveLength(3)
  expect(log.body.data[0].actor).toMatchObject({ kind: 'scheduler', name: 'The scheduler' })
})

test('nobody is told: the customer saw the day', async () => {
  const quote = await until('2026-05-15')
  const before = await shop.eventsAbout('quote_id', quote.id)
  shop.clock.advance(2 * day)
  expect(await shop.app.services.housekeeping.run()).toBeUndefined()
  expect(await statusOf(quote)).toBe('expired')
  expect(await shop.eventsAbout('quote_id', quote.id)).toEqual(before)
  expect(shop.clock.now().toISOString() > friday).toBe(true)
})
