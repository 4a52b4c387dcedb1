import { SignJWT } from 'jose'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Person, setRole, startTestApp, type TestApp } from '../../../test/harness/app.ts'
import { mintApiKey, mintToken } from '../../../test/harness/credentials.ts'
import { ManualClock } from '../../platform/clock.ts'

const dayMs = 86_400_000

let shop: TestApp
let clock: ManualClock
let owner: Person
let customer: Person

beforeAll(async () => {
  clock = new ManualClock('2026-05-15T11:00:00Z')
  shop = await startTestApp({ clock, environment: { FABWIRE_WORKSPACE_SIGNUP: 'open' } })
  owner = await shop.owner()
  customer = await shop.customer()
  return () => shop.close()
})

const password = 'correct horse'
const token = (person: { credential: object }, headers = {}) =>
  shop.call('GET', '/token', { as: person.credential as Person['credential'], headers })
const signIn = async (person: Person): Promise<Person> => {
  const reply = await shop.call('POST', '/auth/sign-in', { body: { email: person.email, password } })
  return { ...person, credential: { cookie: String(reply.headers['set-cookie']).split(';')[0] ?? '' } }
}
const jwtOf = (person: Person): string => String(person.credential.cookie).split('=')[1] ?? ''
const claimsOf = (jwt: string) => JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString())

describe('POST /auth/sign-out', () => {
  test('204: the cookie is cleared, and its copy is worth nothing from then on', async () => {
    const person = await signIn(customer)
    expect((await token(person)).status).toBe(200)
    const reply = await shop.call('POST', '/auth/sign-out', { as: person.credential })
    expect(reply.status).toBe(204)
    expect(reply.headers['set-cookie']).toBe('fabwire_session=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax')
    expect((await token(person)).body.code).toBe('invalid_token')
  })

  test('204: ends this session only', async () => {
    const [here, there] = [await signIn(customer), await signIn(customer)]
    await shop.call('POST', '/auth/sign-out', { as: here.credential })
    expect((await token(there)).status).toBe(200)
  })

  test('204: without a cookie, with a stale one, and twice', async () => {
    const person = await signIn(customer)
    for (const as of [{}, { cookie: 'fabwire_session=nonsense' }, person.credential, person.credential])
      expect((await shop.call('POST', '/auth/sign-out', { as })).status).toBe(204)
  })

  test('403 csrf_refused: nobody signs another out from elsewhere', async () => {
    const person = await signIn(customer)
    for (const headers of [{ origin: 'https://evil.example' }, { origin: 'null' }]) {
      const reply = await shop.call('POST', '/auth/sign-out', { as: person.credential, headers })
      expect(reply.body).toMatchObject({ status: 403, code: 'csrf_refused' })
    }
    expect((await token(person)).status).toBe(200)
  })
})

describe('a session', () => {
  test('ends after 30 days', async () => {
    const person = await signIn(customer)
    clock.advance(30 * dayMs - 1_000)
    expect((await token(person)).status).toBe(200)
    clock.advance(1_000)
    expect((await token(person)).body.code).toBe('invalid_token')
    clock.advance(-30 * dayMs)
  })

  test('ends with its row', async () => {
    const person = await signIn(customer)
    await shop.db.run({ text: 'DELETE FROM sessions WHERE id = $1', values: [claimsOf(jwtOf(person)).sid] })
    expect((await token(person)).body.code).toBe('invalid_token')
  })

  test('is accepted in its cookie only', async () => {
    const jwt = jwtOf(owner)
    const elsewhere = [
      { authorization: `Bearer ${jwt}` },
      { 'x-api-key': jwt },
      { cookie: `session=${jwt}` },
      { cookie: `__Host-fabwire_session=${jwt}` },
      { cookie: `FABWIRE_SESSION=${jwt}` },
    ]
    for (const credential of elsewhere) expect((await token({ credential })).status).toBe(401)
  })

  test('400: a second cookie, tossed from a sibling subdomain, never signs anybody in', async () => {
    const names = [
      `${owner.credential.cookie}; ${customer.credential.cookie}`,
      `${customer.credential.cookie}; ${owner.credential.cookie}`,
    ]
    for (const cookie of names)
      expect((await token({ credential: { cookie } })).body.code).toBe('ambiguous_credentials')
  })

  test('reads the role anew on every request; the hint decides nothing (security case 18)', async () => {
    const member = await shop.member(owner, 'admin')
    const name = (as: Person) =>
      shop.call('PATCH', '/workspace', { as: as.credential, body: { name: 'Renamed' } })
    expect((await name(member)).status).toBe(200)
    await setRole(shop.db, member, 'staff')
    expect(claimsOf(jwtOf(member)).hint).toBe('admin')
    expect((await name(member)).body.code).toBe('role_required')
    await setRole(shop.db, member, 'admin')
    expect((await name(member)).status).toBe(200)
  })

  test('of an ended membership reads its account and nothing of the workspace', async () => {
    const member = await shop.member(owner, 'manager')
    await shop.db.run({
      text: 'DELETE FROM user_organizations WHERE user_id = $1 AND workspace_id = $2',
      values: [member.userId, member.workspaceId],
    })
    const call = (path: string) => shop.call('GET', path, { as: member.credential })
    expect((await call('/account')).body).toMatchObject({ id: member.userId, workspace: { role: null } })
    for (const path of ['/workspace', '/workspace/members', '/workspace/customers'])
      expect((await call(path)).body).toMatchObject({ status: 403, code: 'membership_required' })
  })
})

describe('a forged cookie is refused (security case 28)', () => {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const key = () => shop.services.parts.masterKey.sessionKey
  const header = { alg: 'HS256', typ: 'session+jwt' }
  const refusedCookie = async (jwt: string) =>
    (await token({ credential: { cookie: `fabwire_session=${jwt}` } })).body

  const signed = (claims: object, protectedHeader: object = header, by: Uint8Array = key()) =>
    new SignJWT(claims as Record<string, unknown>)
      .setProtectedHeader(protectedHeader as { alg: string })
      .sign(by)

  test('200: one made as ours are is not, so the others fail for their reason', async () => {
    const jwt = await signed(claimsOf(jwtOf(owner)))
    expect((await token({ credential: { cookie: `fabwire_session=${jwt}` } })).status).toBe(200)
  })

  test('401: without a signature', async () => {
    const [, payload] = jwtOf(owner).split('.')
    for (const alg of ['none', 'None', 'NONE', ''])
      for (const signature of ['', 'x'])
        expect(await refusedCookie(`${encode({ ...header, alg })}.${payload}.${signature}`)).toMatchObject({
          status: 401,
          code: 'invalid_token',
        })
    expect((await refusedCookie(`${jwtOf(owner).split('.').slice(0, 2).join('.')}`)).status).toBe(401)
  })

  test('401: with another algorithm, or with a key that its header brings', async () => {
    const claims = claimsOf(jwtOf(owner))
    const own = Buffer.alloc(32, 3)
    const jwk = { kty: 'oct', k: own.toString('base64url') }
    for (const jwt of [
      await signed(claims, { ...header, alg: 'HS512' }, Buffer.alloc(64, 3)),
      await signed(claims, { ...header, jwk }, own),
      await signed(claims, { ...header, kid: '../../dev/null' }, own),
      await signed(claims, { ...header, kid: "' UNION SELECT 'x" }, Buffer.alloc(32)),
      await signed(claims, { ...header, jku: 'https://evil.example/jwks.json' }, own),
      await signed(claims, { ...header, x5u: 'https://evil.example/cert.pem' }, own),
      `${encode({ ...header, alg: 'RS256' })}.${encode(claims)}.${jwtOf(owner).split('.')[2]}`,
    ])
      expect(await refusedCookie(jwt)).toMatchObject({ status: 401, code: 'invalid_token' })
  })

  test('401: of another kind, issuer or audience, or without an end', async () => {
    const claims = claimsOf(jwtOf(owner))
    const { exp, sub, sid, ...rest } = claims
    for (const jwt of [
      await signed(claims, { alg: 'HS256' }),
      await signed(claims, { ...header, typ: 'JWT' }),
      await signed({ ...claims, iss: 'https://evil.example' }),
      await signed({ ...claims, aud: 'fabwire:reset' }),
      await signed({ ...rest, sub, sid }),
      await signed({ ...rest, exp, sid }),
      await signed({ ...rest, exp, sub }),
      await signed({ ...claims, exp: claims.iat - 1 }),
      await signed({ ...claims, nbf: claims.iat + 3_600 }),
      await signed({ ...claims, exp: String(exp) }),
    ])
      expect(await refusedCookie(jwt)).toMatchObject({ status: 401, code: 'invalid_token' })
  })

  test('401: even with our key, when the row says otherwise', async () => {
    const claims = claimsOf(jwtOf(owner))
    for (const changes of [
      { sub: String(customer.userId) },
      { sub: '0' },
      { sub: '-1' },
      { sub: '1e99' },
      { sub: 'x' },
      { sid: '01900000-0000-7000-8000-000000000000' },
      { sid: 'x' },
      { sid: 1 },
      { sid: `${claims.sid}\u0000` },
    ])
      expect(await refusedCookie(await signed({ ...claims, ...changes }))).toMatchObject({
        status: 401,
        code: 'invalid_token',
      })
  })

  test('401: edited, cut, padded, or endless', async () => {
    const jwt = jwtOf(owner)
    const [head = '', payload = '', signature = ''] = jwt.split('.')
    const edited = encode({ ...claimsOf(jwt), sub: String(customer.userId) })
    for (const forged of [
      `${head}.${edited}.${signature}`,
      `${head}.${payload}.${signature.slice(0, -2)}`,
      `${head}.${payload}.${signature.replace(/^./, (first) => (first === 'A' ? 'B' : 'A'))}`,
      `${jwt}.`,
      `${jwt}=`,
      `.${jwt}`,
      '..',
      'x',
      `${head}.${'A'.repeat(8_000)}.${signature}`,
      jwt + 'A'.repeat(8_000),
      encodeURIComponent(`${jwt}\0`),
    ])
      expect(await refusedCookie(forged)).toMatchObject({ status: 401, code: 'invalid_token' })
  })
})

describe('GET /token', () => {
  test('200: a session', async () => {
    expect((await token(customer)).body).toEqual({
      kind: 'session',
      user_id: customer.userId,
      workspace_id: customer.workspaceId,
      scopes: [],
      full_access: true,
      expires_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    })
  })

  test('200: personal access tokens, scoped and with full access', async () => {
    const scoped = await mintToken(shop, customer, {
      scopes: ['read:quotes'],
      expires_at: '2027-01-01T00:00:00Z',
    })
    const full = await mintToken(shop, owner)
    const as = (secret: string) => token({ credential: { authorization: `Bearer ${secret}` } })
    expect((await as(scoped.secret)).body).toEqual({
      kind: 'pat',
      user_id: customer.userId,
      workspace_id: customer.workspaceId,
      scopes: ['read:quotes'],
      full_access: false,
      expires_at: '2027-01-01T00:00:00.000Z',
    })
    expect((await as(full.secret)).body).toMatchObject({ kind: 'pat', full_access: true, expires_at: null })
  })

  test('200: a tenant key, which is no user', async () => {
    const key = await mintApiKey(shop, owner, { scopes: ['api', 'admin'] })
    expect((await token({ credential: { 'x-api-key': key.secret } })).body).toEqual({
      kind: 'api_key',
      workspace_id: owner.workspaceId,
      scopes: ['api', 'admin'],
      full_access: false,
      expires_at: null,
    })
  })

  test('401: nobody', async () => {
    expect((await token({ credential: {} })).body.code).toBe('unauthenticated')
  })
})

describe('GET /account', () => {
  const account = (as: object) => shop.call('GET', '/account', { as: as as Person['credential'] })

  test('200: the profile, and nothing that is a secret (security case 24)', async () => {
    const reply = await account(customer.credential)
    expect(reply.body).toEqual({
      id: customer.userId,
      email: customer.email,
      email_verified: false,
      pending_email: null,
      two_factor: { enabled: false, codes_left: 0 },
      name: expect.any(String),
      created_at: '2026-05-15T11:00:00.000Z',
      role_hint: 'customer',
      workspace: {
        id: customer.workspaceId,
        name: expect.any(String),
        slug: 'test-shop',
        plan: 'enterprise',
        role: 'customer',
      },
      workspaces: [expect.objectContaining({ id: customer.workspaceId, role: 'customer', suspended: false })],
    })
  })

  test('200: a token with admin:account, or with full access', async () => {
    for (const members of [{ scopes: ['admin:account'] }, {}]) {
      const { secret } = await mintToken(shop, customer, members)
      expect((await account({ authorization: `Bearer ${secret}` })).body.id).toBe(customer.userId)
    }
  })

  test('403 insufficient_scope: any other scope', async () => {
    const { secret } = await mintToken(shop, customer, { scopes: ['read:projects', 'write:webhooks'] })
    const reply = await account({ authorization: `Bearer ${secret}` })
    expect(reply.body).toMatchObject({ status: 403, code: 'insufficient_scope', scope: 'admin:account' })
    expect(reply.headers['www-authenticate']).toContain('scope="admin:account"')
  })

  test('403 user_required: a tenant key', async () => {
    const { secret } = await mintApiKey(shop, owner, { scopes: ['api', 'admin'] })
    expect((await account({ 'x-api-key': secret })).body).toMatchObject({
      status: 403,
      code: 'user_required',
    })
  })

  test('401: nobody', async () => {
    expect((await account({})).status).toBe(401)
  })
})

test('where https is, the cookie is __Host- and the plain name is not listened to', async () => {
  const origin = 'https://fab.example.com'
  const secure = await startTestApp({ environment: { FABWIRE_BASE_URL: origin } })
  const reply = await secure.call('POST', '/auth/sign-up', {
    body: { email: 'a@example.com', password, name: 'A', workspace: { name: 'A' } },
    headers: { origin },
  })
  const [cookie = ''] = String(reply.headers['set-cookie']).split(';')
  expect(cookie).toMatch(/^__Host-fabwire_session=/)
  const who = (value: string) => secure.call('GET', '/token', { as: { cookie: value } })
  expect((await who(cookie)).status).toBe(200)
  expect((await who(cookie.replace('__Host-', ''))).status).toBe(401)
  // What a sibling subdomain can toss has no prefix, and changes nothing.
  expect((await who(`fabwire_session=tossed; ${cookie}`)).status).toBe(200)
  const out = await secure.call('POST', '/auth/sign-out', { as: { cookie }, headers: { origin } })
  expect(out.headers['set-cookie']).toBe(
    '__Host-fabwire_session=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax; Secure',
  )
  await secure.close()
})
