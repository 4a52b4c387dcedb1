import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Credential, Person, Reply } from '../../../test/harness/app.ts'
import { openShop, refusal, type Shop } from '../../../test/harness/shop.ts'
import { ManualClock } from '../../platform/clock.ts'
import { mailsTo } from './testing/mails.ts'

const clock = new ManualClock('2026-05-15T11:00:00Z')
const password = 'battery staple'
let shop: Shop
let invited = 0

beforeAll(async () => {
  shop = await openShop({ clock, start: false, environment: { FABWIRE_CUSTOMER_SIGNUP: 'open' } })
})
afterAll(() => shop.close())

const nobody = () => `accepts${++invited}@example.com`

/** A new invitation to the shop; the token of its link. */
async function invite(role: string, email = nobody(), as = shop.people.owner.credential) {
  const reply = await shop.call('POST', '/workspace/invitations', as, { email, role })
  expect(reply.status, reply.text).toBe(201)
  const { id, accept_url } = reply.body
  return { id, email, token: accept_url.split('/').at(-1) as string }
}
const look = (token: string, as: Credential = {}) => shop.call('GET', `/invitations/${token}`, as)
const accept = (token: string, body: object = {}, as: Credential = {}) =>
  shop.call('POST', `/invitations/${token}`, as, body)

const cookieOf = (reply: Reply): Credential => {
  const found = [reply.headers['set-cookie']].flat().find((cookie) => cookie?.startsWith('fabwire_session='))
  return { cookie: found?.split(';')[0] ?? '' }
}
const countOf = async (table: 'users' | 'user_organizations' | 'sessions') =>
  (await shop.app.db.one<{ n: number }>({ text: `SELECT count(*)::int AS n FROM ${table}`, values: [] })).n

/** Somebody with an account in the other shop only. */
const foreigner = (): Promise<Person> => shop.app.customer('south')

describe('GET /invitations/{token}', () => {
  test('200: what it is about, and whether there is an account', async () => {
    const { token, email } = await invite('manager')
    expect((await look(token)).body).toEqual({
      workspace: { name: 'North', slug: 'north' },
      email,
      name: null,
      role: 'manager',
      account_exists: false,
      expires_at: '2026-05-22T11:00:00.000Z',
    })
    const person = await foreigner()
    const known = await invite('manager', person.email.toUpperCase())
    expect((await look(known.token)).body.account_exists).toBe(true)
  })

  test('200: as often as one likes, by whoever has the link, signed in or not', async () => {
    const { token } = await invite('customer')
    for (const as of [{}, shop.people.staff.credential, shop.elsewhere.credential])
      expect((await look(token, as)).status).toBe(200)
  })
})

describe('POST /invitations/{token} with a new account', () => {
  test('201: account and membership, signed in; the audit log tells both', async () => {
    const { id, token, email } = await invite('manager')
    const reply = await accept(token, { name: ' Ada ', password })
    expect(reply.status).toBe(201)
    expect(reply.body).toEqual({
      user: { id: expect.any(Number), email, name: 'Ada' },
      workspace: {
        id: shop.people.owner.workspaceId,
        name: 'North',
        slug: 'north',
        plan: 'enterprise',
        role: 'manager',
      },
    })
    const session = cookieOf(reply)
    expect((await shop.call('GET', '/workspace/members', session)).status).toBe(200)
    expect(await shop.audited(id)).toMatchObject([
      { action: 'invitation.create' },
      {
        action: 'invitation.accept',
        actor: { kind: 'session', user_id: reply.body.user.id, address: '127.0.0.1' },
        after: { user_id: reply.body.user.id, role: 'manager' },
      },
    ])
    expect(await shop.audited(reply.body.user.id)).toMatchObject([{ action: 'account.create' }])
    // Whoever invited has the link too, so it proves no address.
    expect((await shop.call('GET', '/account', session)).body.email_verified).toBe(false)
    expect((await mailsTo(shop.app, email)).map((mail) => mail.kind)).toEqual(['invitation', 'verify_email'])
    const signIn = await shop.call('POST', '/auth/sign-in', {}, { email, password })
    expect(signIn.body.workspace.role).toBe('manager')
  })

  test('201: each role comes as it was offered', async () => {
    for (const role of ['staff', 'manager', 'admin', 'owner', 'customer']) {
      const { token } = await invite(role)
      const reply = await accept(token, { name: 'Ada', password })
      expect([role, reply.status, reply.body.workspace.role]).toEqual([role, 201, role])
    }
  })

  test('201: a customer may be called as the shop proposed', async () => {
    const body = { email: nobody(), name: 'Proposed' }
    const made = await shop.call('POST', '/workspace/customers', shop.people.manager.credential, body)
    const token = made.body.accept_url.split('/').at(-1)
    expect((await look(token)).body).toMatchObject({ name: 'Proposed', role: 'customer' })
    expect((await accept(token, { password })).body.user.name).toBe('Proposed')
  })

  test.each<[string, object, string[]]>([
    ['nothing', {}, ['name', 'password']],
    ['no password', { name: 'Ada' }, ['password']],
    ['no name', { password }, ['name']],
    ['a short password', { name: 'Ada', password: 'short' }, ['password']],
    ['an empty name', { name: ' ', password }, ['name']],
    ['a name of two lines', { name: 'A\nB', password }, ['name']],
    ['a password that is no text', { name: 'Ada', password: 12345678 }, ['password']],
    ...['role', 'email', 'workspace_id', 'user_id', 'plan', 'scopes', 'full_access', 'terms'].map(
      (member): [string, object, string[]] => [
        member,
        { name: 'Ada', password, [member]: 'owner' },
        [member],
      ],
    ),
  ])('400: with %s; the invitation stays open', async (_, body, paths) => {
    const { token } = await invite('customer')
    const reply = await accept(token, body)
    expect(reply.body).toMatchObject({ status: 400, code: 'validation_failed' })
    expect(reply.body.errors.map(({ path }: { path: string }) => path)).toEqual(paths)
    expect(reply.headers['set-cookie']).toBeUndefined()
    expect((await look(token)).status).toBe(200)
  })

  test('the session that the browser had before ends, and gives nothing to the new account', async () => {
    const person = await foreigner()
    const { token } = await invite('staff')
    const reply = await accept(token, { name: 'Ada', password }, person.credential)
    expect(reply.status).toBe(201)
    expect(reply.body.user.id).not.toBe(person.userId)
    expect((await shop.call('GET', '/token', person.credential)).status).toBe(401)
    expect((await shop.call('GET', '/token', cookieOf(reply))).body.user_id).toBe(reply.body.user.id)
  })
})

describe('POST /invitations/{token} with an account', () => {
  test('201: by its session, which a new one of this workspace replaces', async () => {
    const person = await foreigner()
    const { token } = await invite('staff', person.email)
    clock.advance(1)
    const reply = await accept(token, {}, person.credential)
    expect(reply.status).toBe(201)
    expect(reply.body).toMatchObject({
      user: { id: person.userId },
      workspace: { slug: 'north', role: 'staff' },
    })
    expect((await shop.call('GET', '/token', person.credential)).status).toBe(401)
    expect((await shop.call('GET', '/account', cookieOf(reply))).body.workspaces).toMatchObject([
      { slug: 'south', role: 'customer' },
      { slug: 'north', role: 'staff' },
    ])
  })

  test('201: by its password; name and address stay as they are', async () => {
    const person = await foreigner()
    const { token } = await invite('customer', person.email.toUpperCase())
    const reply = await accept(token, { name: 'Impostor', password: 'correct horse' })
    expect(reply.status).toBe(201)
    expect(reply.body.user).toEqual({
      id: person.userId,
      email: person.email,
      name: expect.stringMatching(/^Person/),
    })
  })

  test('401: by nothing, by another’s session, by a token of its own', async () => {
    const person = await foreigner()
    const { token } = await invite('admin', person.email)
    const stranger = await foreigner()
    for (const as of [{}, stranger.credential, shop.people.owner.credential, await shop.pat(person)]) {
      const reply = await accept(token, {}, as)
      expect(reply.body).toMatchObject({ status: 401, code: 'unauthenticated' })
      expect(reply.headers['set-cookie']).toBeUndefined()
    }
    expect(await shop.roleOf({ ...person, workspaceId: shop.people.owner.workspaceId })).toBeUndefined()
    expect((await look(token)).status).toBe(200)
  })

  test('401: by a wrong password, and 429 after a few of them', async () => {
    const person = await foreigner()
    const { token } = await invite('admin', person.email)
    const statuses: number[] = []
    for (let n = 0; n < 12; n++) statuses.push((await accept(token, { name: 'X', password })).status)
    expect(statuses[0]).toBe(401)
    expect(statuses.at(-1)).toBe(429)
    // They count as guesses at sign-in do.
    const signIn = await shop.call('POST', '/auth/sign-in', {}, { email: person.email, password })
    expect(signIn.status).toBe(429)
    // Its session needs no guess.
    expect((await accept(token, {}, person.credential)).status).toBe(201)
  })

  test('401: by the password alone where a second factor is on; 201: by its session', async () => {
    const person = await foreigner()
    const { secret } = (
      await shop.call('POST', '/account/2fa/enroll', person.credential, { password: 'correct horse' })
    ).body
    const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate({
      timestamp: clock.now().getTime(),
    })
    const confirmed = await shop.call('POST', '/account/2fa/confirm', person.credential, { code })
    expect(confirmed.status, confirmed.text).toBe(200)
    const { token } = await invite('staff', person.email)
    const reply = await accept(token, { password: 'correct horse' })
    expect(reply.body).toMatchObject({ status: 401, code: 'unauthenticated' })
    expect(reply.body.detail).toContain('second factor')
    expect(reply.headers['set-cookie']).toBeUndefined()
    const session = confirmed.headers['set-cookie'] ? cookieOf(confirmed) : person.credential
    expect((await accept(token, {}, session)).status).toBe(201)
  })

  test('409: who belongs to the workspace already, as a member, a customer, or suspended; the role stays', async () => {
    const suspended = await shop.app.customer('north')
    await shop.call('PATCH', `/workspace/customers/${suspended.userId}`, shop.people.owner.credential, {
      suspended: true,
    })
    for (const [person, role] of [
      [shop.people.staff, 'owner'],
      [shop.people.customer, 'admin'],
      [suspended, 'staff'],
    ] as const) {
      const before = await shop.roleOf(person)
      const { token } = await invite(role, person.email)
      const reply = await accept(token, { password: 'correct horse' })
      expect(reply.body).toMatchObject({ status: 409, code: 'already_member' })
      expect(reply.headers['set-cookie']).toBeUndefined()
      expect(await shop.roleOf(person)).toBe(before)
      expect((await look(token)).status).toBe(200)
    }
  })

  test('409: a disabled account cannot show itself', async () => {
    const person = await foreigner()
    await shop.app.db.run({
      text: 'UPDATE users SET disabled_at = now() WHERE id = $1',
      values: [person.userId],
    })
    const { token } = await invite('staff', person.email)
    expect((await accept(token, { name: 'Ada', password: 'correct horse' })).body.code).toBe('email_taken')
  })

  test('403 csrf_refused: by a cookie from another site', async () => {
    const person = await foreigner()
    const { token } = await invite('staff', person.email)
    const reply = await shop.app.call('POST', `/invitations/${token}`, {
      as: person.credential,
      body: {},
      headers: { origin: 'https://evil.example' },
    })
    expect(reply.body.code).toBe('csrf_refused')
  })
})

describe('the link alone binds', () => {
  test('an equal address that signs up, or signs in, gets no role', async () => {
    const { email, token } = await invite('admin')
    const signUp = { email, password, name: 'Ada', shop: 'north' }
    expect((await shop.call('POST', '/auth/sign-up', {}, signUp)).body.workspace.role).toBe('customer')
    const signIn = await shop.call('POST', '/auth/sign-in', {}, { email, password })
    expect(signIn.body.workspace.role).toBe('customer')
    // With the link it is told that it belongs to the shop already.
    expect((await accept(token, { password })).body.code).toBe('already_member')
  })
})

describe('404: all the same', () => {
  test('unknown, malformed, withdrawn, accepted, expired', async () => {
    const withdrawn = await invite('customer')
    await shop.call('DELETE', `/workspace/invitations/${withdrawn.id}`, shop.people.owner.credential)
    const accepted = await invite('customer')
    expect((await accept(accepted.token, { name: 'Ada', password })).status).toBe(201)
    const expired = await invite('customer')
    clock.advance(7 * 86_400_000 - 1)
    expect((await look(expired.token)).status).toBe(200)
    clock.advance(1)
    const tokens = [withdrawn, accepted, expired].map(({ token }) => token)
    const refusals = new Set<string>()
    for (const token of [...tokens, 'x'.repeat(43), 'x', '%00', `${tokens[2]}x`, 'a'.repeat(200)])
      for (const reply of [
        await look(token),
        await accept(token, { name: 'Ada', password }),
        await accept(token, {}, shop.people.owner.credential),
      ])
        refusals.add(refusal(reply))
    expect([...refusals]).toEqual([expect.stringMatching(/^404\n/)])
  })

  test('an invitation ends with its maker’s right to make it', async () => {
    const { owner } = shop.people
    const demoted = await shop.app.member(owner, 'admin')
    const removed = await shop.app.member(owner, 'admin')
    const key = await shop.call('POST', '/api-keys', owner.credential, {
      name: 'HR',
      environment: 'production',
      scopes: ['admin'],
    })
    const byDemoted = await invite('manager', nobody(), demoted.credential)
    const customerByDemoted = await invite('customer', nobody(), demoted.credential)
    const byRemoved = await invite('customer', nobody(), removed.credential)
    const byKey = await invite('staff', nobody(), { 'x-api-key': key.body.secret })
    for (const { token } of [byDemoted, customerByDemoted, byRemoved, byKey])
      expect((await look(token)).status).toBe(200)

    await shop.call('PATCH', `/workspace/members/${demoted.userId}`, owner.credential, { role: 'manager' })
    await shop.call('DELETE', `/workspace/members/${removed.userId}`, owner.credential)
    await shop.call('DELETE', `/api-keys/${key.body.id}`, owner.credential)

    for (const { token } of [byDemoted, byRemoved, byKey]) {
      expect((await look(token)).status).toBe(404)
      expect((await accept(token, { name: 'Ada', password })).status).toBe(404)
    }
    // What a manager may offer is still on offer.
    expect((await look(customerByDemoted.token)).status).toBe(200)
    const listed = await shop.call('GET', '/workspace/invitations?limit=200', owner.credential)
    const statusOf = (id: string) => listed.body.data.find((row: { id: string }) => row.id === id).status
    expect([byDemoted, byRemoved, byKey, customerByDemoted].map(({ id }) => statusOf(id))).toEqual([
      'void',
      'void',
      'void',
      'open',
    ])
  })
})

describe('many at once (security case 20)', () => {
  test('50 accept one invitation with a new account: one account, one membership', async () => {
    const { token } = await invite('staff')
    const before = [await countOf('users'), await countOf('user_organizations')]
    const replies = await Promise.all(
      Array.from({ length: 50 }, (_, n) => accept(token, { name: `Ada ${n}`, password })),
    )
    const statuses = replies.map((reply) => reply.status)
    expect(statuses.filter((status) => status === 201)).toHaveLength(1)
    // Who comes a moment later finds an account that is not theirs to show.
    for (const status of statuses.filter((one) => one !== 201)) expect([401, 404, 409, 429]).toContain(status)
    expect([await countOf('users'), await countOf('user_organizations')]).toEqual(before.map((n) => n + 1))
  })

  test('50 accept one invitation with their account: one membership', async () => {
    const person = await foreigner()
    const { token } = await invite('staff', person.email)
    const before = await countOf('user_organizations')
    const replies = await Promise.all(
      Array.from({ length: 50 }, () => accept(token, { password: 'correct horse' })),
    )
    const statuses = replies.map((reply) => reply.status)
    expect(statuses.filter((status) => status === 201)).toHaveLength(1)
    for (const status of statuses.filter((one) => one !== 201)) expect([404, 409, 429]).toContain(status)
    expect(await countOf('user_organizations')).toBe(before + 1)
  })

  test('50 invitations of one address are accepted at once: one account, one membership', async () => {
    const email = nobody()
    const tokens: string[] = []
    for (let n = 0; n < 50; n++) tokens.push((await invite('staff', email)).token)
    const before = [await countOf('users'), await countOf('user_organizations')]
    const replies = await Promise.all(tokens.map((token) => accept(token, { name: 'Ada', password })))
    const statuses = replies.map((reply) => reply.status)
    expect(statuses.filter((status) => status === 201)).toHaveLength(1)
    for (const status of statuses.filter((one) => one !== 201)) expect([409, 429]).toContain(status)
    expect([await countOf('users'), await countOf('user_organizations')]).toEqual(before.map((n) => n + 1))
  })

  test('accepted and withdrawn at once: either it was in time or it was not', async () => {
    for (let round = 0; round < 5; round++) {
      const { id, token } = await invite('staff')
      const [taken, withdrawn] = await Promise.all([
        accept(token, { name: 'Ada', password }),
        shop.call('DELETE', `/workspace/invitations/${id}`, shop.people.owner.credential),
      ])
      expect([
        [201, 404],
        [404, 204],
      ]).toContainEqual([taken.status, withdrawn.status])
    }
  })
})
