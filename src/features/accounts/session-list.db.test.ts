import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Credential, type Person, startTestApp, type TestApp } from '../../../test/harness/app.ts'
import { apiKey, bearer, mintApiKey, mintToken } from '../../../test/harness/credentials.ts'
import { ManualClock } from '../../platform/clock.ts'
import { auditOf, jarAfter, signedIn, signIn, statusOf } from './testing/account-world.ts'

const dayMs = 86_400_000

let shop: TestApp
let clock: ManualClock
let owner: Person
let person: Person

beforeAll(async () => {
  clock = new ManualClock('2026-05-15T11:00:00Z')
  shop = await startTestApp({ clock })
  owner = await shop.owner()
  return () => shop.close()
})

beforeEach(async () => {
  person = await shop.customer()
})

const list = async (as: Credential = person.credential, query = '') =>
  (await shop.call('GET', `/account/sessions${query}`, { as })).body
const end = (id: string, as: Credential = person.credential) =>
  shop.call('DELETE', `/account/sessions/${id}`, { as })

describe('GET /account/sessions', () => {
  test('200: the newest first, which one asks, from where and when last', async () => {
    clock.advance(60_000)
    const headers = { 'user-agent': 'Mozilla/5.0 (Workshop)' }
    const reply = await signIn(shop, person.email, undefined, headers)
    const there = jarAfter(reply)
    const created_at = clock.now().toISOString()
    clock.advance(10 * 60_000)
    await statusOf(shop, there)
    const { data, next_cursor } = await list()
    expect(next_cursor).toBeNull()
    expect(data).toEqual([
      {
        id: expect.any(String),
        current: false,
        address: '127.0.0.1',
        user_agent: 'Mozilla/5.0 (Workshop)',
        created_at,
        last_seen_at: clock.now().toISOString(),
        expires_at: new Date(Date.parse(created_at) + 30 * dayMs).toISOString(),
      },
      expect.objectContaining({ current: true, user_agent: 'lightMyRequest' }),
    ])
    expect((await list(there)).data.map(({ current }: { current: boolean }) => current)).toEqual([
      true,
      false,
    ])
  })

  test('200: page by page, without those that are over', async () => {
    for (let i = 0; i < 4; i++) await signedIn(shop, person)
    const seen: string[] = []
    let query = '?limit=2'
    for (;;) {
      const { data, next_cursor } = await list(person.credential, query)
      seen.push(...data.map(({ id }: { id: string }) => id))
      if (next_cursor === null) break
      query = `?limit=2&cursor=${next_cursor}`
    }
    expect(new Set(seen).size).toBe(5)
    expect(seen).toEqual([...seen].sort().reverse())
    clock.advance(30 * dayMs - 1)
    const late = await signedIn(shop, person)
    clock.advance(1)
    expect((await list(late)).data).toHaveLength(1)
    clock.advance(-30 * dayMs)
  })

  test('200: with a token none is the current one; nobody else’s are seen', async () => {
    await signedIn(shop, owner)
    const { secret } = await mintToken(shop, person)
    const { data } = await list(bearer(secret))
    expect(data).toMatchObject([{ current: false }])
  })

  test('when it was used is written down once in a while, not on every request', async () => {
    clock.advance(10 * 60_000)
    await statusOf(shop, person.credential)
    const first = (await list()).data[0].last_seen_at
    clock.advance(60_000)
    expect((await list()).data[0].last_seen_at).toBe(first)
    clock.advance(5 * 60_000)
    await statusOf(shop, person.credential)
    expect((await list()).data[0].last_seen_at).not.toBe(first)
  })

  test('400: a bad page; 401, 403: for whom it is not', async () => {
    for (const query of ['?limit=0', '?limit=201', '?cursor=!', '?user_id=1'])
      expect((await list(person.credential, query)).status).toBe(400)
    expect((await list({})).code).toBe('unauthenticated')
    const scoped = bearer((await mintToken(shop, person, { scopes: ['admin:account'] })).secret)
    expect((await list(scoped)).code).toBe('insufficient_scope')
    expect((await list(apiKey((await mintApiKey(shop, owner)).secret))).code).toBe('user_required')
  })
})

describe('DELETE /account/sessions/{id}', () => {
  const idOfOther = async () =>
    (await list()).data.find(({ current }: { current: boolean }) => !current).id as string

  test('204: it ends at once, the others go on', async () => {
    const there = await signedIn(shop, person)
    const id = await idOfOther()
    expect((await end(id.toUpperCase())).status).toBe(204)
    expect(await statusOf(shop, there)).toBe(401)
    expect(await statusOf(shop, person.credential)).toBe(200)
    expect(await auditOf(shop, id)).toMatchObject([
      { action: 'session.end', actor: { user_id: person.userId }, before: { address: '127.0.0.1' } },
    ])
  })

  test('204: the own one, too', async () => {
    const [{ id }] = (await list()).data
    expect((await end(id)).status).toBe(204)
    expect(await statusOf(shop, person.credential)).toBe(401)
  })

  test('404: twice, another’s, no id at all: the same answer', async () => {
    await signedIn(shop, person)
    const id = await idOfOther()
    const [{ id: foreign }] = (await list(owner.credential)).data
    await end(id)
    const replies = await Promise.all(
      [id, foreign, 'x', '00000000-0000-7000-8000-000000000000'].map((x) => end(x)),
    )
    for (const reply of replies) {
      expect(reply.status).toBe(404)
      expect({ ...reply.body, instance: '' }).toEqual({ ...replies[0]?.body, instance: '' })
    }
    expect(await statusOf(shop, owner.credential)).toBe(200)
  })

  test('401, 403: for whom it is not', async () => {
    const [{ id }] = (await list()).data
    expect((await end(id, {})).body.code).toBe('unauthenticated')
    const scoped = bearer((await mintToken(shop, person, { scopes: ['admin:account'] })).secret)
    expect((await end(id, scoped)).body.code).toBe('insufficient_scope')
    expect((await end(id, apiKey((await mintApiKey(shop, owner)).secret))).body.code).toBe('user_required')
    expect(await statusOf(shop, person.credential)).toBe(200)
  })
})

test('what is over is cleared away, and nothing else', async () => {
  const count = async () =>
    (await shop.db.one<{ n: number }>({ text: 'SELECT count(*)::int AS n FROM sessions', values: [] })).n
  clock.advance(61 * dayMs)
  const young = await signedIn(shop, person)
  clock.advance(15 * dayMs)
  await shop.services.housekeeping.run()
  expect(await count()).toBe(1)
  expect(await statusOf(shop, young)).toBe(200)
})
