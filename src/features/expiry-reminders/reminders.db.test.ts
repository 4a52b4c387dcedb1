import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Person, startTestApp, type TestApp } from '../../../test/harness/app.ts'
import { mintApiKey, mintToken } from '../../../test/harness/credentials.ts'
import { openSecondDb } from '../../../test/harness/database.ts'
import { openShop, type Shop } from '../../../test/harness/shop.ts'
import { ManualClock } from '../../platform/clock.ts'
import { listMails } from '../mail/index.ts'
import { remindOfExpiry } from './index.ts'

let shop: Shop
let second: TestApp
const start = Date.parse('2026-05-01T12:00:00Z')
const clock = new ManualClock(new Date(start))
const dayMs = 86_400_000

beforeAll(async () => {
  shop = await openShop({ start: false, clock })
  const db = openSecondDb(shop.app.db)
  second = await startTestApp({ db, clock, start: false })
  return async () => {
    await second.close()
    await db.close()
  }
})
afterAll(() => shop.close())

/** Every test begins while the sessions are good. */
beforeEach(async () => {
  clock.advance(start - clock.now().getTime())
  await shop.app.db.run({ text: 'DELETE FROM tokens', values: [] })
})

const run = (app: TestApp = shop.app) =>
  remindOfExpiry({ ...app.services.parts, notices: app.services.notices })
const inDays = (days: number) => new Date(clock.now().getTime() + days * dayMs).toISOString()

/** Titles of the notices that somebody got about what has a name, in order. */
async function noticesTo({ userId }: Person, name: string): Promise<string[]> {
  const rows = await shop.app.db.rows<{ title: string }>({
    text: 'SELECT title FROM inbox_items WHERE user_id = $1 AND strpos(message, $2) > 0 ORDER BY id',
    values: [userId, `“${name}”`],
  })
  return rows.map(({ title }) => title)
}
async function mailsTo({ email }: Person, name: string): Promise<string[]> {
  const { db, services } = shop.app
  const mails = await listMails(db, services.parts.masterKey, clock.now())
  return mails
    .filter(({ to, text }) => to === email && text.includes(`“${name}”`))
    .map(({ subject }) => subject)
}
const soon = 'Token expires soon'
const tomorrow = 'Token expires within a day'

describe('a personal access token', () => {
  test('its owner is told 7 days and 1 day before it expires, once each, in the inbox and by mail', async () => {
    const { customer, owner } = shop.people
    await mintToken(shop.app, customer, { name: 'CI', expires_at: inDays(30) })
    for (const [days, expected] of [
      [22.99, []],
      [0.01, [soon]],
      [3, [soon]],
      [2.99, [soon]],
      [0.01, [soon, tomorrow]],
      [0.5, [soon, tomorrow]],
      [30, [soon, tomorrow]],
    ] as const) {
      clock.advance(Math.round(days * dayMs))
      await run()
      await run()
      expect([days, await noticesTo(customer, 'CI')]).toEqual([days, expected])
    }
    expect(await noticesTo(owner, 'CI')).toEqual([])
  })

  test('the mail says which and when, without the secret', async () => {
    const { customer } = shop.people
    const { secret } = await mintToken(shop.app, customer, { name: 'Nightly', expires_at: inDays(8) })
    clock.advance(1.5 * dayMs)
    await run()
    expect(await mailsTo(customer, 'Nightly')).toEqual([soon])
    const { message, url } = await shop.app.db.one<{ message: string; url: string }>({
      text: `SELECT message, url FROM inbox_items WHERE strpos(message, 'Nightly') > 0`,
      values: [],
    })
    const at = new Date(clock.now().getTime() + 6.5 * dayMs)
    const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(at)
    expect(message).toContain(`(${secret.slice(0, 12)}…) expires on ${day} at`)
    expect(message).not.toContain(secret.slice(0, 13))
    expect(url).toBe('http://localhost:3000/developers/tokens')
  })

  test('after a downtime only the closer reminder comes', async () => {
    const { customer } = shop.people
    await mintToken(shop.app, customer, { name: 'Late', expires_at: inDays(20) })
    clock.advance(19.5 * dayMs)
    await run()
    clock.advance(0.1 * dayMs)
    await run()
    expect(await noticesTo(customer, 'Late')).toEqual([tomorrow])
  })

  test('nothing for what never expires, was rotated or revoked, is expired, or lives no longer than that', async () => {
    const { customer } = shop.people
    const as = customer.credential
    await mintToken(shop.app, customer, { name: 'For ever' })
    await mintToken(shop.app, customer, { name: 'Short', expires_at: inDays(0.9) })
    await mintToken(shop.app, customer, { name: 'A week', expires_at: inDays(7) })
    const rotated = await mintToken(shop.app, customer, { name: 'Rotated', expires_at: inDays(9) })
    const revoked = await mintToken(shop.app, customer, { name: 'Revoked', expires_at: inDays(9) })
    await shop.call('POST', `/tokens/${rotated.id}/rotate`, as, { grace_seconds: 600 })
    await shop.call('DELETE', `/tokens/${revoked.id}`, as)
    await run()
    expect([await noticesTo(customer, 'Short'), await noticesTo(customer, 'A week')]).toEqual([[], []])
    clock.advance(6.5 * dayMs)
    await run()
    expect(await noticesTo(customer, 'A week')).toEqual([tomorrow])
    expect(await noticesTo(customer, 'For ever')).toEqual([])
    expect(await noticesTo(customer, 'Revoked')).toEqual([])
    // Its replacement expires when it would have.
    expect(await noticesTo(customer, 'Rotated')).toEqual([soon])
    clock.advance(9 * dayMs)
    await run()
    expect(await noticesTo(customer, 'Rotated')).toEqual([soon])
  })

  test('two nodes at once, and many tokens: each is told of once', async () => {
    const { customer } = shop.people
    const { id } = await mintToken(shop.app, customer, { name: 'Many', expires_at: inDays(8) })
    await shop.app.db.run({
      text: `INSERT INTO tokens (id, workspace_id, user_id, name, scopes, full_access, prefix, secret_hash,
               expires_at, created_at)
             SELECT gen_random_uuid(), workspace_id, user_id, name, scopes, full_access, prefix,
               sha256(n::text::bytea), expires_at, created_at
             FROM tokens, generate_series(1, 150) n WHERE id = $1`,
      values: [id],
    })
    clock.advance(2 * dayMs)
    await Promise.all([run(), run(second)])
    await run()
    expect(await noticesTo(customer, 'Many')).toEqual(Array(151).fill(soon))
  })
})

test('housekeeping does it, at every interval', async () => {
  const { customer } = shop.people
  await mintToken(shop.app, customer, { name: 'Kept', expires_at: inDays(8) })
  clock.advance(2 * dayMs)
  await shop.app.services.housekeeping.run()
  expect(await noticesTo(customer, 'Kept')).toEqual([soon])
})

test('of a tenant key owners and admins are told', async () => {
  const { owner, admin, manager, staff, customer } = shop.people
  const { id } = await mintApiKey(shop.app, owner, { name: 'ERP key', expires_at: inDays(10) })
  clock.advance(4 * dayMs)
  await run()
  clock.advance(5.5 * dayMs)
  await run()
  const both = ['API key expires soon', 'API key expires within a day']
  for (const person of [owner, admin]) {
    expect(await noticesTo(person, 'ERP key')).toEqual(both)
    expect((await mailsTo(person, 'ERP key')).sort()).toEqual(both)
  }
  for (const person of [manager, staff, customer]) expect(await noticesTo(person, 'ERP key')).toEqual([])
  const { url } = await shop.app.db.one<{ url: string }>({
    text: `SELECT url FROM inbox_items WHERE user_id = $1 AND strpos(message, 'ERP key') > 0 LIMIT 1`,
    values: [owner.userId],
  })
  expect(url).toBe(`http://localhost:3000/settings/integrations/api/${id}`)
})
