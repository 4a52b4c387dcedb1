import { beforeAll, describe, expect, test } from 'vitest'
import { type Person, startTestApp, type TestApp } from '../../../test/harness/app.ts'
import { bearer, mintToken } from '../../../test/harness/credentials.ts'
import { openTestDb } from '../../../test/harness/database.ts'
import { ManualClock } from '../../platform/clock.ts'
import {
  auditOf,
  change,
  cookiesOf,
  eventsOf,
  jarAfter,
  mailedToken,
  mailsTo,
  password,
  signedIn,
  signIn,
  statusOf,
} from './testing/account-world.ts'
import { recordingDb } from './testing/recording-db.ts'

const minuteMs = 60_000
const fresh = 'a fresh password'

let shop: TestApp
let clock: ManualClock

beforeAll(async () => {
  clock = new ManualClock('2026-05-15T11:00:00Z')
  shop = await startTestApp({ clock, environment: { FABWIRE_TRUSTED_PROXIES: '127.0.0.1/32' } })
  await shop.owner()
  return () => shop.close()
})

let hosts = 0
const elsewhere = () => `198.18.${++hosts >> 8}.${hosts & 255}`

const ask = (email: unknown, address = elsewhere(), over: Record<string, string> = {}) =>
  shop.call('POST', '/auth/password-reset', {
    body: { email },
    headers: { 'x-forwarded-for': address, ...over },
  })
const confirm = (token: unknown, secret: unknown = fresh, over = {}) =>
  shop.call('POST', '/auth/password-reset/confirm', { body: { token, password: secret }, ...over })

async function reset(person: Person): Promise<string> {
  expect((await ask(person.email)).status).toBe(202)
  return mailedToken(shop, person.email, 'password_reset')
}

describe('POST /auth/password-reset', () => {
  test('202: a link goes to the account’s address, as it is written there', async () => {
    const { email } = await shop.customer()
    const reply = await ask(email.toUpperCase())
    expect(reply.status).toBe(202)
    expect(reply.body).toEqual({})
    const [mail] = await mailsTo(shop, email, 'password_reset')
    expect(mail?.subject).toBe('Reset your password')
    expect(mail?.text).toMatch(/\nhttp:\/\/localhost:3000\/reset-password#token=[\w-]{43}\n/)
  })

  test('202: the link is in no log and, as it is, in no row', async () => {
    const person = await shop.customer()
    const token = await reset(person)
    expect(shop.logLines.join()).not.toContain(token)
    for (const table of ['mailed_links', 'outbox']) {
      const rows = await shop.db.rows({ text: `SELECT t::text FROM ${table} AS t`, values: [] })
      expect(JSON.stringify(rows)).not.toContain(token)
      expect(JSON.stringify(rows)).not.toContain(Buffer.from(token).toString('hex'))
    }
  })

  test('202: the same for an unknown address, a disabled account and none at all (security case 31)', async () => {
    const person = await shop.customer()
    const disabled = await shop.customer()
    await change(shop, 'UPDATE users SET disabled_at = now() WHERE id = $1', disabled.userId)
    const known = await ask(person.email)
    for (const email of [disabled.email, 'nobody@example.com']) {
      const reply = await ask(email)
      expect(reply.status).toBe(known.status)
      expect(reply.text).toBe(known.text)
      expect(Object.keys(reply.headers)).toEqual(Object.keys(known.headers))
      expect(await mailsTo(shop, email, 'password_reset')).toEqual([])
    }
  })

  test('the work for an unknown address is that for a known one, statement by statement (security case 31)', async () => {
    const base = await openTestDb()
    const { db, taken } = recordingDb(base)
    const recorded = await startTestApp({ clock, db })
    const owner = await recorded.owner('free')
    const work = async (email: string) => {
      taken()
      const reply = await recorded.call('POST', '/auth/password-reset', { body: { email } })
      expect(reply.status).toBe(202)
      return taken()
    }
    const known = await work(owner.email)
    expect(known.length).toBeGreaterThan(3)
    expect(await work('nobody@example.com')).toEqual(known)
    const written = (table: string) =>
      base.one<{ n: number }>({ text: `SELECT count(*)::int AS n FROM ${table}`, values: [] })
    expect(await written('mailed_links')).toEqual({ n: 3 })
    // Signing in looks at the same rows too, whether there is such an account or not.
    const guess = async (email: string) => {
      taken()
      await recorded.call('POST', '/auth/sign-in', { body: { email, password: 'wrong' } })
      return taken()
    }
    expect(await guess('nobody@example.com')).toEqual(await guess(owner.email))
    await recorded.close()
    await base.close()
  })

  test('202: whoever asks often gets enough links, and an address no more than it can use', async () => {
    const { email } = await shop.customer()
    for (let i = 0; i < 12; i++) expect((await ask(email)).status).toBe(202)
    expect(await mailsTo(shop, email, 'password_reset')).toHaveLength(5)
    clock.advance(12 * minuteMs)
    expect((await ask(email)).status).toBe(202)
    expect(await mailsTo(shop, email, 'password_reset')).toHaveLength(6)
  })

  test('429: one address asks again and again, known or not; others may ask', async () => {
    const { email } = await shop.customer()
    for (const target of [email, 'nobody-2@example.com']) {
      const from = elsewhere()
      for (let i = 0; i < 5; i++) expect((await ask(target, from)).status).toBe(202)
      const refused = await ask(target, from)
      expect(refused.body).toMatchObject({ status: 429, code: 'rate_limited' })
      expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
      expect((await ask(target)).status).toBe(202)
    }
  })

  test('429: one IPv6 network asks for many', async () => {
    const from = (i: number) => `2001:db8:77:1::${i.toString(16)}`
    for (let i = 0; i < 50; i++) expect((await ask(`x${i}@example.com`, from(i))).status).toBe(202)
    expect((await ask('x51@example.com', from(99))).status).toBe(429)
  })

  test.each<[string, unknown]>([
    ['no address', undefined],
    ['what is none', 'ada'],
    ['one with a line feed', 'ada@example.com\nbcc: eve@example.com'],
    ['an object', { $ne: '' }],
  ])('400: %s', async (_, email) => {
    expect((await ask(email)).body).toMatchObject({ status: 400, errors: [{ path: 'email' }] })
  })

  test('400: another member', async () => {
    const body = { email: 'a@example.com', redirect: 'https://evil.example' }
    const reply = await shop.call('POST', '/auth/password-reset', { body })
    expect(reply.body).toMatchObject({ status: 400, errors: [{ path: 'redirect' }] })
  })

  test('403 csrf_refused: from another site', async () => {
    const reply = await ask('a@example.com', elsewhere(), { origin: 'https://evil.example' })
    expect(reply.body).toMatchObject({ status: 403, code: 'csrf_refused' })
  })

  test('the Host header is not what links are made of', async () => {
    const { email } = await shop.customer()
    await ask(email, elsewhere(), { host: 'evil.example', 'x-forwarded-host': 'evil.example' })
    const [mail] = await mailsTo(shop, email, 'password_reset')
    expect(mail?.text).not.toContain('evil')
  })
})

describe('POST /auth/password-reset/confirm', () => {
  test('204: the new password signs in, the old one does not; all sessions end, tokens stay', async () => {
    const person = await shop.customer()
    const sessions = [person.credential, await signedIn(shop, person)]
    const { secret } = await mintToken(shop, person)
    const token = await reset(person)
    const reply = await confirm(token, fresh, { as: person.credential })
    expect(reply.status).toBe(204)
    expect(cookiesOf(reply)).toEqual({ fabwire_session: '' })
    for (const as of sessions) expect(await statusOf(shop, as)).toBe(401)
    expect(await statusOf(shop, bearer(secret))).toBe(200)
    expect((await signIn(shop, person.email)).status).toBe(401)
    expect((await signIn(shop, person.email, fresh)).status).toBe(200)
  })

  test('204: the address counts as confirmed, the account’s owner is told', async () => {
    const person = await shop.customer()
    await confirm(await reset(person))
    const account = await shop.call('GET', '/account', { as: await signedIn(shop, person, fresh) })
    expect(account.body.email_verified).toBe(true)
    const [event] = await eventsOf(shop, person.userId, 'security.password_changed')
    expect(event).toMatchObject({ workspace_id: person.workspaceId, body: { user_id: person.userId } })
    expect(await mailsTo(shop, person.email, 'security.password_changed')).toHaveLength(1)
    expect((await auditOf(shop, person.userId)).at(-1)).toMatchObject({
      action: 'account.password_reset',
      actor: { kind: 'session', user_id: person.userId, address: '127.0.0.1' },
    })
  })

  test('400 link_invalid: twice; and the other links of the account are dead too', async () => {
    const person = await shop.customer()
    const [first, second] = [await reset(person), await reset(person)]
    expect((await confirm(first)).status).toBe(204)
    for (const token of [first, second])
      expect((await confirm(token, 'another one')).body).toMatchObject({ status: 400, code: 'link_invalid' })
    expect((await signIn(shop, person.email, fresh)).status).toBe(200)
  })

  test('400 link_invalid: of ten at once, nine', async () => {
    const person = await shop.customer()
    const token = await reset(person)
    const replies = await Promise.all(Array.from({ length: 10 }, (_, i) => confirm(token, `password ${i}`)))
    expect(replies.map(({ status }) => status).sort()).toEqual([204, ...Array(9).fill(400)])
    const [winner] = replies.flatMap(({ status }, i) => (status === 204 ? [i] : []))
    expect((await signIn(shop, person.email, `password ${winner}`)).status).toBe(200)
  })

  test('400 link_invalid: after an hour; a second before, it works', async () => {
    const person = await shop.customer()
    const late = await reset(person)
    clock.advance(60 * minuteMs)
    expect((await confirm(late)).body.code).toBe('link_invalid')
    const early = await reset(person)
    clock.advance(60 * minuteMs - 1_000)
    expect((await confirm(early)).status).toBe(204)
  })

  test('400 link_invalid: the account is disabled, or its password was changed meanwhile', async () => {
    const person = await shop.customer()
    const token = await reset(person)
    await change(shop, 'UPDATE users SET disabled_at = now() WHERE id = $1', person.userId)
    expect((await confirm(token)).body.code).toBe('link_invalid')
    await change(shop, 'UPDATE users SET disabled_at = NULL WHERE id = $1', person.userId)
    const body = { current_password: password, new_password: 'changed by hand' }
    expect((await shop.call('POST', '/account/password', { as: person.credential, body })).status).toBe(204)
    expect((await confirm(token)).body.code).toBe('link_invalid')
  })

  test('400 link_invalid: a token of another purpose, of an unknown address, of no form', async () => {
    const person = await shop.customer()
    const verification = await mailedToken(shop, person.email, 'verify_email')
    await ask('nobody-3@example.com')
    for (const token of [verification, 'x'.repeat(43), '', 'x', `${verification}=`, '../../etc'])
      expect((await confirm(token)).body).toMatchObject({ status: 400, code: 'link_invalid' })
  })

  test.each<[string, object, string]>([
    ['no token', { password: fresh }, 'token'],
    ['no password', { token: 'x' }, 'password'],
    ['a short password', { token: 'x', password: 'short' }, 'password'],
    ['an endless password', { token: 'x', password: 'x'.repeat(257) }, 'password'],
    ['another member', { token: 'x', password: fresh, user_id: 1 }, 'user_id'],
  ])('400: %s', async (_, body, path) => {
    const reply = await shop.call('POST', '/auth/password-reset/confirm', { body })
    expect(reply.body).toMatchObject({ status: 400, errors: [{ path }] })
  })

  test('403 csrf_refused: from another site, and the link is still good', async () => {
    const person = await shop.customer()
    const token = await reset(person)
    const refused = await confirm(token, fresh, { headers: { origin: 'https://evil.example' } })
    expect(refused.body).toMatchObject({ status: 403, code: 'csrf_refused' })
    expect((await confirm(token)).status).toBe(204)
  })

  test('nobody is locked out for good: a reset opens the door from where it was made (security case 32)', async () => {
    const person = await shop.customer()
    const home = elsewhere()
    for (let i = 0; i < 60; i++)
      await signIn(shop, person.email, 'a guess', { 'x-forwarded-for': elsewhere() })
    const from = { 'x-forwarded-for': home }
    expect((await signIn(shop, person.email, password, from)).status).toBe(429)
    const token = await reset(person)
    expect((await confirm(token, fresh, { headers: from })).status).toBe(204)
    expect((await signIn(shop, person.email, fresh, from)).status).toBe(200)
  })

  test('a sign-in that is under way with the old password does not get in after it was changed', async () => {
    const person = await shop.customer()
    const token = await reset(person)
    const [changed, ...late] = await Promise.all([
      confirm(token),
      ...Array.from({ length: 5 }, () => signIn(shop, person.email)),
    ])
    expect(changed.status).toBe(204)
    for (const reply of late)
      if (reply.status === 200) expect(await statusOf(shop, jarAfter(reply))).toBe(401)
  })
})
