import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Credential, type Person, startTestApp, type TestApp } from '../../../test/harness/app.ts'
import { apiKey, bearer, mintApiKey, mintToken } from '../../../test/harness/credentials.ts'
import { openSecondDb } from '../../../test/harness/database.ts'
import { patience } from '../../../test/harness/patience.ts'
import { ManualClock } from '../../platform/clock.ts'
import {
  auditOf,
  codeAt,
  cookiesOf,
  enrol,
  eventsOf,
  mailsTo,
  password,
  signIn,
  statusOf,
} from './testing/account-world.ts'

const minuteMs = 60_000

let shop: TestApp
let clock: ManualClock
let owner: Person
let person: Person

beforeAll(async () => {
  clock = new ManualClock('2026-05-15T11:00:00Z')
  shop = await startTestApp({ clock, environment: { FABWIRE_WORKSPACE_SIGNUP: 'open' } })
  owner = await shop.owner()
  return () => shop.close()
})

beforeEach(async () => {
  person = await shop.customer('test-shop')
})

const remove = (body: object = { password }, as: Credential = person.credential, headers = {}) =>
  shop.call('DELETE', '/account', { as, body, headers })

/** Every value of every table, as text: where a word still stands. */
async function tablesWith(word: string): Promise<string[]> {
  const tables = await shop.db.rows<{ name: string }>({
    text: `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`,
    values: [],
  })
  const found: string[] = []
  for (const { name } of tables) {
    const rows = await shop.db.rows({
      text: `SELECT 1 FROM "${name}" AS t WHERE strpos(lower(t::text), lower($1)) > 0 LIMIT 1`,
      values: [word],
    })
    if (rows.length > 0) found.push(name)
  }
  return found
}

describe('DELETE /account', () => {
  test('204: sessions and tokens end at once, the cookies are cleared, the address is free (security case 14)', async () => {
    const { secret } = await mintToken(shop, person)
    expect(await statusOf(shop, bearer(secret))).toBe(200)
    const reply = await remove()
    expect(reply.status).toBe(204)
    expect(cookiesOf(reply)).toEqual({ fabwire_session: '', [`fabwire_device_${person.userId}`]: '' })
    expect(await statusOf(shop, person.credential)).toBe(401)
    expect(await statusOf(shop, bearer(secret))).toBe(401)
    expect((await signIn(shop, person.email)).body.code).toBe('invalid_credentials')
    const body = { email: person.email, password, name: 'Another', shop: 'test-shop' }
    const again = await shop.call('POST', '/auth/sign-up', { body })
    expect(again.status).toBe(201)
    expect(again.body.user.id).not.toBe(person.userId)
  })

  test('on another node too, sessions and tokens end at once (security case 14)', async () => {
    const second = openSecondDb(shop.db)
    const node = await startTestApp({ clock, db: second })
    const { secret } = await mintToken(shop, person)
    for (const as of [bearer(secret), person.credential]) expect(await statusOf(node, as)).toBe(200)
    await remove()
    expect(await statusOf(node, person.credential)).toBe(401)
    await vi.waitFor(async () => expect(await statusOf(node, bearer(secret))).toBe(401), patience)
    await node.close()
    await second.close()
  })

  test('204: nothing of the person is left; the records stay, with the name replaced', async () => {
    const email = `vanish-${person.email}`
    const name = 'Wilhelmina Quux'
    const signUp = { email, password, name, shop: 'test-shop' }
    const made = await shop.call('POST', '/auth/sign-up', { body: signUp })
    const as = { cookie: String(made.headers['set-cookie']).split(';')[0] ?? '' }
    const userId = made.body.user.id
    const { seed } = await enrol(shop, as)
    clock.advance(30_000)
    await signIn(shop, email)
    const project = await shop.call('POST', '/projects', { as, body: { name: 'Bracket' } })
    expect(project.status).toBe(201)
    await mintToken(shop, { ...person, credential: as })
    await shop.call('PATCH', '/account', { as, body: { name: `${name} Jr` } })
    await shop.call('POST', '/auth/password-reset', { body: { email } })
    const invitation = { email, role: 'staff' }
    await shop.call('POST', '/workspace/invitations', { as: owner.credential, body: invitation })
    expect(await tablesWith(email)).not.toEqual([])
    expect((await remove({ password, code: codeAt(seed, clock.now()) }, as)).status).toBe(204)

    expect(await tablesWith(email)).toEqual([])
    expect(await tablesWith('Wilhelmina')).toEqual([])
    const [row] = await shop.db.rows({ text: 'SELECT * FROM users WHERE id = $1', values: [userId] })
    expect(row).toMatchObject({
      name: 'Deleted customer',
      email: `deleted-${userId}@deleted.invalid`,
      password_hash: '',
      email_verified_at: null,
      disabled_at: clock.now(),
      deleted_at: clock.now(),
    })
    for (const table of ['sessions', 'tokens', 'devices', 'second_factors', 'backup_codes', 'mailed_links'])
      expect(
        await shop.db.rows({ text: `SELECT 1 FROM ${table} WHERE user_id = $1`, values: [userId] }),
        table,
      ).toEqual([])
    const kept = await shop.call('GET', `/projects/${project.body.id}`, { as: owner.credential })
    expect(kept.body).toMatchObject({ name: 'Bracket', customer_id: userId })
    const customers = await shop.call('GET', '/workspace/customers?limit=200', { as: owner.credential })
    expect(customers.body.data.map((row: { user_id: number }) => row.user_id)).not.toContain(userId)
  })

  test('204: the audit log says that it was, and no longer who and from where', async () => {
    await remove()
    const lines = await auditOf(shop, person.userId)
    expect(lines.map(({ action }) => action)).toEqual(['account.create', 'account.delete'])
    for (const { actor } of lines) expect(actor).toEqual({ kind: 'session', user_id: person.userId })
    expect(lines.at(-1)?.before).toEqual({ role: 'customer' })
    expect(JSON.stringify(lines)).not.toContain('Person')
  })

  test('204: a farewell by mail, which names nobody in clear and does not wait for ever', async () => {
    await remove()
    const mails = await mailsTo(shop, person.email)
    expect(mails.map(({ kind }) => kind)).toEqual(['account_deleted'])
    clock.advance(24 * 60 * minuteMs)
    expect(await mailsTo(shop, person.email)).toEqual([])
    clock.advance(-24 * 60 * minuteMs)
  })

  test('204: with a token, which ends with it', async () => {
    const as = bearer((await mintToken(shop, person)).secret)
    expect((await remove({ password }, as)).status).toBe(204)
    expect(await statusOf(shop, as)).toBe(401)
  })

  test('204: a member; tenant keys go on under another name', async () => {
    const admin = await shop.member(owner, 'admin')
    const key = await mintApiKey(shop, admin)
    expect((await remove({ password }, admin.credential)).status).toBe(204)
    const shown = await shop.call('GET', `/api-keys/${key.id}`, { as: owner.credential })
    expect(shown.body.created_by).toEqual({ id: admin.userId, name: 'Deleted member' })
    expect(await statusOf(shop, apiKey(key.secret))).toBe(200)
    expect((await eventsOf(shop, admin.userId, 'account.deleted')).length).toBe(1)
  })

  test('409 last_owner: nothing is changed; with another owner it goes', async () => {
    const last = await shop.owner('free', 'Lonely shop')
    const refused = await remove({ password }, last.credential)
    expect(refused.body).toMatchObject({ status: 409, code: 'last_owner' })
    expect(await statusOf(shop, last.credential)).toBe(200)
    expect(await eventsOf(shop, last.userId)).toEqual([])
    await shop.member(last, 'owner')
    expect((await remove({ password }, last.credential)).status).toBe(204)
  })

  test('409 last_owner: of two owners at once, one stays (security case 20)', async () => {
    const first = await shop.owner('free', 'Pair shop')
    const second = await shop.member(first, 'owner')
    const replies = await Promise.all(
      [first, second].map(({ credential }) => remove({ password }, credential)),
    )
    expect(replies.map(({ status }) => status).sort()).toEqual([204, 409])
    const owners = await shop.db.rows({
      text: `SELECT 1 FROM user_organizations WHERE workspace_id = $1 AND role = 'owner'`,
      values: [first.workspaceId],
    })
    expect(owners).toHaveLength(1)
  })

  test('401 invalid_credentials: without the right password, and the code where there is one', async () => {
    expect((await remove({ password: 'wrong' })).body).toMatchObject({
      status: 401,
      code: 'invalid_credentials',
    })
    const { seed, backupCodes } = await enrol(shop, person.credential)
    for (const code of [undefined, '', '000000', codeAt(seed, clock.now())])
      expect((await remove({ password, code })).status).toBe(401)
    expect(await eventsOf(shop, person.userId, 'account.deleted')).toEqual([])
    expect((await remove({ password, code: backupCodes[0] })).status).toBe(204)
  })

  test('of five at once one does it, and one event tells of it', async () => {
    const replies = await Promise.all(Array.from({ length: 5 }, () => remove()))
    expect(replies.filter(({ status }) => status === 204)).toHaveLength(1)
    for (const { status } of replies) expect([204, 401, 404]).toContain(status)
    expect(await eventsOf(shop, person.userId)).toHaveLength(1)
  })

  test('400: no password, another member; 401, 403: for whom it is not; 403 csrf_refused', async () => {
    expect((await remove({})).body).toMatchObject({ status: 400, errors: [{ path: 'password' }] })
    const errors = [{ path: 'user_id' }]
    expect((await remove({ password, user_id: owner.userId })).body).toMatchObject({ status: 400, errors })
    expect((await remove({ password }, {})).body.code).toBe('unauthenticated')
    const scoped = bearer((await mintToken(shop, person, { scopes: ['admin:account'] })).secret)
    expect((await remove({ password }, scoped)).body.code).toBe('insufficient_scope')
    const key = apiKey((await mintApiKey(shop, owner, { scopes: ['admin'] })).secret)
    expect((await remove({ password }, key)).body.code).toBe('user_required')
    const foreign = await remove({ password }, person.credential, { origin: 'https://evil.example' })
    expect(foreign.body.code).toBe('csrf_refused')
    expect(await statusOf(shop, person.credential)).toBe(200)
  })

  test('429: the password is not guessed with a stolen session', async () => {
    for (let i = 0; i < 10; i++) expect((await remove({ password: `guess ${i}` })).status).toBe(401)
    expect((await remove()).body.code).toBe('rate_limited')
  })
})

describe('a disabled account (security case 14)', () => {
  test('has neither sessions nor tokens: at once, tokens that are known within 5 s', async () => {
    const { secret } = await mintToken(shop, person)
    expect(await statusOf(shop, bearer(secret))).toBe(200)
    await shop.db.run({ text: 'UPDATE users SET disabled_at = now() WHERE id = $1', values: [person.userId] })
    expect(await statusOf(shop, person.credential)).toBe(401)
    clock.advance(5_000)
    expect(await statusOf(shop, bearer(secret))).toBe(401)
    expect((await signIn(shop, person.email)).status).toBe(401)
  })
})
