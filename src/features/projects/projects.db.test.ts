import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { type Credential, setRole } from '../../../test/harness/app.ts'
import { openTwoShops, type TwoShops } from './testing/two-shops.ts'

let shops: TwoShops
let key: Credential

beforeAll(async () => {
  shops = await openTwoShops()
  key = await shops.key(shops.north)
})
afterAll(() => shops.close())

const call: TwoShops['app']['call'] = (...args) => shops.app.call(...args)
const count = async (): Promise<number> =>
  (await shops.app.db.one<{ n: number }>({ text: 'SELECT count(*)::int AS n FROM projects', values: [] })).n

describe('POST /projects', () => {
  const create = (as: Credential, body: unknown) => call('POST', '/projects', { as, body })

  test('201: a customer makes a project of its own', async () => {
    const { anna } = shops
    const reply = await create(anna.credential, { name: ' Bracket ', description: 'Two\nlines' })
    expect(reply.status).toBe(201)
    expect(reply.body).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      project_no: expect.stringMatching(/^P-\d{8}-\d{4}$/),
      name: 'Bracket',
      description: 'Two\nlines',
      status: 'draft',
      customer_id: anna.userId,
      created_at: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/),
    })
  })

  test('201: a customer may name itself', async () => {
    const { anna } = shops
    const reply = await create(anna.credential, { name: 'A', customer_id: anna.userId })
    expect([reply.status, reply.body.customer_id, reply.body.description]).toEqual([201, anna.userId, ''])
  })

  test('201: staff, a member’s token and a tenant key make one for a customer', async () => {
    const { anna, staff } = shops
    const credentials = [staff.credential, await shops.pat(staff, ['write:projects']), key]
    for (const as of credentials) {
      const reply = await create(as, { name: 'A', customer_id: anna.userId })
      expect([reply.status, reply.body.customer_id]).toEqual([201, anna.userId])
    }
  })

  test('201: a customer’s scoped token is enough', async () => {
    const as = await shops.pat(shops.anna, ['write:projects'])
    expect((await create(as, { name: 'A' })).status).toBe(201)
  })

  test('201: creating is audited', async () => {
    const { body } = await create(shops.anna.credential, { name: 'A' })
    const text = 'SELECT action, after FROM audit_log WHERE subject = $1'
    const after = { project_no: body.project_no, name: 'A', customer_id: shops.anna.userId }
    expect(await shops.app.db.rows({ text, values: [body.id] })).toEqual([
      { action: 'project.create', after },
    ])
  })

  test('400: the workspace must name one of its customers', async () => {
    const { north, staff, cleo } = shops
    const before = await count()
    const bodies = [undefined, cleo.userId, north.userId, staff.userId, 999_999].map((customer_id) => ({
      name: 'A',
      customer_id,
    }))
    for (const as of [staff.credential, north.credential, key])
      for (const body of bodies) {
        const reply = await create(as, body)
        expect([reply.status, reply.body.code, reply.body.errors[0].path]).toEqual([
          400,
          'validation_failed',
          'customer_id',
        ])
      }
    expect(await count()).toBe(before)
  })

  test('400: a customer cannot name another, and learns the same whoever that is', async () => {
    const { anna, ben, cleo } = shops
    const replies = await Promise.all(
      [ben.userId, cleo.userId, 999_999].map((customer_id) =>
        create(anna.credential, { name: 'A', customer_id }),
      ),
    )
    expect(replies.map(({ status }) => status)).toEqual([400, 400, 400])
    expect(new Set(replies.map(({ body }) => JSON.stringify(body.errors))).size).toBe(1)
    expect(replies[0]?.body.errors[0].path).toBe('customer_id')
  })

  it.each([
    ['no name', {}],
    ['an empty name', { name: '  ' }],
    ['a long name', { name: 'x'.repeat(201) }],
    ['a control character', { name: 'a\u0000' }],
    ['a NUL in the description', { name: 'a', description: 'a\u0000' }],
    ['a long description', { name: 'a', description: 'x'.repeat(10_001) }],
    ['a customer that is no number', { name: 'a', customer_id: '1' }],
    ['a list', [{ name: 'a' }]],
  ])('400: %s', async (_, body) => {
    const reply = await create(shops.anna.credential, body)
    expect([reply.status, reply.body.code]).toEqual([400, 'validation_failed'])
  })

  it.each([
    ['workspace_id', '00000000-0000-7000-8000-000000000000'],
    ['user_id', 1],
    ['role', 'owner'],
    ['plan', 'enterprise'],
    ['scopes', []],
    ['full_access', true],
    ['status', 'active'],
    ['expires_at', null],
    ['created_by', 1],
    ['secret_hash', 'x'],
    ['id', '00000000-0000-7000-8000-000000000000'],
    ['project_no', 'P-20260515-0001'],
    ['created_at', '2026-05-15T00:00:00.000Z'],
    ['constructor', {}],
  ])('400: %s cannot be given', async (member, value) => {
    const before = await count()
    const reply = await create(shops.anna.credential, { name: 'a', [member]: value })
    expect([reply.status, reply.body.code]).toEqual([400, expect.stringMatching(/validation|malformed/)])
    expect(await count()).toBe(before)
  })

  test('400: __proto__ cannot be given', async () => {
    const headers = { 'content-type': 'application/json' }
    const body = Buffer.from('{"name":"a","__proto__":{"status":"active"}}')
    const reply = await call('POST', '/projects', { as: shops.anna.credential, body, headers })
    expect([reply.status, reply.body.code]).toEqual([400, 'malformed_request'])
  })

  test('401: nobody', async () => {
    const reply = await create({}, { name: 'a' })
    expect([reply.status, reply.body.code]).toEqual([401, 'unauthenticated'])
  })

  test('403: a token without the scope, a key without api, a session from elsewhere', async () => {
    const reading = await create(await shops.pat(shops.anna, ['read:projects', 'write:quotes']), {
      name: 'a',
    })
    expect([reading.status, reading.body.code]).toEqual([403, 'insufficient_scope'])
    expect(reading.headers['www-authenticate']).toContain('scope="write:projects"')
    const admin = await create(await shops.key(shops.north, ['admin']), { name: 'a' })
    expect([admin.status, admin.body.code]).toEqual([403, 'insufficient_scope'])
    const headers = { origin: 'https://evil.example' }
    const crossSite = await call('POST', '/projects', {
      as: shops.anna.credential,
      body: { name: 'a' },
      headers,
    })
    expect([crossSite.status, crossSite.body.code]).toEqual([403, 'csrf_refused'])
  })

  test('403: somebody without a role', async () => {
    const lost = await shops.app.customer('north')
    await setRole(shops.app.db, lost, 'owner ')
    const reply = await create(lost.credential, { name: 'a' })
    expect([reply.status, reply.body.code]).toEqual([403, 'membership_required'])
  })
})

describe('GET /projects/{id}', () => {
  test('200: its customer, a member, and a tenant key read the same', async () => {
    const { anna, staff } = shops
    const project = await shops.project(anna)
    const readers = [anna.credential, staff.credential, key, await shops.pat(anna, ['read:projects'])]
    for (const as of readers) {
      const reply = await call('GET', `/projects/${project.id}`, { as })
      expect([reply.status, reply.body]).toEqual([200, project])
    }
  })

  test('401: nobody; 403: a token without the scope', async () => {
    const { id } = await shops.project(shops.anna)
    expect((await call('GET', `/projects/${id}`)).status).toBe(401)
    const as = await shops.pat(shops.anna, ['write:projects'])
    const reply = await call('GET', `/projects/${id}`, { as })
    expect([reply.status, reply.body.scope]).toEqual([403, 'read:projects'])
  })
})

describe('PATCH /projects/{id}', () => {
  const patch = (id: string, body: unknown, as: Credential = shops.anna.credential) =>
    call('PATCH', `/projects/${id}`, { as, body })

  test('200: name, description and status, by customer, staff and key', async () => {
    const project = await shops.project(shops.anna)
    const renamed = await patch(project.id, { name: 'Housing', description: 'new' })
    expect([renamed.status, renamed.body]).toEqual([200, { ...project, name: 'Housing', description: 'new' }])
    const active = await patch(project.id, { status: 'active' }, shops.staff.credential)
    expect(active.body).toEqual({ ...renamed.body, status: 'active' })
    const held = await patch(project.id, { status: 'on_hold', name: 'Held' }, key)
    expect(held.body).toMatchObject({ status: 'on_hold', name: 'Held' })
    expect((await call('GET', `/projects/${project.id}`, { as: key })).body).toEqual(held.body)
  })

  test('200: nothing to change changes nothing', async () => {
    const project = await shops.project(shops.anna)
    expect((await patch(project.id, {})).body).toEqual(project)
  })

  test('200: what changed is audited', async () => {
    const { id } = await shops.project(shops.anna, 'Old')
    await patch(id, { name: 'New', status: 'active' })
    const text = `SELECT before, after FROM audit_log WHERE subject = $1 AND action = 'project.update'`
    expect(await shops.app.db.rows({ text, values: [id] })).toEqual([
      { before: { name: 'Old', status: 'draft' }, after: { name: 'New', status: 'active' } },
    ])
  })

  test('200: a completed project can still be renamed, and archived', async () => {
    const { id } = await shops.project(shops.anna)
    await patch(id, { status: 'completed' })
    expect((await patch(id, { name: 'Done' })).body).toMatchObject({ name: 'Done', status: 'completed' })
    expect((await patch(id, { status: 'archived' })).body.status).toBe('archived')
  })

  test('409: a closed project does not open again, and keeps all it had', async () => {
    const project = await shops.project(shops.anna)
    await patch(project.id, { status: 'cancelled' })
    const reply = await patch(project.id, { status: 'active', name: 'Undead' })
    expect([reply.status, reply.body.code, reply.body.current_status]).toEqual([
      409,
      'invalid_transition',
      'cancelled',
    ])
    expect(reply.body.detail).toContain('cancelled')
    const { body } = await call('GET', `/projects/${project.id}`, { as: key })
    expect(body).toEqual({ ...project, status: 'cancelled' })
  })

  test('409: of two endings at once exactly one wins', async () => {
    for (let round = 0; round < 5; round++) {
      const { id } = await shops.project(shops.anna)
      const wanted = ['completed', 'cancelled', 'completed', 'cancelled']
      const replies = await Promise.all(wanted.map((status) => patch(id, { status })))
      const won = replies.filter(({ status }) => status === 200)
      expect(won).toHaveLength(1)
      const refused = replies.filter(({ status }) => status === 409)
      expect(refused).toHaveLength(3)
      for (const { body } of refused) expect(body.current_status).toBe(won[0]?.body.status)
      const text = `SELECT count(*)::int AS n FROM audit_log WHERE subject = $1 AND action = 'project.update'`
      expect(await shops.app.db.one({ text, values: [id] })).toEqual({ n: 1 })
    }
  })

  it.each([
    ['an unknown status', { status: 'open' }],
    ['an empty name', { name: '' }],
    ['null', { name: null }],
    ['the customer', { customer_id: 1 }],
    ['the number', { project_no: 'P-20260515-0001' }],
    ['the workspace', { workspace_id: '00000000-0000-7000-8000-000000000000' }],
    ['the user', { user_id: 1 }],
    ['the time', { created_at: '2026-05-15T00:00:00.000Z' }],
    ['a constructor', { name: 'a', constructor: {} }],
  ])('400: %s', async (_, body) => {
    const project = await shops.project(shops.anna)
    expect((await patch(project.id, body)).status).toBe(400)
    expect((await call('GET', `/projects/${project.id}`, { as: key })).body).toEqual(project)
  })

  test('401: nobody; 403: a token that only reads', async () => {
    const { id } = await shops.project(shops.anna)
    expect((await call('PATCH', `/projects/${id}`, { body: {} })).status).toBe(401)
    const reply = await patch(id, { name: 'a' }, await shops.pat(shops.anna, ['read:projects']))
    expect([reply.status, reply.body.code]).toEqual([403, 'insufficient_scope'])
  })
})
