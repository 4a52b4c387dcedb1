import { beforeAll, describe, expect, test } from 'vitest'
import { type Person, startTestApp, type TestApp } from '../../../test/harness/app.ts'
import { ManualClock } from '../../platform/clock.ts'

const password = 'correct horse'
const minuteMs = 60_000

let shop: TestApp
let clock: ManualClock
let owner: Person
let customer: Person

beforeAll(async () => {
  clock = new ManualClock('2026-05-15T11:00:00Z')
  shop = await startTestApp({ clock, environment: { FABWIRE_TRUSTED_PROXIES: '127.0.0.1/32' } })
  owner = await shop.owner()
  customer = await shop.customer()
  return () => shop.close()
})

let hosts = 0
/** An address from which nobody has tried before. */
const elsewhere = () => `198.18.${++hosts >> 8}.${hosts & 255}`

const signIn = (body: object, address = elsewhere(), over = {}) =>
  shop.call('POST', '/auth/sign-in', { body, headers: { 'x-forwarded-for': address }, ...over })

const without = (body: Record<string, unknown>) => ({ ...body, instance: '' })

describe('POST /auth/sign-in', () => {
  test('200: who one is and a cookie that says so', async () => {
    const reply = await signIn({ email: customer.email, password })
    expect(reply.status).toBe(200)
    expect(reply.body).toEqual({
      user: { id: customer.userId, email: customer.email, name: expect.any(String) },
      workspace: {
        id: customer.workspaceId,
        name: 'Test shop',
        slug: 'test-shop',
        plan: 'enterprise',
        role: 'customer',
      },
    })
    const [cookie = ''] = String(reply.headers['set-cookie']).split(';')
    expect((await shop.call('GET', '/token', { as: { cookie } })).body.user_id).toBe(customer.userId)
  })

  test('200: each time another session, so none can be planted before (security case 25)', async () => {
    const cookies = await Promise.all(
      [1, 2].map(async () => String((await signIn({ email: owner.email, password })).headers['set-cookie'])),
    )
    expect(new Set([...cookies, owner.credential.cookie]).size).toBe(3)
  })

  test('200: the address in any case, with spaces around', async () => {
    expect((await signIn({ email: ` ${customer.email.toUpperCase()} `, password })).status).toBe(200)
  })

  test('401 invalid_credentials: the same for an unknown address and a wrong password', async () => {
    const wrong = await signIn({ email: customer.email, password: 'wrong horse' })
    expect(wrong.body).toMatchObject({ status: 401, code: 'invalid_credentials' })
    expect(wrong.headers).not.toHaveProperty('set-cookie')
    for (const body of [
      { email: 'nobody@example.com', password },
      { email: 'not an address', password },
      { email: '', password: '' },
      { email: customer.email, password: '' },
      { email: customer.email, password: `${password} ` },
      { email: customer.email, password: password.toUpperCase() },
      { email: "' OR 1=1 --", password },
      { email: '%@example.com', password },
    ]) {
      const reply = await signIn(body)
      expect(reply.status).toBe(401)
      expect(without(reply.body)).toEqual(without(wrong.body))
      expect(Object.keys(reply.headers)).toEqual(Object.keys(wrong.headers))
    }
  })

  test('401 invalid_credentials: a disabled account, and its sessions are over', async () => {
    const person = await shop.customer()
    const set = (at: string) =>
      shop.db.run({ text: `UPDATE users SET disabled_at = ${at} WHERE id = $1`, values: [person.userId] })
    await set('now()')
    expect((await signIn({ email: person.email, password })).body.code).toBe('invalid_credentials')
    expect((await shop.call('GET', '/token', { as: person.credential })).body.code).toBe('invalid_token')
    await set('NULL')
    expect((await signIn({ email: person.email, password })).status).toBe(200)
  })

  test('403 membership_required: an account that belongs nowhere any more', async () => {
    const person = await shop.customer()
    await shop.db.run({ text: 'DELETE FROM user_organizations WHERE user_id = $1', values: [person.userId] })
    expect((await signIn({ email: person.email, password })).body).toMatchObject({
      status: 403,
      code: 'membership_required',
    })
    expect((await signIn({ email: person.email, password: 'wrong' })).status).toBe(401)
  })

  test.each<[string, object, string]>([
    ['no address', { password }, 'email'],
    ['no password', { email: 'a@example.com' }, 'password'],
    ['an address that is no text', { email: { $ne: '' }, password }, 'email'],
    ['NUL', { email: 'a\u0000@example.com', password }, 'email'],
    ['half a character', { email: 'a@example.com', password: '\ud800' }, 'password'],
    ['an endless password', { email: 'a@example.com', password: 'x'.repeat(257) }, 'password'],
    ['another member', { email: 'a@example.com', password, remember: true }, 'remember'],
  ])('400: %s', async (_, body, path) => {
    expect((await signIn(body)).body).toMatchObject({ status: 400, errors: [{ path }] })
  })

  test('403 csrf_refused: from another site, or from who knows where', async () => {
    for (const origin of ['https://evil.example', 'null', '']) {
      const headers = { origin, 'x-forwarded-for': elsewhere() }
      const reply = await shop.call('POST', '/auth/sign-in', {
        body: { email: owner.email, password },
        headers,
      })
      expect(reply.body).toMatchObject({ status: 403, code: 'csrf_refused' })
    }
  })

  test('the password is in no log, no row and no answer', async () => {
    const secret = 'hunter2-and-more'
    const email = 'logged@example.com'
    await shop.call('POST', '/auth/sign-up', { body: { email, password: secret, name: 'L' } })
    const reply = await signIn({ email, password: secret })
    expect(reply.text).not.toContain(secret)
    expect(shop.logLines.join()).not.toContain(secret)
    const row = await shop.db.one<{ password_hash: string }>({
      text: 'SELECT password_hash FROM users WHERE email = $1',
      values: [email],
    })
    expect(row.password_hash).toMatch(/^\$argon2id\$v=19\$/)
  })
})

describe('guessing is slowed down (security case 32)', () => {
  const guess = (email: string, address: string) => signIn({ email, password: 'a guess' }, address)

  test('429: one account from one address', async () => {
    const { email } = await shop.customer()
    const address = elsewhere()
    for (let i = 0; i < 10; i++) expect((await guess(email, address)).status).toBe(401)
    const refused = await guess(email.toUpperCase(), address)
    expect(refused.body).toMatchObject({ status: 429, code: 'rate_limited' })
    expect(refused.headers['retry-after']).toBe('30')
    clock.advance(30_000)
    expect((await guess(email, address)).status).toBe(401)
    expect((await guess(email, address)).status).toBe(429)
  })

  test('429: sent all at once, no more get through', async () => {
    const { email } = await shop.customer()
    const address = elsewhere()
    const replies = await Promise.all(Array.from({ length: 30 }, () => guess(email, address)))
    expect(replies.filter(({ status }) => status === 401)).toHaveLength(10)
  })

  test('429: many accounts from one address, and from one IPv6 network', async () => {
    for (const at of [() => '198.51.100.9', (i: number) => `2001:db8:5:5::${i.toString(16)}`]) {
      const statuses: number[] = []
      for (let i = 0; i < 101; i++) statuses.push((await guess(`nobody${i}@example.com`, at(i))).status)
      expect(statuses).toEqual([...Array(100).fill(401), 429])
    }
    clock.advance(5 * minuteMs)
  })

  test('429: one account from many addresses; its owner, who was there before, still gets in', async () => {
    const { email } = await shop.customer()
    const home = elsewhere()
    expect((await signIn({ email, password }, home)).status).toBe(200)
    for (let i = 0; i < 50; i++) expect((await guess(email, elsewhere())).status).toBe(401)
    expect((await guess(email, elsewhere())).status).toBe(429)
    expect((await signIn({ email, password }, home)).status).toBe(200)
  })

  test('200: nobody is locked out for good', async () => {
    const { email } = await shop.customer()
    for (let i = 0; i < 60; i++) await guess(email, elsewhere())
    const refused = await signIn({ email, password })
    expect(refused.status).toBe(429)
    clock.advance(Number(refused.headers['retry-after']) * 1_000)
    expect((await signIn({ email, password })).status).toBe(200)
  })

  test('200: whoever knows the password may use it as often as they like', async () => {
    const { email } = await shop.customer()
    const address = elsewhere()
    for (let i = 0; i < 15; i++) expect((await signIn({ email, password }, address)).status).toBe(200)
  })

  test('429: an address that anybody can write into a header changes nothing', async () => {
    const plain = await startTestApp({ clock })
    await plain.owner()
    const { email } = await plain.customer()
    const statuses: number[] = []
    for (let i = 0; i < 11; i++) {
      const headers = { 'x-forwarded-for': elsewhere(), forwarded: `for=${elsewhere()}` }
      const body = { email, password: 'a guess' }
      statuses.push((await plain.call('POST', '/auth/sign-in', { body, headers })).status)
    }
    expect(statuses.at(-1)).toBe(429)
    await plain.close()
  })
})
