import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Person, setRole, startTestApp, type TestApp } from '../../../test/harness/app.ts'
import { apiKey, bearer, mintApiKey, mintToken } from '../../../test/harness/credentials.ts'
import { encodeCursor } from '../../contract/common.ts'
import { patScopes } from '../../domain/access/scopes.ts'
import { isWellFormedToken } from '../../domain/access/token-form.ts'
import { ManualClock } from '../../platform/clock.ts'
import { newId } from '../../platform/ids.ts'

const clock = new ManualClock('2026-05-15T11:00:00Z')
let app: TestApp
let owner: Person
/** Owner of another workspace on the same deployment. */
let stranger: Person
let shop: string

beforeAll(async () => {
  app = await startTestApp({ clock, start: false, environment: { FABWIRE_WORKSPACE_SIGNUP: 'open' } })
  owner = await app.owner()
  stranger = await app.owner('enterprise', 'Another shop')
  shop = (await app.call('GET', '/workspace', as(owner))).body.slug
})

afterAll(() => app.close())

const as = (person: Person) => ({ as: person.credential })
const input = { name: 'ERP', environment: 'production', scopes: ['api'] }
const create = (body: unknown, person = owner) => app.call('POST', '/api-keys', { ...as(person), body })
const read = (id: string, person = owner) => app.call('GET', `/api-keys/${id}`, as(person))
const list = (query: string, person = owner) => app.call('GET', `/api-keys?${query}`, as(person))
const patch = (id: string, body: unknown) => app.call('PATCH', `/api-keys/${id}`, { ...as(owner), body })
const revokeMany = (body: unknown, person = owner) =>
  app.call('POST', '/api-keys/revoke', { ...as(person), body })
const statusOf = async (secret: string) => (await app.call('GET', '/token', { as: apiKey(secret) })).status
const setPlan = (plan: string) => app.call('PATCH', '/workspace', { ...as(owner), body: { plan } })
const inSeconds = (seconds: number) => new Date(clock.now().getTime() + seconds * 1_000).toISOString()

const audited = (id: string) =>
  app.db.rows({
    text: 'SELECT action, before, after FROM audit_log WHERE subject = $1 ORDER BY id',
    values: [id],
  })

describe('making', () => {
  test('201: the whole record with its secret', async () => {
    const expires_at = inSeconds(3_600)
    const name = (await app.call('GET', '/account', as(owner))).body.name
    const reply = await create({
      ...input,
      description: ' Nightly\nsync ',
      scopes: ['admin', 'api'],
      expires_at,
    })
    expect(reply.status).toBe(201)
    const { secret, ...key } = reply.body
    expect(isWellFormedToken('fwk', secret)).toBe(true)
    expect(key).toEqual({
      id: expect.any(String),
      name: 'ERP',
      environment: 'production',
      description: 'Nightly\nsync',
      scopes: ['admin', 'api'],
      prefix: secret.slice(0, 12),
      status: 'active',
      expires_at,
      last_used_at: null,
      created_at: clock.now().toISOString(),
      created_by: { id: owner.userId, name },
    })
    expect(await read(key.id)).toMatchObject({ status: 200, body: key })
    expect((await app.call('GET', '/token', { as: apiKey(secret) })).body).toEqual({
      kind: 'api_key',
      workspace_id: owner.workspaceId,
      scopes: ['admin', 'api'],
      full_access: false,
      expires_at,
    })
    expect(await audited(key.id)).toMatchObject([{ action: 'api_key.create', after: { name: 'ERP' } }])
  })

  test('201: without description and expiry', async () => {
    expect((await create({ ...input, expires_at: null })).body).toMatchObject({
      description: '',
      expires_at: null,
    })
  })

  test.each([
    ['no name', { name: undefined }],
    ['no environment', { environment: undefined }],
    ['an unknown environment', { environment: 'test' }],
    ['no scopes', { scopes: undefined }],
    ['an empty list', { scopes: [] }],
    ['null as scopes', { scopes: null }],
    ['a text as scopes', { scopes: 'api' }],
    ['an empty scope', { scopes: [''] }],
    ['duplicates', { scopes: ['api', 'api'] }],
    ['an unknown scope', { scopes: ['owner'] }],
    ['a trailing space', { scopes: ['api '] }],
    ['10,000 scopes', { scopes: Array(10_000).fill('api') }],
    ['a description with NUL', { description: 'a\0b' }],
    ['a description that is too long', { description: 'a'.repeat(501) }],
    ['an expiry now', { expires_at: '2026-05-15T11:00:00Z' }],
    ['an expiry in the past', { expires_at: '2020-01-01T00:00:00Z' }],
  ])('400: %s', async (_, change) => {
    expect(await create({ ...input, ...change })).toMatchObject({
      status: 400,
      body: { code: 'validation_failed' },
    })
  })

  test('400: a secret as description', async () => {
    const { secret } = await mintApiKey(app, owner)
    const reply = await create({ ...input, description: `like ${secret}` })
    expect(reply).toMatchObject({ status: 400, body: { code: 'credential_in_body' } })
  })
})

describe('who may', () => {
  const routes: [method: string, path: string, body?: object][] = [
    ['GET', '/api-keys'],
    ['POST', '/api-keys', input],
    ['GET', '/api-keys/{id}'],
    ['PATCH', '/api-keys/{id}', { name: 'x' }],
    ['DELETE', '/api-keys/{id}'],
    ['POST', '/api-keys/revoke', { ids: ['00000000-0000-7000-8000-000000000000'] }],
  ]

  /** Calls every route; answers how each refused. */
  async function refusals(headers: Readonly<Record<string, string>>): Promise<unknown[]> {
    const { id } = await mintApiKey(app, owner)
    const replies = []
    for (const [method, path, body] of routes)
      replies.push(await app.call(method, path.replace('{id}', id), { as: headers, body }))
    expect((await read(id)).body.name).toBe('ERP')
    return [...new Set(replies.map(({ status, body }) => `${status} ${body?.code}`))]
  }

  test('401: nobody', async () => {
    expect(await refusals({})).toEqual(['401 unauthenticated'])
  })

  test('200: an admin', async () => {
    const admin = await app.member(owner, 'admin')
    const { body } = await create(input, admin)
    expect(body.created_by.id).toBe(admin.userId)
    expect((await read(body.id, owner)).status).toBe(200)
    const { secret } = await mintToken(app, admin)
    expect((await app.call('GET', '/api-keys', { as: bearer(secret) })).status).toBe(200)
  })

  test('403: managers, staff, customers and unknown roles', async () => {
    expect(await refusals((await app.member(owner, 'manager')).credential)).toEqual(['403 role_required'])
    expect(await refusals((await app.member(owner, 'staff')).credential)).toEqual(['403 role_required'])
    expect(await refusals((await app.customer(shop)).credential)).toEqual(['403 role_required'])
    const demoted = await app.member(owner, 'admin')
    await setRole(app.db, demoted, 'admin,member')
    expect(await refusals(demoted.credential)).toEqual(['403 membership_required'])
  })

  test('403: a scoped token, and any tenant key', async () => {
    const { secret } = await mintToken(app, owner, { scopes: patScopes })
    expect(await refusals(bearer(secret))).toEqual(['403 insufficient_scope'])
    const key = await mintApiKey(app, owner, { scopes: ['admin', 'api'] })
    expect(await refusals(apiKey(key.secret))).toEqual(['403 user_required'])
  })

  test('403: on a plan without Integrations; the keys are kept', async () => {
    const { id, secret } = await mintApiKey(app, owner)
    const full = await mintToken(app, owner)
    expect(await statusOf(secret)).toBe(200)
    await setPlan('pro')
    const reply = await read(id)
    expect(reply).toMatchObject({ status: 403, body: { code: 'plan_required', required_plan: 'enterprise' } })
    const token = await app.call('GET', '/api-keys', { as: bearer(full.secret) })
    expect(token).toMatchObject({ status: 403, body: { code: 'plan_required' } })
    expect(await app.call('GET', '/token', { as: apiKey(secret) })).toMatchObject({
      status: 403,
      body: { code: 'plan_required', required_plan: 'enterprise' },
    })
    await setPlan('enterprise')
    expect(await statusOf(secret)).toBe(200)
    expect((await read(id)).status).toBe(200)
    expect((await app.call('GET', '/api-keys', { as: bearer(full.secret) })).status).toBe(200)
  })

  test('403: scope api does not reach what needs admin', async () => {
    const api = await mintApiKey(app, owner)
    const reply = await app.call('GET', '/workspace', { as: apiKey(api.secret) })
    expect(reply).toMatchObject({ status: 403, body: { code: 'insufficient_scope', scope: 'admin' } })
    expect(reply.headers['www-authenticate']).toContain('scope="admin"')
    await patch(api.id, { scopes: ['admin'] })
    expect((await app.call('GET', '/workspace', { as: apiKey(api.secret) })).status).toBe(200)
  })

  test('404: keys of another workspace, of nobody and malformed ids are the same', async () => {
    const { id, secret } = await mintApiKey(app, stranger)
    const bodies = new Set<string>()
    for (const wrong of [id, newId(clock.now()), 'nonsense', '1']) {
      for (const [method, path, body] of routes.filter(([, text]) => text.includes('{id}'))) {
        const reply = await app.call(method, path.replace('{id}', wrong), { ...as(owner), body })
        expect(reply.status).toBe(404)
        bodies.add(JSON.stringify({ ...reply.body, instance: '' }))
      }
    }
    expect(bodies.size).toBe(1)
    expect(await statusOf(secret)).toBe(200)
  })
})

describe('the list', () => {
  let admin: Person
  const named = async (query: string) =>
    (await list(query, admin)).body.data.map(({ name }: { name: string }) => name)

  beforeAll(async () => {
    admin = await app.owner('enterprise', 'List shop')
    for (const name of ['Webshop', 'web_2', 'Half 50%', 'Back\\slash'])
      await create({ ...input, name, expires_at: name === 'web_2' ? inSeconds(1) : undefined }, admin)
    clock.advance(1_000)
  })

  test('200: newest first, page by page', async () => {
    const first = (await list('limit=3', admin)).body
    expect(first.data.map(({ name }: { name: string }) => name)).toEqual(['Back\\slash', 'Half 50%', 'web_2'])
    const second = (await list(`limit=3&cursor=${first.next_cursor}`, admin)).body
    expect(second).toMatchObject({ data: [{ name: 'Webshop' }], next_cursor: null })
  })

  test('200: by a part of the name, in which % and _ stand for themselves', async () => {
    expect(await named('name=WEB')).toEqual(['web_2', 'Webshop'])
    expect(await named('name=b_')).toEqual(['web_2'])
    expect(await named('name=%25')).toEqual(['Half 50%'])
    expect(await named('name=%5C')).toEqual(['Back\\slash'])
    expect(await named('name=nothing')).toEqual([])
  })

  test('200: by status, which the clock decides', async () => {
    expect(await named('status=expired')).toEqual(['web_2'])
    expect(await named('status=active')).toEqual(['Back\\slash', 'Half 50%', 'Webshop'])
    expect(await named('status=active&name=web')).toEqual(['Webshop'])
    const { body } = await list('status=expired', admin)
    expect(body.data[0]).toMatchObject({ status: 'expired' })
    expect((await read(body.data[0].id, admin)).body.status).toBe('expired')
  })

  test("200: another workspace's cursor opens nothing of it", async () => {
    const { id } = await mintApiKey(app, stranger)
    const { body } = await list(`cursor=${encodeCursor(id)}`, admin)
    expect(body.data.map(({ name }: { name: string }) => name)).not.toContain('ERP')
  })

  test.each(['status=revoked', 'limit=0', 'limit=1000', 'name=%00', 'environment=production'])(
    '400: ?%s',
    async (query) => {
      expect(await list(query)).toMatchObject({ status: 400, body: { code: 'validation_failed' } })
    },
  )

  test('400: a made-up cursor', async () => {
    expect(await list('cursor=x')).toMatchObject({ status: 400, body: { code: 'invalid_cursor' } })
  })
})

describe('changing', () => {
  test('200: name, description, environment and scopes', async () => {
    const { id } = await mintApiKey(app, owner)
    const change = { name: 'CRM', description: 'New', environment: 'staging', scopes: ['admin', 'api'] }
    const reply = await patch(id, change)
    expect(reply).toMatchObject({ status: 200, body: { id, status: 'active', ...change } })
    expect(reply.body).not.toHaveProperty('secret')
    expect((await read(id)).body).toEqual(reply.body)
    expect(await audited(id)).toMatchObject([
      { action: 'api_key.create' },
      { action: 'api_key.update', before: { name: 'ERP', environment: 'production' }, after: change },
    ])
  })

  test('200: an empty change changes nothing and is not audited', async () => {
    const { id } = await mintApiKey(app, owner)
    expect(await patch(id, {})).toMatchObject({ status: 200, body: { id } })
    expect(await audited(id)).toHaveLength(1)
  })

  test.each([
    { scopes: [] },
    { scopes: null },
    { scopes: ['api', 'api'] },
    { environment: 'Production' },
    { name: '' },
    { description: null },
  ])('400: %j', async (body) => {
    const { id } = await mintApiKey(app, owner)
    expect(await patch(id, body)).toMatchObject({ status: 400, body: { code: 'validation_failed' } })
    expect((await read(id)).body).toMatchObject(input)
  })

  test('the name of who made it stays when they are gone', async () => {
    const admin = await app.member(owner, 'admin')
    const { body } = await create(input, admin)
    for (const table of ['sessions', 'user_organizations'])
      await app.db.run({ text: `DELETE FROM ${table} WHERE user_id = $1`, values: [admin.userId] })
    await app.db.run({ text: 'DELETE FROM users WHERE id = $1', values: [admin.userId] })
    expect((await read(body.id)).body.created_by).toEqual(body.created_by)
    expect(await statusOf(body.secret)).toBe(200)
  })
})

describe('revoking', () => {
  test('204: the key is gone for good, and the audit log keeps that it was', async () => {
    const { id, secret } = await mintApiKey(app, owner)
    const reply = await app.call('DELETE', `/api-keys/${id}`, as(owner))
    expect([reply.status, reply.text]).toEqual([204, ''])
    expect(await statusOf(secret)).toBe(401)
    expect((await read(id)).status).toBe(404)
    expect((await patch(id, { name: 'x' })).status).toBe(404)
    expect((await app.call('DELETE', `/api-keys/${id}`, as(owner))).status).toBe(404)
    expect(await app.db.rows({ text: 'SELECT id FROM api_keys WHERE id = $1', values: [id] })).toEqual([])
    expect(await audited(id)).toMatchObject([
      { action: 'api_key.create' },
      { action: 'api_key.revoke', before: { name: 'ERP', prefix: secret.slice(0, 12) } },
    ])
  })

  test("200: many at once; another workspace's and unknown ones are passed over", async () => {
    const mine = [await mintApiKey(app, owner), await mintApiKey(app, owner), await mintApiKey(app, owner)]
    const [first, second, kept] = mine as [(typeof mine)[0], (typeof mine)[0], (typeof mine)[0]]
    const theirs = await mintApiKey(app, stranger)
    for (const { secret } of [...mine, theirs]) expect(await statusOf(secret)).toBe(200)

    const ids = [second.id, theirs.id, newId(clock.now()), first.id.toUpperCase(), second.id]
    const reply = await revokeMany({ ids })
    expect(reply).toMatchObject({ status: 200, body: { revoked: [second.id, first.id] } })

    const statuses = []
    for (const { secret } of [first, second, kept, theirs]) statuses.push(await statusOf(secret))
    expect(statuses).toEqual([401, 401, 200, 200])
    expect(await audited(theirs.id)).toHaveLength(1)
    expect(await audited(first.id)).toHaveLength(2)
    expect((await revokeMany({ ids })).body).toEqual({ revoked: [] })
  })

  test('200: as many as one call takes', async () => {
    const { id } = await mintApiKey(app, owner)
    const ids = [...Array.from({ length: 999 }, () => newId(clock.now())), id]
    expect((await revokeMany({ ids })).body).toEqual({ revoked: [id] })
  })

  test('200: two calls at once share the work', async () => {
    const ids: string[] = []
    for (let n = 0; n < 5; n++) ids.push((await mintApiKey(app, owner)).id)
    const replies = await Promise.all([revokeMany({ ids }), revokeMany({ ids: ids.toReversed() })])
    expect(replies.map(({ status }) => status)).toEqual([200, 200])
    expect(replies.flatMap(({ body }) => body.revoked).sort()).toEqual([...ids].sort())
  })

  test.each([
    {},
    { ids: [] },
    { ids: null },
    { ids: 'all' },
    { ids: ['nonsense'] },
    { ids: [null] },
    { ids: Array(1_001).fill('00000000-0000-7000-8000-000000000000') },
  ])('400: a body that is not a list of ids', async (body) => {
    expect(await revokeMany(body)).toMatchObject({ status: 400, body: { code: 'validation_failed' } })
  })
})
