import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Credential, type Person, startTestApp, type TestApp } from '../../../test/harness/app.ts'
import { ManualClock } from '../../platform/clock.ts'
import {
  cookiesOf,
  eventsOf,
  jarAfter,
  mailsTo,
  password,
  signIn,
  statusOf,
} from './testing/account-world.ts'

const dayMs = 86_400_000

let shop: TestApp
let clock: ManualClock
let person: Person

beforeAll(async () => {
  clock = new ManualClock('2026-05-15T11:00:00Z')
  shop = await startTestApp({
    clock,
    environment: { FABWIRE_TRUSTED_PROXIES: '127.0.0.1/32', FABWIRE_WORKSPACE_SIGNUP: 'open' },
  })
  await shop.owner()
  return () => shop.close()
})

beforeEach(async () => {
  person = await shop.customer('test-shop')
})

const logins = async (who = person) => (await eventsOf(shop, who.userId, 'security.new_login')).length
const deviceOf = (jar: Credential): string => /fabwire_device_\d+=([\w-]+)/.exec(jar.cookie ?? '')?.[1] ?? ''

async function signUpInBrowser(): Promise<{ email: string; userId: number; jar: Credential }> {
  const email = `browser-${person.email}`
  const body = { email, password, name: 'B', shop: 'test-shop' }
  const reply = await shop.call('POST', '/auth/sign-up', { body })
  return { email, userId: reply.body.user.id, jar: jarAfter(reply) }
}

describe('security.new_login', () => {
  test('a sign-in from a browser that the account does not know: event and mail', async () => {
    const userAgent = 'Mozilla/5.0 (X11; Linux)'
    await signIn(shop, person.email, password, { 'user-agent': userAgent })
    expect(await eventsOf(shop, person.userId)).toMatchObject([
      {
        type: 'security.new_login',
        workspace_id: person.workspaceId,
        body: { user_id: person.userId, data: { title: 'New sign-in', user_agent: userAgent } },
      },
    ])
    const [mail] = await mailsTo(shop, person.email, 'security.new_login')
    expect(mail?.text).toContain(`From: 127.0.0.1, ${userAgent}`)
  })

  test('not from a browser where the account was made or signed in to before', async () => {
    const { email, userId, jar } = await signUpInBrowser()
    expect(await eventsOf(shop, userId)).toEqual([])
    const again = await signIn(shop, email, password, { cookie: `fabwire_device_${userId}=${deviceOf(jar)}` })
    expect(again.status).toBe(200)
    expect(await eventsOf(shop, userId)).toEqual([])
    const elsewhere = jarAfter(await signIn(shop, email))
    expect(await eventsOf(shop, userId)).toHaveLength(1)
    await signIn(shop, email, password, { cookie: elsewhere.cookie ?? '' })
    expect(await eventsOf(shop, userId)).toHaveLength(1)
  })

  test('not for a wrong password, nor at a password change', async () => {
    await signIn(shop, person.email, 'wrong')
    const body = { current_password: password, new_password: 'a fresh one' }
    await shop.call('POST', '/account/password', { as: person.credential, body })
    expect((await eventsOf(shop, person.userId)).map(({ type }) => type)).toEqual([
      'security.password_changed',
    ])
  })

  test('whatever a user agent says, it makes a good event', async () => {
    for (const userAgent of ['', 'x'.repeat(5_000), '"\\', 'é'])
      expect((await signIn(shop, person.email, password, { 'user-agent': userAgent })).status).toBe(200)
    const agents = (await eventsOf(shop, person.userId)).map(({ body }) => body.data.user_agent)
    expect(agents).toEqual([undefined, 'x'.repeat(200), '"\\', 'é'])
  })

  test('a customer of two shops hears of it in both', async () => {
    const other = await shop.owner('free', 'Second shop')
    await shop.db.run({
      text: `INSERT INTO user_organizations (user_id, workspace_id, role, created_at) VALUES ($1, $2, 'customer', now())`,
      values: [person.userId, other.workspaceId],
    })
    await signIn(shop, person.email)
    const workspaces = (await eventsOf(shop, person.userId)).map((event) => event.workspace_id)
    expect(workspaces.sort()).toEqual([person.workspaceId, other.workspaceId].sort())
  })
})

describe('the device cookie', () => {
  test('each account has its own: two people at one browser are both known', async () => {
    const one = await signUpInBrowser()
    const second = await signIn(shop, person.email, password, { cookie: one.jar.cookie ?? '' })
    const jar = jarAfter(second, one.jar)
    expect(await logins()).toBe(1)
    await signIn(shop, person.email, password, { cookie: jar.cookie ?? '' })
    expect(await logins()).toBe(1)
    const back = await signIn(shop, one.email, password, { cookie: jar.cookie ?? '' })
    expect(back.status).toBe(200)
    expect(await eventsOf(shop, one.userId)).toEqual([])
  })

  test('one that somebody planted is not adopted', async () => {
    const planted = 'A'.repeat(43)
    const name = `fabwire_device_${person.userId}`
    const reply = await signIn(shop, person.email, password, { cookie: `${name}=${planted}` })
    expect(cookiesOf(reply)[name]).not.toBe(planted)
    await signIn(shop, person.email, password, { cookie: `${name}=${planted}` })
    expect(await logins()).toBe(2)
  })

  test('one account’s is worth nothing to another', async () => {
    const { jar } = await signUpInBrowser()
    const cookie = `fabwire_device_${person.userId}=${deviceOf(jar)}`
    await signIn(shop, person.email, password, { cookie })
    expect(await logins()).toBe(1)
  })

  test('is stored as a hash, and forgotten when no browser can have it any more', async () => {
    const { userId, jar } = await signUpInBrowser()
    const rows = await shop.db.rows({
      text: 'SELECT d::text FROM devices AS d WHERE user_id = $1',
      values: [userId],
    })
    expect(rows).toHaveLength(1)
    expect(JSON.stringify(rows)).not.toContain(Buffer.from(deviceOf(jar), 'utf8').toString('hex'))
    clock.advance(400 * dayMs + 1)
    await shop.services.housekeeping.run()
    const left = await shop.db.rows({ text: 'SELECT 1 FROM devices WHERE user_id = $1', values: [userId] })
    expect(left).toEqual([])
    clock.advance(-400 * dayMs - 1)
  })

  test('opens no door: it is no credential', async () => {
    const { jar } = await signUpInBrowser()
    const device = (jar.cookie ?? '').split('; ').find((pair) => pair.startsWith('fabwire_device_')) ?? ''
    expect(device).not.toBe('')
    expect(await statusOf(shop, { cookie: device })).toBe(401)
  })

  test('the owner gets in from it whatever goes on elsewhere, next door included (security case 32)', async () => {
    const { email, userId, jar } = await signUpInBrowser()
    const from = { 'x-forwarded-for': '198.51.100.7' }
    for (let i = 0; i < 60; i++)
      await signIn(shop, email, 'a guess', { 'x-forwarded-for': i < 30 ? '198.51.100.7' : `198.18.7.${i}` })
    expect((await signIn(shop, email, password, from)).status).toBe(429)
    const cookie = `fabwire_device_${userId}=${deviceOf(jar)}`
    expect((await signIn(shop, email, password, { ...from, cookie })).status).toBe(200)
  })

  test('429: guessing is slowed down from a known browser too', async () => {
    const { email, userId, jar } = await signUpInBrowser()
    const cookie = `fabwire_device_${userId}=${deviceOf(jar)}`
    for (let i = 0; i < 10; i++)
      expect((await signIn(shop, email, `guess ${i}`, { cookie })).status).toBe(401)
    expect((await signIn(shop, email, password, { cookie })).status).toBe(429)
  })
})

describe('the session that a browser had (security case 25)', () => {
  test('ends when it signs in again, or signs up', async () => {
    const first = person.credential
    const again = jarAfter(await signIn(shop, person.email, password, { cookie: first.cookie ?? '' }))
    expect(await statusOf(shop, first)).toBe(401)
    const session = { cookie: (again.cookie ?? '').split('; ')[0] ?? '' }
    expect(await statusOf(shop, session)).toBe(200)
    const body = { email: `third-${person.email}`, password, name: 'C', shop: 'test-shop' }
    const reply = await shop.call('POST', '/auth/sign-up', { body, as: session })
    expect(reply.status).toBe(201)
    expect(await statusOf(shop, session)).toBe(401)
  })

  test('goes on when signing in fails', async () => {
    await signIn(shop, person.email, 'wrong', { cookie: person.credential.cookie ?? '' })
    expect(await statusOf(shop, person.credential)).toBe(200)
  })
})
