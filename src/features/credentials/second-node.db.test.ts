import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Person, startTestApp, type TestApp } from '../../../test/harness/app.ts'
import { apiKey, bearer, type Minted, mintApiKey, mintToken } from '../../../test/harness/credentials.ts'
import { openSecondDb } from '../../../test/harness/database.ts'
import type { Db } from '../../db/port.ts'
import { ManualClock } from '../../platform/clock.ts'
import { userTag } from './tags.ts'

const clock = new ManualClock('2026-05-15T11:00:00Z')
const patiently = { timeout: 10_000 }
let here: TestApp
let secondDb: Db
/** Hears of changes by notification. */
let there: TestApp
/** Has no notification link at all. */
let deaf: TestApp
let owner: Person

beforeAll(async () => {
  here = await startTestApp({ clock })
  secondDb = openSecondDb(here.db)
  there = await startTestApp({ clock, db: secondDb })
  deaf = await startTestApp({ clock, db: secondDb, start: false })
  owner = await here.owner()
})

afterAll(async () => {
  await deaf.close()
  await there.close()
  await secondDb.close()
  await here.close()
})

describe.each([
  { kind: 'pat', path: '/tokens', header: bearer, mint: mintToken },
  { kind: 'fwk', path: '/api-keys', header: apiKey, mint: mintApiKey },
])('$kind', ({ path, header, mint }) => {
  let minted: Minted

  const status = async (node: TestApp) =>
    (await node.call('GET', '/token', { as: header(minted.secret) })).status

  beforeEach(async () => {
    minted = await mint(here, owner)
    for (const node of [here, there, deaf]) expect(await status(node)).toBe(200)
  })

  // The clock stands still, so no cached verification grows old: what another node learns, it was told.
  test('401: revoked here, refused on another node', async () => {
    await here.call('DELETE', `${path}/${minted.id}`, { as: owner.credential })
    expect(await status(here)).toBe(401)
    await vi.waitFor(async () => expect(await status(there)).toBe(401), patiently)
  })

  test('401: refused within 5 s on a node that hears nothing', async () => {
    await here.call('DELETE', `${path}/${minted.id}`, { as: owner.credential })
    clock.advance(4_999)
    expect(await status(deaf)).toBe(200)
    clock.advance(1)
    expect(await status(deaf)).toBe(401)
  })
})

test('401: a token rotated without a grace, on a node whose clock is behind', async () => {
  const behind = await startTestApp({ clock: new ManualClock('2026-05-15T10:59:00Z'), db: secondDb })
  const { id, secret } = await mintToken(here, owner)
  const rotation = await here.call('POST', `/tokens/${id}/rotate`, { as: owner.credential })
  expect(rotation.status).toBe(201)
  expect((await behind.call('GET', '/token', { as: bearer(secret) })).status).toBe(401)
  expect((await behind.call('GET', '/token', { as: bearer(rotation.body.secret) })).status).toBe(200)
  await behind.close()
})

test('401: a disabled account, on every node', async () => {
  const customer = await here.customer()
  const { secret } = await mintToken(here, customer)
  const status = async (node: TestApp) => (await node.call('GET', '/token', { as: bearer(secret) })).status
  expect([await status(here), await status(there)]).toEqual([200, 200])
  await here.services.access.transaction(here.db, [userTag(customer.userId)], (tx) =>
    tx.run({ text: 'UPDATE users SET disabled_at = now() WHERE id = $1', values: [customer.userId] }),
  )
  expect(await status(here)).toBe(401)
  await vi.waitFor(async () => expect(await status(there)).toBe(401), patiently)
})

test('403: a downgrade suspends keys on every node, an upgrade brings them back', async () => {
  const { secret } = await mintApiKey(here, owner, { scopes: ['admin'] })
  const read = async (node: TestApp) => {
    const { status, body } = await node.call('GET', '/workspace', { as: apiKey(secret) })
    return status === 200 ? 'ok' : [status, body.code, body.required_plan]
  }
  const setPlan = (plan: string) => here.call('PATCH', '/workspace', { as: owner.credential, body: { plan } })
  const suspended = [403, 'plan_required', 'enterprise']
  expect([await read(here), await read(there)]).toEqual(['ok', 'ok'])
  await setPlan('pro')
  expect(await read(here)).toEqual(suspended)
  await vi.waitFor(async () => expect(await read(there)).toEqual(suspended), patiently)
  await setPlan('enterprise')
  expect(await read(here)).toBe('ok')
  await vi.waitFor(async () => expect(await read(there)).toBe('ok'), patiently)
})
