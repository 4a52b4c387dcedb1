import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startTestApp, type TestApp, testOrigin } from '../../../test/harness/app.ts'

const password = 'correct horse'
let people = 0
const someone = () => ({ email: `sign-up-${++people}@example.com`, password, name: 'Ada' })

const signUp = (shop: TestApp, body: object, headers = {}) =>
  shop.call('POST', '/auth/sign-up', { body, headers })

describe('the first workspace', () => {
  let shop: TestApp
  beforeEach(async () => {
    shop = await startTestApp()
    return () => shop.close()
  })

  test('201: its owner, on the free plan, signed in', async () => {
    const reply = await signUp(shop, { ...someone(), name: ' Ada ', workspace: { name: 'Ada & Söhne' } })
    expect(reply.status).toBe(201)
    expect(reply.body).toEqual({
      user: { id: expect.any(Number), email: `sign-up-${people}@example.com`, name: 'Ada' },
      workspace: {
        id: expect.any(String),
        name: 'Ada & Söhne',
        slug: 'ada-sohne',
        plan: 'free',
        role: 'owner',
      },
    })
    const [cookie = ''] = String(reply.headers['set-cookie']).split(';')
    const account = await shop.call('GET', '/account', { as: { cookie } })
    expect(account.body).toMatchObject({ ...reply.body.user, workspace: reply.body.workspace })
  })

  test('200: who can sign up is told, before there is a shop and after', async () => {
    const options = async (headers = {}) => (await shop.call('GET', '/auth/sign-up', { headers })).body
    const always = { customer_sign_up: 'open', workspace_sign_up: 'closed' }
    expect(await options()).toEqual({ needs_set_up: true, needs_set_up_token: false, ...always })
    expect(await options({ 'x-forwarded-for': '203.0.113.7' })).toMatchObject({ needs_set_up_token: true })
    await signUp(shop, { ...someone(), workspace: { name: 'Mine' } })
    expect(await options()).toEqual({ needs_set_up: false, needs_set_up_token: false, ...always })
  })

  test('409 no_workspace: a customer before there is one', async () => {
    const reply = await signUp(shop, someone())
    expect(reply.body).toMatchObject({ status: 409, code: 'no_workspace' })
    expect(reply.headers).not.toHaveProperty('set-cookie')
  })

  test('of ten at once exactly one wins, the others are 403 sign_up_closed and leave nothing behind', async () => {
    const replies = await Promise.all(
      Array.from({ length: 10 }, () => signUp(shop, { ...someone(), workspace: { name: 'Race' } })),
    )
    const won = replies.filter(({ status }) => status === 201)
    expect(won).toHaveLength(1)
    expect(won[0]?.body.workspace.role).toBe('owner')
    for (const reply of replies.filter(({ status }) => status !== 201))
      expect(reply.body).toMatchObject({ status: 403, code: 'sign_up_closed' })
    const count = (table: string) =>
      shop.db.one<{ n: number }>({ text: `SELECT count(*)::int AS n FROM ${table}`, values: [] })
    expect(await count('users')).toEqual({ n: 1 })
    expect(await count('workspaces')).toEqual({ n: 1 })
    expect(await count('sessions')).toEqual({ n: 1 })
  })
})

describe('the first workspace of a server that strangers reach', () => {
  const token = 'set-up-token-0123'
  let shop: TestApp
  beforeAll(async () => {
    shop = await startTestApp({
      environment: {
        HOST: '0.0.0.0',
        FABWIRE_BASE_URL: 'https://fab.example.com',
        FABWIRE_SETUP_TOKEN: token,
      },
    })
    return () => shop.close()
  })
  const attempt = (members: object) =>
    signUp(
      shop,
      { ...someone(), workspace: { name: 'Mine' }, ...members },
      { origin: 'https://fab.example.com' },
    )

  test('403 setup_token_required: without the token, or with another', async () => {
    for (const members of [
      {},
      { setup_token: '' },
      { setup_token: token.slice(1) },
      { setup_token: `${token} ` },
    ])
      expect((await attempt(members)).body).toMatchObject({ status: 403, code: 'setup_token_required' })
  })

  test('201: with it; afterwards it opens nothing', async () => {
    expect((await attempt({ setup_token: token })).status).toBe(201)
    expect((await attempt({ setup_token: token })).body.code).toBe('sign_up_closed')
    expect(shop.logLines.join()).not.toContain(token)
  })
})

describe('the first workspace of a server behind a proxy on its machine', () => {
  test.each(['x-forwarded-for', 'forwarded', 'via', 'x-real-ip'])(
    '403 setup_token_required: %s says that somebody else asks',
    async (header) => {
      const shop = await startTestApp()
      const body = { ...someone(), workspace: { name: 'Mine' } }
      const reply = await signUp(shop, body, { [header]: '203.0.113.7' })
      expect(reply.body).toMatchObject({ status: 403, code: 'setup_token_required' })
      expect((await signUp(shop, body)).status).toBe(201)
      await shop.close()
    },
  )
})

describe('customers', () => {
  let shop: TestApp
  let workspaceId: string
  beforeAll(async () => {
    shop = await startTestApp()
    workspaceId = (await shop.owner()).workspaceId
    return () => shop.close()
  })

  test('201: of the only workspace, with its slug or without', async () => {
    for (const members of [{}, { shop: 'test-shop' }]) {
      const reply = await signUp(shop, { ...someone(), ...members })
      expect(reply.status).toBe(201)
      expect(reply.body.workspace).toMatchObject({ id: workspaceId, slug: 'test-shop', role: 'customer' })
    }
  })

  test('201: is in the audit log, without the password', async () => {
    const { body } = await signUp(shop, someone())
    const row = await shop.db.one({
      text: `SELECT workspace_id, actor, action, subject, before, after FROM audit_log WHERE subject = $1`,
      values: [String(body.user.id)],
    })
    expect(row).toEqual({
      workspace_id: workspaceId,
      actor: { kind: 'session', user_id: body.user.id, address: '127.0.0.1' },
      action: 'account.create',
      subject: String(body.user.id),
      before: null,
      after: { name: 'Ada', role: 'customer' },
    })
  })

  test('400: a shop that is none', async () => {
    for (const slug of ['nowhere', '', 'Test-Shop', 'test-shop\u0000']) {
      const reply = await signUp(shop, { ...someone(), shop: slug })
      expect(reply.body).toMatchObject({ status: 400, code: 'validation_failed', errors: [{ path: 'shop' }] })
    }
  })

  test('403 sign_up_closed: a further workspace', async () => {
    const reply = await signUp(shop, { ...someone(), workspace: { name: 'Another' } })
    expect(reply.body).toMatchObject({ status: 403, code: 'sign_up_closed' })
  })

  test('409 email_taken: whatever the case', async () => {
    const first = someone()
    expect((await signUp(shop, first)).status).toBe(201)
    for (const email of [first.email, first.email.toUpperCase()]) {
      const reply = await signUp(shop, { ...first, email })
      expect(reply.body).toMatchObject({ status: 409, code: 'email_taken' })
      expect(reply.headers).not.toHaveProperty('set-cookie')
    }
  })

  test('409 email_taken: ten at once make one account', async () => {
    const body = someone()
    const replies = await Promise.all(Array.from({ length: 10 }, () => signUp(shop, body)))
    expect(replies.map(({ status }) => status).sort()).toEqual([201, ...Array(9).fill(409)])
  })

  test.each<[string, object, string]>([
    ['no address', { email: undefined }, 'email'],
    ['no real address', { email: 'ada' }, 'email'],
    ['an address with a line feed', { email: 'ada@example.com\nbcc: x@example.com' }, 'email'],
    ['an endless address', { email: `${'a'.repeat(300)}@example.com` }, 'email'],
    ['a short password', { password: '1234567' }, 'password'],
    ['an endless password', { password: 'x'.repeat(257) }, 'password'],
    ['a password that is no text', { password: 12345678 }, 'password'],
    ['an empty name', { name: '  ' }, 'name'],
    ['a name with a control character', { name: 'Ada\u0007' }, 'name'],
    ['an endless name', { name: 'x'.repeat(121) }, 'name'],
    ['a workspace without a name', { workspace: {} }, 'workspace.name'],
    ['a workspace with a plan', { workspace: { name: 'x', plan: 'enterprise' } }, 'workspace.plan'],
    ['a role', { role: 'owner' }, 'role'],
    ['a workspace id', { workspace_id: '01900000-0000-7000-8000-000000000000' }, 'workspace_id'],
  ])('400: %s', async (_, members, path) => {
    const reply = await signUp(shop, { ...someone(), ...members })
    expect(reply.body).toMatchObject({ status: 400, code: 'validation_failed', errors: [{ path }] })
  })

  test('429: who asks whether addresses are taken is soon refused, and others are not', async () => {
    const limited = await startTestApp({ environment: { FABWIRE_TRUSTED_PROXIES: '127.0.0.1/32' } })
    await limited.owner()
    const taken = someone()
    const from = (address: string, body: object) => signUp(limited, body, { 'x-forwarded-for': address })
    expect((await from('198.51.100.1', taken)).status).toBe(201)
    for (let i = 0; i < 20; i++) expect((await from('198.51.100.1', taken)).status).toBe(409)
    const refused = await from('198.51.100.1', taken)
    expect(refused.body).toMatchObject({ status: 429, code: 'rate_limited' })
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
    expect((await from('198.51.100.2', someone())).status).toBe(201)
    await limited.close()
  })

  test('201: a whole class from one address', async () => {
    for (let i = 0; i < 25; i++) expect((await signUp(shop, someone())).status).toBe(201)
  })

  test('403 csrf_refused: from another site', async () => {
    const reply = await signUp(shop, someone(), { origin: 'https://evil.example' })
    expect(reply.body).toMatchObject({ status: 403, code: 'csrf_refused' })
  })
})

test('403 sign_up_closed: customers by invitation only', async () => {
  const shop = await startTestApp({ environment: { FABWIRE_CUSTOMER_SIGNUP: 'invite' } })
  await shop.owner()
  const reply = await signUp(shop, someone())
  expect(reply.body).toMatchObject({ status: 403, code: 'sign_up_closed' })
  await shop.close()
})

describe('several workspaces', () => {
  let shop: TestApp
  beforeAll(async () => {
    shop = await startTestApp({ environment: { FABWIRE_WORKSPACE_SIGNUP: 'open' } })
    return () => shop.close()
  })

  test('201: each with a slug of its own', async () => {
    const slugs: string[] = []
    for (const name of ['Müller GmbH', 'Müller GmbH', '株式会社', `${'x'.repeat(47)}-y`]) {
      const reply = await signUp(shop, { ...someone(), workspace: { name } })
      expect(reply.body.workspace).toMatchObject({ name, role: 'owner', plan: 'free' })
      slugs.push(reply.body.workspace.slug)
    }
    expect(slugs).toEqual([
      'muller-gmbh',
      expect.stringMatching(/^muller-gmbh-[0-9a-f]{6}$/),
      'shop',
      'x'.repeat(47),
    ])
  })

  test('a customer says which', async () => {
    const unsaid = await signUp(shop, someone())
    expect(unsaid.body).toMatchObject({ status: 400, errors: [{ path: 'shop' }] })
    const said = await signUp(shop, { ...someone(), shop: 'shop' })
    expect(said.body.workspace).toMatchObject({ name: '株式会社', role: 'customer' })
  })
})

test('the cookies: http on this machine, or https', async () => {
  const plain = await startTestApp()
  const first = await signUp(plain, { ...someone(), workspace: { name: 'x' } })
  expect(first.headers['set-cookie']).toEqual([
    expect.stringMatching(
      /^fabwire_session=[\w-]+\.[\w-]+\.[\w-]+; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax$/,
    ),
    expect.stringMatching(/^fabwire_device_1=[\w-]{43}; Max-Age=34560000; Path=\/; HttpOnly; SameSite=Lax$/),
  ])
  await plain.close()

  const origin = 'https://fab.example.com'
  const secure = await startTestApp({ environment: { FABWIRE_BASE_URL: origin } })
  const reply = await signUp(secure, { ...someone(), workspace: { name: 'x' } }, { origin })
  expect(reply.headers['set-cookie']).toEqual([
    expect.stringMatching(
      /^__Host-fabwire_session=[^;]+; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax; Secure$/,
    ),
    expect.stringMatching(
      /^__Host-fabwire_device_1=[^;]+; Max-Age=34560000; Path=\/; HttpOnly; SameSite=Lax; Secure$/,
    ),
  ])
  expect((await signUp(secure, someone(), { origin: testOrigin })).body.code).toBe('csrf_refused')
  await secure.close()
})
