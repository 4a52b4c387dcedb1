import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Credential, type Person, startTestApp, type TestApp } from '../../../test/harness/app.ts'
import { apiKey, bearer, mintApiKey, mintToken } from '../../../test/harness/credentials.ts'
import { ManualClock } from '../../platform/clock.ts'
import {
  auditOf,
  cookiesOf,
  eventsOf,
  jarAfter,
  mailsTo,
  password,
  signedIn,
  signIn,
  statusOf,
} from './testing/account-world.ts'

const fresh = 'a fresh password'

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

const change = (members: object = {}, as: Credential = person.credential) =>
  shop.call('POST', '/account/password', {
    as,
    body: { current_password: password, new_password: fresh, ...members },
  })

describe('POST /account/password', () => {
  test('204: this browser goes on under another session id, all others end (security case 25)', async () => {
    const others = [await signedIn(shop, person), await signedIn(shop, person)]
    const reply = await change()
    expect(reply.status).toBe(204)
    const here = jarAfter(reply)
    expect(here.cookie).not.toBe(person.credential.cookie)
    for (const as of [person.credential, ...others]) expect(await statusOf(shop, as)).toBe(401)
    expect(await statusOf(shop, here)).toBe(200)
    expect((await signIn(shop, person.email)).status).toBe(401)
    expect((await signIn(shop, person.email, fresh)).status).toBe(200)
  })

  test('204: the session goes on in the same workspace, with the same hint', async () => {
    const member = await shop.member(owner, 'manager')
    const reply = await change({}, member.credential)
    const [, payload = ''] = (cookiesOf(reply).fabwire_session ?? '').split('.')
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toMatchObject({ hint: 'manager' })
    const account = await shop.call('GET', '/account', { as: jarAfter(reply) })
    expect(account.body.workspace).toMatchObject({ id: owner.workspaceId, role: 'manager' })
  })

  test('204: with a token all sessions end, and the token stays', async () => {
    const { secret } = await mintToken(shop, person)
    const reply = await change({}, bearer(secret))
    expect(reply.status).toBe(204)
    expect(reply.headers).not.toHaveProperty('set-cookie')
    expect(await statusOf(shop, person.credential)).toBe(401)
    expect(await statusOf(shop, bearer(secret))).toBe(200)
  })

  test('204: told by event and mail, written down, without either password', async () => {
    await change()
    const events = await eventsOf(shop, person.userId)
    expect(events).toMatchObject([
      {
        type: 'security.password_changed',
        workspace_id: person.workspaceId,
        body: {
          user_id: person.userId,
          is_test: false,
          data: {
            title: 'Password changed',
            message: 'The password of your account was changed.',
            project_no: null,
            address: '127.0.0.1',
            user_agent: 'lightMyRequest',
            url: 'http://localhost:3000/settings/security',
          },
        },
      },
    ])
    expect(await mailsTo(shop, person.email, 'security.password_changed')).toHaveLength(1)
    const lines = await auditOf(shop, person.userId)
    expect(lines.at(-1)).toMatchObject({ action: 'account.password', before: null, after: null })
    const said = JSON.stringify([events, lines, shop.logLines])
    expect(said).not.toContain(fresh)
    expect(said).not.toContain(password)
  })

  test('401 invalid_credentials: a wrong password; nothing is changed', async () => {
    for (const current_password of ['wrong', '', `${password} `]) {
      const reply = await change({ current_password })
      expect(reply.body).toMatchObject({ status: 401, code: 'invalid_credentials' })
    }
    expect(await statusOf(shop, person.credential)).toBe(200)
    expect((await signIn(shop, person.email)).status).toBe(200)
    expect(await eventsOf(shop, person.userId, 'security.password_changed')).toEqual([])
  })

  test('401 invalid_credentials: of five at once, four', async () => {
    const cookies = await Promise.all(Array.from({ length: 5 }, () => signedIn(shop, person)))
    const replies = await Promise.all(cookies.map((as, i) => change({ new_password: `password ${i}` }, as)))
    const won = replies.flatMap(({ status }, i) => (status === 204 ? [i] : []))
    expect(won).toHaveLength(1)
    for (const { status } of replies) expect([204, 401]).toContain(status)
    expect((await signIn(shop, person.email, `password ${won[0]}`)).status).toBe(200)
  })

  test('429: who holds a session cannot try passwords without end', async () => {
    for (let i = 0; i < 10; i++) expect((await change({ current_password: `guess ${i}` })).status).toBe(401)
    expect((await change()).body).toMatchObject({ status: 429, code: 'rate_limited' })
    clock.advance(60_000)
    expect((await change()).status).toBe(204)
  })

  test.each<[string, object, string]>([
    ['no old password', { current_password: undefined }, 'current_password'],
    ['no new password', { new_password: undefined }, 'new_password'],
    ['a short one', { new_password: '1234567' }, 'new_password'],
    ['an endless one', { new_password: 'x'.repeat(257) }, 'new_password'],
    ['another member', { user_id: 1 }, 'user_id'],
  ])('400: %s', async (_, members, path) => {
    expect((await change(members)).body).toMatchObject({ status: 400, errors: [{ path }] })
  })

  test('401, 403: for whom it is not', async () => {
    expect((await change({}, {})).body.code).toBe('unauthenticated')
    const scoped = bearer((await mintToken(shop, person, { scopes: ['admin:account'] })).secret)
    expect((await change({}, scoped)).body.code).toBe('insufficient_scope')
    const key = apiKey((await mintApiKey(shop, owner, { scopes: ['admin'] })).secret)
    expect((await change({}, key)).body.code).toBe('user_required')
    const headers = { origin: 'https://evil.example' }
    const body = { current_password: password, new_password: fresh }
    const foreign = await shop.call('POST', '/account/password', { as: person.credential, body, headers })
    expect(foreign.body.code).toBe('csrf_refused')
  })
})
