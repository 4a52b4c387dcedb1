import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  type Credential,
  type Person,
  type Reply,
  startTestApp,
  type TestApp,
} from '../../../test/harness/app.ts'
import { apiKey, bearer, mintApiKey, mintToken } from '../../../test/harness/credentials.ts'

let shop: TestApp
let north: Person
let south: Person
/** Staff of the north, customer of the south. */
let ada: Person

beforeAll(async () => {
  shop = await startTestApp({ start: false, environment: { FABWIRE_WORKSPACE_SIGNUP: 'open' } })
  north = await shop.owner('enterprise', 'North')
  south = await shop.owner('enterprise', 'South')
})
afterAll(() => shop.close())

const join = ({ userId }: Person, { workspaceId }: Person, role: string) =>
  shop.db.run({
    text: 'INSERT INTO user_organizations (user_id, workspace_id, role, created_at) VALUES ($1, $2, $3, now())',
    values: [userId, workspaceId, role],
  })

beforeEach(async () => {
  ada = await shop.member(north, 'staff')
  await join(ada, south, 'customer')
})

const get = (path: string, as: Credential) => shop.call('GET', path, { as })
const change = (as: Credential, workspace_id: unknown) =>
  shop.call('POST', '/account/workspace', { as, body: { workspace_id } })
const sessionOf = (reply: Reply): Credential => {
  const cookies = [reply.headers['set-cookie']].flat()
  const found = cookies.find((cookie) => cookie?.startsWith('fabwire_session='))
  return { cookie: found?.split(';')[0] ?? '' }
}

describe('POST /account/workspace', () => {
  test('200: a session of the other workspace with the role there, in place of the old one', async () => {
    const reply = await change(ada.credential, south.workspaceId)
    expect(reply.status).toBe(200)
    expect(reply.body).toEqual({
      user: { id: ada.userId, email: ada.email, name: expect.any(String) },
      workspace: {
        id: south.workspaceId,
        name: 'South',
        slug: 'south',
        plan: 'enterprise',
        role: 'customer',
      },
    })
    const there = sessionOf(reply)
    expect((await get('/token', there)).body).toMatchObject({ workspace_id: south.workspaceId })
    expect((await get('/workspace', there)).body.code).toBe('role_required')
    expect((await get('/token', ada.credential)).body.code).toBe('invalid_token')
    const back = sessionOf(await change(there, north.workspaceId))
    expect((await get('/workspace', back)).body.slug).toBe('north')
    expect((await get('/token', there)).status).toBe(401)
  })

  test('200: records are those of the workspace that is open', async () => {
    const body = { name: 'Bracket' }
    const there = sessionOf(await change(ada.credential, south.workspaceId))
    const project = (await shop.call('POST', '/projects', { as: there, body })).body
    expect((await get(`/projects/${project.id}`, there)).status).toBe(200)
    const back = sessionOf(await change(there, north.workspaceId))
    expect((await get(`/projects/${project.id}`, back)).status).toBe(404)
  })

  test('the audit log of the workspace that is opened tells of it; no sign-in is announced', async () => {
    const mails = () => shop.db.one({ text: 'SELECT count(*) AS n FROM outbox', values: [] })
    const before = await mails()
    await change(ada.credential, south.workspaceId)
    expect(await mails()).toEqual(before)
    const rows = await shop.db.rows({
      text: "SELECT action, subject, before, after FROM audit_log WHERE workspace_id = $1 AND action = 'account.switch' AND subject = $2",
      values: [south.workspaceId, String(ada.userId)],
    })
    expect(rows).toMatchObject([
      { before: { workspace_id: north.workspaceId }, after: { workspace_id: south.workspaceId } },
    ])
  })

  test('404: a workspace that is another’s is as one that is not', async () => {
    const stranger = await shop.customer('north')
    const refused = await Promise.all(
      [south.workspaceId, '01900000-0000-7000-8000-000000000000'].map((id) =>
        change(stranger.credential, id),
      ),
    )
    for (const reply of refused)
      expect({ status: reply.status, ...reply.body, instance: '' }).toMatchObject({
        status: 404,
        code: 'not_found',
      })
    expect(new Set(refused.map(({ body }) => JSON.stringify({ ...body, instance: '' }))).size).toBe(1)
    expect((await get('/token', stranger.credential)).status).toBe(200)
  })

  test('403: where the user is suspended', async () => {
    const body = { suspended: true }
    await shop.call('PATCH', `/workspace/customers/${ada.userId}`, { as: south.credential, body })
    expect((await change(ada.credential, south.workspaceId)).body).toMatchObject({
      status: 403,
      code: 'customer_suspended',
    })
    expect((await get('/account', ada.credential)).body.workspaces).toMatchObject([
      { slug: 'north', role: 'staff', suspended: false },
      { slug: 'south', role: 'customer', suspended: true },
    ])
  })

  test('403: a token makes no session, whatever its scopes; a key has none', async () => {
    const full = bearer((await mintToken(shop, ada)).secret)
    expect((await change(full, south.workspaceId)).body).toMatchObject({ status: 403, code: 'user_required' })
    const scoped = bearer((await mintToken(shop, ada, { scopes: ['admin:account'] })).secret)
    expect((await change(scoped, south.workspaceId)).body.code).toBe('insufficient_scope')
    const key = apiKey((await mintApiKey(shop, north, { scopes: ['api', 'admin'] })).secret)
    expect((await change(key, south.workspaceId)).body.code).toBe('user_required')
  })

  test('401: nobody', async () => {
    expect((await change({}, south.workspaceId)).body.code).toBe('unauthenticated')
  })

  test.each([
    ['no id', {}],
    ['an id that is none', { workspace_id: 'south' }],
    ['a role to go with it', { workspace_id: '01900000-0000-7000-8000-000000000000', role: 'owner' }],
  ])('400: %s', async (_, body) => {
    expect((await shop.call('POST', '/account/workspace', { as: ada.credential, body })).body).toMatchObject({
      status: 400,
      code: 'validation_failed',
    })
  })

  test('403 csrf_refused: from another site', async () => {
    const headers = { origin: 'https://evil.example' }
    const body = { workspace_id: south.workspaceId }
    const reply = await shop.call('POST', '/account/workspace', { as: ada.credential, body, headers })
    expect(reply.body.code).toBe('csrf_refused')
  })
})

test('GET /account: a session hears of all workspaces, a token of its own', async () => {
  const slugs = async (as: Credential) =>
    (await get('/account', as)).body.workspaces.map(({ slug }: { slug: string }) => slug)
  expect(await slugs(ada.credential)).toEqual(['north', 'south'])
  expect(await slugs(bearer((await mintToken(shop, ada, { scopes: ['admin:account'] })).secret))).toEqual([
    'north',
  ])
})
