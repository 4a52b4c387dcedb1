import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  type Credential,
  describeRoutes,
  type Person,
  startTestApp,
  type TestApp,
} from '../../../test/harness/app.ts'
import { ManualClock } from '../../platform/clock.ts'
import {
  change,
  codeAt,
  cookiesOf,
  type Enrolled,
  enrol,
  eventsOf,
  jarAfter,
  mailedToken,
  password,
  signIn,
  statusOf,
} from './testing/account-world.ts'

const stepMs = 30_000

let shop: TestApp
let clock: ManualClock
let person: Person
let factor: Enrolled

beforeAll(async () => {
  clock = new ManualClock('2026-05-15T11:00:00Z')
  shop = await startTestApp({ clock, environment: { FABWIRE_TRUSTED_PROXIES: '127.0.0.1/32' } })
  await shop.owner()
  return () => shop.close()
})

beforeEach(async () => {
  person = await shop.customer()
  factor = await enrol(shop, person.credential)
  clock.advance(stepMs)
})

const now = () => codeAt(factor.seed, clock.now())
const ask = async (headers: Record<string, string> = {}): Promise<string> => {
  const reply = await signIn(shop, person.email, password, headers)
  expect(reply.body).toEqual({ second_factor: 'totp', challenge: expect.stringMatching(/^[\w-]{43}$/) })
  return reply.body.challenge
}
const answer = (challenge: unknown, code: unknown, headers: Record<string, string> = {}) =>
  shop.call('POST', '/auth/sign-in/totp', { body: { challenge, code }, headers })

describe('POST /auth/sign-in of an account with a second factor', () => {
  test('200: a challenge, no cookie, no session, no event', async () => {
    const before = (await eventsOf(shop, person.userId)).length
    const reply = await signIn(shop, person.email)
    expect(Object.keys(reply.body)).toEqual(['second_factor', 'challenge'])
    expect(reply.headers).not.toHaveProperty('set-cookie')
    expect(await eventsOf(shop, person.userId)).toHaveLength(before)
    const sessions = await shop.call('GET', '/account/sessions', { as: person.credential })
    expect(sessions.body.data).toHaveLength(1)
  })

  test('401: a wrong password gets none; and the challenge is stored as a hash', async () => {
    expect((await signIn(shop, person.email, 'wrong')).body.code).toBe('invalid_credentials')
    const challenge = await ask()
    const rows = JSON.stringify(
      await shop.db.rows({ text: 'SELECT c::text FROM sign_in_challenges AS c', values: [] }),
    )
    expect(rows).not.toContain(challenge)
    expect(rows).not.toContain(Buffer.from(challenge).toString('hex'))
    expect(shop.logLines.join()).not.toContain(challenge)
  })

  test('a challenge opens nothing: 401 on every route, in every place (security case 26)', async () => {
    const challenge = await ask()
    const places: Credential[] = [
      { cookie: `fabwire_session=${challenge}` },
      { authorization: `Bearer ${challenge}` },
      { 'x-api-key': challenge },
    ]
    const guarded = describeRoutes().filter(
      ({ access }) => access.kind === 'granted' || access.kind === 'any',
    )
    expect(guarded.length).toBeGreaterThan(40)
    for (const { method, path } of guarded) {
      const url = path.replaceAll(/\{\w+\}/g, '01900000-0000-7000-8000-000000000000')
      for (const as of places)
        expect((await shop.call(method, url, { as })).status, `${method} ${path}`).toBe(401)
    }
    expect((await answer(challenge, now())).status).toBe(200)
  })

  test('the session that the browser had goes on until the code has come, and ends then (security case 25)', async () => {
    const old = person.credential
    const challenge = await ask({ cookie: old.cookie ?? '' })
    expect(await statusOf(shop, old)).toBe(200)
    const reply = await answer(challenge, now(), { cookie: old.cookie ?? '' })
    expect(reply.status).toBe(200)
    expect(await statusOf(shop, old)).toBe(401)
    expect(await statusOf(shop, jarAfter(reply))).toBe(200)
  })
})

describe('POST /auth/sign-in/totp', () => {
  test('200: the same answer and cookies as a sign-in without a code, and the event', async () => {
    const reply = await answer(await ask(), now())
    expect(reply.status).toBe(200)
    expect(reply.body).toEqual({
      user: { id: person.userId, email: person.email, name: expect.any(String) },
      workspace: {
        id: person.workspaceId,
        name: 'Test shop',
        slug: 'test-shop',
        plan: 'enterprise',
        role: 'customer',
      },
    })
    expect(Object.keys(cookiesOf(reply))).toEqual(['fabwire_session', `fabwire_device_${person.userId}`])
    expect(await statusOf(shop, jarAfter(reply))).toBe(200)
    expect(await eventsOf(shop, person.userId, 'security.new_login')).toHaveLength(1)
  })

  test('200: no event from a browser that the account knows', async () => {
    const first = jarAfter(await answer(await ask(), now()))
    clock.advance(stepMs)
    const headers = { cookie: first.cookie ?? '' }
    expect((await answer(await ask(headers), now(), headers)).status).toBe(200)
    expect(await eventsOf(shop, person.userId, 'security.new_login')).toHaveLength(1)
  })

  test('200: a code of one step before or after; 401: of two (security case 27)', async () => {
    const base = clock.now().getTime() + 10 * stepMs
    clock.advance(10 * stepMs)
    const at = (offset: number) => codeAt(factor.seed, new Date(base + offset * stepMs))
    for (const far of [-2, 2]) expect((await answer(await ask(), at(far))).status).toBe(401)
    for (const near of [-1, 0, 1]) expect((await answer(await ask(), at(near))).status).toBe(200)
  })

  test('401: the same code twice, in another sign-in too, and an older one (security case 27)', async () => {
    const code = now()
    const older = codeAt(factor.seed, new Date(clock.now().getTime() - stepMs))
    const [first, second, third] = [await ask(), await ask(), await ask()]
    expect((await answer(first, code)).status).toBe(200)
    for (const [challenge, tried] of [
      [first, code],
      [second, code],
      [third, older],
    ])
      expect((await answer(challenge, tried)).body).toMatchObject({
        status: 401,
        code: 'invalid_credentials',
      })
    clock.advance(stepMs)
    expect((await answer(second, now())).status).toBe(200)
  })

  test('one of 20 at once gets in, on one challenge or on many (security case 27)', async () => {
    const code = now()
    const one = await ask()
    const same = await Promise.all(Array.from({ length: 20 }, () => answer(one, code)))
    expect(same.filter(({ status }) => status === 200)).toHaveLength(1)
    clock.advance(5 * 60_000)
    const many: string[] = []
    for (let i = 0; i < 20; i++) many.push(await ask())
    const next = now()
    const replies = await Promise.all(
      many.map((challenge, i) => answer(challenge, next, { 'x-forwarded-for': `198.18.40.${i}` })),
    )
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1)
    const sessions = await shop.call('GET', '/account/sessions', { as: person.credential })
    expect(sessions.body.data).toHaveLength(3)
  })

  test('401: five wrong codes end the challenge; another one works (security case 27)', async () => {
    const challenge = await ask()
    for (let i = 0; i < 5; i++) expect((await answer(challenge, `00000${i}`)).status).toBe(401)
    expect((await answer(challenge, now())).body.code).toBe('invalid_credentials')
    expect((await answer(await ask(), now())).status).toBe(200)
  })

  test('200: after four wrong ones', async () => {
    const challenge = await ask()
    for (let i = 0; i < 4; i++) await answer(challenge, `00000${i}`)
    expect((await answer(challenge, now())).status).toBe(200)
  })

  test('200: a backup code, once; 401: the second time, and of ten at once (security case 27)', async () => {
    const [code = '', other = ''] = factor.backupCodes
    expect((await answer(await ask(), code)).status).toBe(200)
    expect((await answer(await ask(), code)).status).toBe(401)
    const challenges = await Promise.all(Array.from({ length: 8 }, () => ask()))
    const replies = await Promise.all(challenges.map((challenge) => answer(challenge, other.toUpperCase())))
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1)
    const account = await shop.call('GET', '/account', { as: person.credential })
    expect(account.body.two_factor).toEqual({ enabled: true, codes_left: 8 })
  })

  test('401: another’s code and backup code', async () => {
    const other = await shop.customer()
    const foreign = await enrol(shop, other.credential)
    clock.advance(stepMs)
    const challenge = await ask()
    for (const code of [codeAt(foreign.seed, clock.now()), foreign.backupCodes[0]])
      expect((await answer(challenge, code)).status).toBe(401)
  })

  test('401: after five minutes; 200: a second before', async () => {
    const [late, early] = [await ask(), await ask()]
    clock.advance(5 * 60_000 - 1_000)
    expect((await answer(early, now())).status).toBe(200)
    clock.advance(stepMs)
    expect((await answer(late, now())).body.code).toBe('invalid_credentials')
    await shop.services.housekeeping.run()
    const rows = await shop.db.rows({
      text: 'SELECT 1 FROM sign_in_challenges WHERE expires_at <= $1',
      values: [clock.now()],
    })
    expect(rows).toEqual([])
  })

  test('401: unknown, empty and malformed challenges look like a wrong code', async () => {
    const wrong = await answer(await ask(), '000000')
    for (const challenge of ['x'.repeat(43), '', 'x', '../../etc/passwd']) {
      const reply = await answer(challenge, now())
      expect({ ...reply.body, instance: '' }).toEqual({ ...wrong.body, instance: '' })
    }
  })

  test('401: the password was changed or reset, the factor turned off, the account disabled meanwhile', async () => {
    const changed = await ask()
    const body = { current_password: password, new_password: 'a fresh password', code: now() }
    const jar = jarAfter(await shop.call('POST', '/account/password', { as: person.credential, body }))
    clock.advance(stepMs)
    expect((await answer(changed, now())).status).toBe(401)

    const again = async () => (await signIn(shop, person.email, 'a fresh password')).body.challenge
    const reset = await again()
    await shop.call('POST', '/auth/password-reset', { body: { email: person.email } })
    const token = await mailedToken(shop, person.email, 'password_reset')
    const confirmed = await shop.call('POST', '/auth/password-reset/confirm', {
      body: { token, password: 'a fresh password' },
    })
    expect(confirmed.status).toBe(204)
    expect((await answer(reset, now())).status).toBe(401)
    expect(await statusOf(shop, jar)).toBe(401)

    const session = jarAfter(await answer(await again(), now()))
    clock.advance(stepMs)
    const removed = await again()
    const proof = { password: 'a fresh password', code: now() }
    expect((await shop.call('DELETE', '/account/2fa', { as: session, body: proof })).status).toBe(204)
    clock.advance(stepMs)
    expect((await answer(removed, now())).status).toBe(401)
  })

  test('401: a reset by mail is no way around it', async () => {
    await shop.call('POST', '/auth/password-reset', { body: { email: person.email } })
    const token = await mailedToken(shop, person.email, 'password_reset')
    const body = { token, password: 'a fresh password' }
    const confirmed = await shop.call('POST', '/auth/password-reset/confirm', { body })
    expect(cookiesOf(confirmed)).toEqual({ fabwire_session: '' })
    expect((await signIn(shop, person.email, 'a fresh password')).body.second_factor).toBe('totp')
  })

  test('403: the membership ended meanwhile', async () => {
    const challenge = await ask()
    await change(shop, 'DELETE FROM user_organizations WHERE user_id = $1', person.userId)
    expect((await answer(challenge, now())).body.code).toBe('membership_required')
  })

  test('400: what is missing or too much; 403 csrf_refused: from another site', async () => {
    for (const [body, path] of [
      [{ code: '123456' }, 'challenge'],
      [{ challenge: 'x' }, 'code'],
      [{ challenge: 'x', code: 123456 }, 'code'],
      [{ challenge: 'x', code: '1', user_id: 1 }, 'user_id'],
    ] as const) {
      const reply = await shop.call('POST', '/auth/sign-in/totp', { body })
      expect(reply.body).toMatchObject({ status: 400, errors: [{ path }] })
    }
    const foreign = await answer(await ask(), now(), { origin: 'https://evil.example' })
    expect(foreign.body).toMatchObject({ status: 403, code: 'csrf_refused' })
  })
})

describe('guessing codes is slowed down (security case 32)', () => {
  const from = (address: string) => ({ 'x-forwarded-for': address })
  const guess = async (address: string) => {
    const challenge = (await signIn(shop, person.email, password, from(address))).body.challenge
    return (await answer(challenge, '000000', from(address))).status
  }

  test('429: who knows the password gets ten codes an hour, from however many addresses', async () => {
    const statuses: number[] = []
    for (let i = 0; i < 12; i++) statuses.push(await guess(`198.18.50.${i}`))
    expect(statuses).toEqual([...Array(10).fill(401), 429, 429])
    // The owner, where they signed in before, or in a browser that the account knows, gets in meanwhile.
    expect((await answer(await ask(), now())).status).toBe(200)
    clock.advance(6 * 60_000)
    expect(await guess('198.18.51.1')).toBe(401)
    expect(await guess('198.18.51.2')).toBe(429)
  })

  test('the password alone makes no network known', async () => {
    const stranger = '203.0.113.99'
    for (let i = 0; i < 10; i++) expect(await guess(stranger)).toBe(401)
    clock.advance(5 * 60_000)
    expect(await guess(stranger)).toBe(429)
  })

  test('429: challenges that are made up, from one network', async () => {
    const address = '203.0.113.77'
    for (let i = 0; i < 100; i++)
      expect((await answer('x'.repeat(43), '000000', from(address))).status).toBe(401)
    expect((await answer('x'.repeat(43), '000000', from(address))).status).toBe(429)
    expect((await answer('x'.repeat(43), '000000', from('203.0.113.78'))).status).toBe(401)
  })
})
