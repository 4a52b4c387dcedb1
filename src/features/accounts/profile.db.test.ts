import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Credential, type Person, startTestApp, type TestApp } from '../../../test/harness/app.ts'
import { apiKey, bearer, mintApiKey, mintToken } from '../../../test/harness/credentials.ts'
import { ManualClock } from '../../platform/clock.ts'
import { auditOf, change, mailedToken, mailsTo, password, signIn } from './testing/account-world.ts'

const hourMs = 3_600_000

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

const read = async (as: Credential = person.credential) => (await shop.call('GET', '/account', { as })).body
const patch = (body: object, as: Credential = person.credential) =>
  shop.call('PATCH', '/account', { as, body })
const verify = (token: unknown, over = {}) => shop.call('POST', '/auth/verify', { body: { token }, ...over })
const verification = (email: string) => mailedToken(shop, email, 'verify_email')

describe('POST /auth/verify', () => {
  test('204: the address of a new account is confirmed by its first mail', async () => {
    expect((await read()).email_verified).toBe(false)
    const [mail] = await mailsTo(shop, person.email)
    expect(mail).toMatchObject({ kind: 'verify_email', subject: 'Confirm your address' })
    expect(mail?.text).toMatch(/\nhttp:\/\/localhost:3000\/verify-email#token=[\w-]{43}\n/)
    expect((await verify(await verification(person.email))).status).toBe(204)
    expect(await read()).toMatchObject({ email: person.email, email_verified: true, pending_email: null })
    expect((await auditOf(shop, person.userId)).at(-1)).toMatchObject({ action: 'account.email_verified' })
  })

  test('400 link_invalid: twice, after three days, a reset’s token, junk', async () => {
    const token = await verification(person.email)
    expect((await verify(token)).status).toBe(204)
    await shop.call('POST', '/auth/password-reset', { body: { email: person.email } })
    const reset = await mailedToken(shop, person.email, 'password_reset')
    const late = await verification((await shop.customer()).email)
    clock.advance(72 * hourMs)
    for (const junk of [token, reset, late, '', 'x'.repeat(43), `${token}x`])
      expect((await verify(junk)).body).toMatchObject({ status: 400, code: 'link_invalid' })
  })

  test('400 link_invalid: of ten at once, nine', async () => {
    const token = await verification(person.email)
    const statuses = (await Promise.all(Array.from({ length: 10 }, () => verify(token)))).map((r) => r.status)
    expect(statuses.sort()).toEqual([204, ...Array(9).fill(400)])
  })

  test('400: no token, another member; 403 csrf_refused: from another site', async () => {
    expect((await verify(undefined)).body).toMatchObject({ status: 400, errors: [{ path: 'token' }] })
    const body = { token: 'x', user_id: 1 }
    const reply = await shop.call('POST', '/auth/verify', { body })
    expect(reply.body).toMatchObject({ status: 400, errors: [{ path: 'user_id' }] })
    const headers = { origin: 'https://evil.example' }
    expect((await verify('x', { headers })).body).toMatchObject({ status: 403, code: 'csrf_refused' })
  })
})

describe('PATCH /account', () => {
  test('200: the name, and the audit log knows the old one', async () => {
    const reply = await patch({ name: '  Ada L. ' })
    expect(reply.status).toBe(200)
    expect(reply.body).toEqual({ ...(await read()), name: 'Ada L.' })
    expect((await auditOf(shop, person.userId)).at(-1)).toMatchObject({
      action: 'account.update',
      before: { name: expect.stringMatching(/^Person/) },
      after: { name: 'Ada L.' },
    })
  })

  test('200: nothing, and the same name again, change nothing', async () => {
    const before = await auditOf(shop, person.userId)
    const { name } = await read()
    for (const body of [{}, { name }, { email: person.email.toUpperCase(), name }])
      expect((await patch(body)).status).toBe(200)
    const after = await auditOf(shop, person.userId)
    expect(after.slice(before.length).map(({ action }) => action)).toEqual(['account.email_request'])
  })

  test('200: another address with the password; it counts when its link is followed', async () => {
    const next = `next-${person.email}`
    const reply = await patch({ email: next, password })
    expect(reply.status).toBe(200)
    expect(reply.body).toMatchObject({ email: person.email, pending_email: next, email_verified: false })
    expect((await signIn(shop, next)).status).toBe(401)
    expect((await verify(await verification(next))).status).toBe(204)
    expect(await read()).toMatchObject({ email: next, pending_email: null, email_verified: true })
    expect((await signIn(shop, next)).status).toBe(200)
    expect((await signIn(shop, person.email)).status).toBe(401)
    expect(await mailsTo(shop, person.email, 'email_changed')).toHaveLength(1)
    expect((await auditOf(shop, person.userId)).at(-1)).toMatchObject({
      action: 'account.email',
      before: { email: person.email },
      after: { email: next },
    })
  })

  test('200: a newer request takes the place of the older, and so does the change of reset links', async () => {
    await patch({ email: `one-${person.email}`, password })
    const older = await verification(`one-${person.email}`)
    await patch({ email: `two-${person.email}`, password })
    expect((await verify(older)).body.code).toBe('link_invalid')
    await shop.call('POST', '/auth/password-reset', { body: { email: person.email } })
    const reset = await mailedToken(shop, person.email, 'password_reset')
    expect((await verify(await verification(`two-${person.email}`))).status).toBe(204)
    const body = { token: reset, password: 'not any more' }
    const late = await shop.call('POST', '/auth/password-reset/confirm', { body })
    expect(late.body.code).toBe('link_invalid')
  })

  test('200: the own address again, while it is not confirmed, mails its link again', async () => {
    const first = await verification(person.email)
    expect((await patch({ email: person.email })).status).toBe(200)
    expect((await verify(first)).body.code).toBe('link_invalid')
    expect((await verify(await verification(person.email))).status).toBe(204)
    const mails = (await mailsTo(shop, person.email)).length
    expect((await patch({ email: person.email })).status).toBe(200)
    expect(await mailsTo(shop, person.email)).toHaveLength(mails)
  })

  test('409 email_taken: known only to who reads the mail; asking for it tells nothing (security case 31)', async () => {
    const other = await shop.customer()
    const free = await patch({ email: `free-${person.email}`, password })
    const taken = await patch({ email: other.email.toUpperCase(), password })
    expect(taken.status).toBe(free.status)
    expect(Object.keys(taken.body)).toEqual(Object.keys(free.body))
    const token = await mailedToken(shop, other.email.toUpperCase(), 'verify_email')
    expect((await verify(token)).body).toMatchObject({ status: 409, code: 'email_taken' })
    expect((await read()).email).toBe(person.email)
  })

  test('400: another address without the password; 401 invalid_credentials: with a wrong one', async () => {
    const email = `next-${person.email}`
    expect((await patch({ email })).body).toMatchObject({ status: 400, errors: [{ path: 'password' }] })
    const wrong = await patch({ email, password: 'wrong', name: 'Eve' })
    expect(wrong.body).toMatchObject({ status: 401, code: 'invalid_credentials' })
    expect(await read()).toMatchObject({ pending_email: null, name: expect.stringMatching(/^Person/) })
    expect(await mailsTo(shop, email)).toEqual([])
  })

  test('429: wrong passwords are guesses; and one address is not mailed without end', async () => {
    const email = `next-${person.email}`
    for (let i = 0; i < 10; i++) expect((await patch({ email, password: `wrong ${i}` })).status).toBe(401)
    expect((await patch({ email, password })).body).toMatchObject({ status: 429, code: 'rate_limited' })
    const other = await shop.customer()
    for (let i = 0; i < 5; i++)
      expect((await patch({ email: other.email }, other.credential)).status).toBe(200)
    expect((await patch({ email: other.email }, other.credential)).status).toBe(429)
  })

  test.each<[string, object, string]>([
    ['an empty name', { name: ' ' }, 'name'],
    ['an endless name', { name: 'x'.repeat(121) }, 'name'],
    ['a name with a line feed', { name: 'A\nB' }, 'name'],
    ['what is no address', { email: 'ada', password }, 'email'],
    ['null', { name: null }, 'name'],
    ...[
      'role',
      'workspace_id',
      'id',
      'plan',
      'email_verified',
      'password_hash',
      'muted_mail',
      'constructor',
    ].map((member): [string, object, string] => [`the member ${member}`, { [member]: 'x' }, member]),
  ])('400: %s, and nothing is changed (security case 23)', async (_, body, path) => {
    const before = await read()
    expect((await patch(body)).body).toMatchObject({ status: 400, errors: [{ path }] })
    expect(await read()).toEqual(before)
  })

  test('200: with a full-scope token; 401: with none; 403: with a scoped one, or a key', async () => {
    const full = bearer((await mintToken(shop, person)).secret)
    expect((await patch({ name: 'By token' }, full)).body.name).toBe('By token')
    const scoped = bearer((await mintToken(shop, person, { scopes: ['admin:account'] })).secret)
    expect((await patch({ name: 'x' }, scoped)).body).toMatchObject({
      status: 403,
      code: 'insufficient_scope',
    })
    expect((await shop.call('GET', '/account', { as: scoped })).status).toBe(200)
    const key = apiKey((await mintApiKey(shop, owner, { scopes: ['api', 'admin'] })).secret)
    expect((await patch({ name: 'x' }, key)).body).toMatchObject({ status: 403, code: 'user_required' })
    expect((await patch({ name: 'x' }, {})).body).toMatchObject({ status: 401, code: 'unauthenticated' })
  })
})

describe('GET and PUT /account/notifications', () => {
  const all = { quote: true, order: true, invoice: true, ncr: true, message: true, security: true }
  const get = (as: Credential = person.credential) => shop.call('GET', '/account/notifications', { as })
  const put = (body: object, as: Credential = person.credential) =>
    shop.call('PUT', '/account/notifications', { as, body })

  test('200: everything is on at first; what is turned off stays off; what is left out is on', async () => {
    expect((await get()).body).toEqual({ mail: all })
    const reply = await put({ mail: { ...all, order: false, message: false } })
    expect(reply.status).toBe(200)
    expect(reply.body).toEqual({ mail: { ...all, order: false, message: false } })
    expect((await get()).body).toEqual(reply.body)
    expect((await put({ mail: { quote: false } })).body).toEqual({ mail: { ...all, quote: false } })
    expect((await auditOf(shop, person.userId)).at(-1)).toMatchObject({
      action: 'account.notifications',
      before: { muted: ['order', 'message'] },
      after: { muted: ['quote'] },
    })
  })

  test.each<[string, object, string]>([
    ['security is muted', { mail: { ...all, security: false } }, 'mail.security'],
    ['an unknown family', { mail: { ...all, webhook: true } }, 'mail.webhook'],
    ['what is neither on nor off', { mail: { order: 'no' } }, 'mail.order'],
    ['nothing', {}, 'mail'],
    ['another channel', { mail: {}, sms: {} }, 'sms'],
  ])('400: %s', async (_, body, path) => {
    expect((await put(body)).body).toMatchObject({ status: 400, errors: [{ path }] })
    expect((await get()).body).toEqual({ mail: all })
  })

  test('401, 403: for whom they are not', async () => {
    const scoped = bearer((await mintToken(shop, person, { scopes: ['read:inbox'] })).secret)
    const key = apiKey((await mintApiKey(shop, owner)).secret)
    for (const ask of [get, (as: Credential) => put({ mail: {} }, as)]) {
      expect((await ask({})).body.code).toBe('unauthenticated')
      expect((await ask(scoped)).body.code).toBe('insufficient_scope')
      expect((await ask(key)).body.code).toBe('user_required')
    }
  })

  test('404: the account is gone while a request is under way', async () => {
    await change(shop, 'UPDATE users SET disabled_at = now() WHERE id = $1', person.userId)
    expect((await get()).status).toBe(401)
  })
})
