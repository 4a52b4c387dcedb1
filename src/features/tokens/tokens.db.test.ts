import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Person, setRole, startTestApp, type TestApp } from '../../../test/harness/app.ts'
import { apiKey, bearer, mintApiKey, mintToken } from '../../../test/harness/credentials.ts'
import { encodeCursor } from '../../contract/common.ts'
import { patScopes } from '../../domain/access/scopes.ts'
import { isWellFormedToken } from '../../domain/access/token-form.ts'
import { ManualClock } from '../../platform/clock.ts'
import { newId } from '../../platform/ids.ts'
import { userTag } from '../credentials/index.ts'

const clock = new ManualClock('2026-05-15T11:00:00Z')
let app: TestApp
let owner: Person
let customer: Person

beforeAll(async () => {
  app = await startTestApp({ clock, start: false, environment: { FABWIRE_WORKSPACE_SIGNUP: 'open' } })
  owner = await app.owner()
  customer = await app.customer()
})

afterAll(() => app.close())

const as = (person: Person) => ({ as: person.credential })
const create = (body: unknown, person = customer) => app.call('POST', '/tokens', { ...as(person), body })
const read = (id: string, person = customer) => app.call('GET', `/tokens/${id}`, as(person))
const patch = (id: string, body: unknown, person = customer) =>
  app.call('PATCH', `/tokens/${id}`, { ...as(person), body })
const revoke = (id: string, person = customer) => app.call('DELETE', `/tokens/${id}`, as(person))

const audited = (id: string) =>
  app.db.rows<{ action: string; actor: object; before: object | null; after: object | null }>({
    text: 'SELECT action, actor, before, after FROM audit_log WHERE subject = $1 ORDER BY id',
    values: [id],
  })

describe('minting', () => {
  test('201: the whole record with its secret, and no scopes mean full access', async () => {
    const expires_at = '2026-06-01T02:00:00+02:00'
    const reply = await create({ name: '  CI  ', expires_at })
    expect(reply.status).toBe(201)
    const { secret, ...token } = reply.body
    expect(isWellFormedToken('pat', secret)).toBe(true)
    expect(token).toEqual({
      id: expect.any(String),
      name: 'CI',
      scopes: [],
      full_access: true,
      prefix: secret.slice(0, 12),
      expires_at: '2026-06-01T00:00:00.000Z',
      last_used_at: null,
      last_used_address: null,
      created_at: '2026-05-15T11:00:00.000Z',
    })
    expect((await read(token.id)).body).toEqual({ ...token, usage: [] })
    expect(await audited(token.id)).toMatchObject([
      { action: 'token.create', actor: { kind: 'session', user_id: customer.userId }, after: { name: 'CI' } },
    ])
  })

  test('201: an empty list means full access too; a list means that list', async () => {
    expect((await create({ name: 'a', scopes: [] })).body).toMatchObject({ scopes: [], full_access: true })
    const scopes = ['write:quotes', 'read:quotes']
    expect((await create({ name: 'b', scopes })).body).toMatchObject({ scopes, full_access: false })
    expect((await create({ name: 'c', scopes: patScopes })).body).toMatchObject({ full_access: false })
    expect((await create({ name: 'd', expires_at: null })).body).toMatchObject({ expires_at: null })
  })

  test('201: by a member, and by a token with full access', async () => {
    const staff = await app.member(owner, 'staff')
    const { secret } = await mintToken(app, staff)
    const reply = await app.call('POST', '/tokens', { as: bearer(secret), body: { name: 'child' } })
    expect(reply.status).toBe(201)
    expect((await read(reply.body.id, staff)).status).toBe(200)
  })

  test.each([
    ['null', null],
    ['a text', ''],
    ['an empty name', ['']],
    ['duplicates', ['read:quotes', 'read:quotes']],
    ['an unknown name', ['read:everything']],
    ['a trailing space', ['read:quotes ']],
    ['capitals', ['READ:QUOTES']],
    ['the word for full access', ['full_access']],
    ['a scope of keys', ['api']],
    ['10,000 entries', Array(10_000).fill('read:quotes')],
    ['an object', { 0: 'read:quotes' }],
    ['nested', [['read:quotes']]],
  ])('400: scopes as %s, and nothing is minted', async (_, scopes) => {
    const count = () => app.db.one({ text: 'SELECT count(*) AS n FROM tokens', values: [] })
    const before = await count()
    const reply = await create({ name: 'x', scopes })
    expect(reply).toMatchObject({ status: 400, body: { code: 'validation_failed' } })
    expect(reply.text.length).toBeLessThan(5_000)
    expect(await count()).toEqual(before)
  })

  test.each([
    ['no name', {}],
    ['an empty name', { name: '  ' }],
    ['a name with a line break', { name: 'a\nb' }],
    ['a name that is too long', { name: 'a'.repeat(121) }],
    ['an expiry now', { name: 'x', expires_at: '2026-05-15T11:00:00Z' }],
    ['an expiry in the past', { name: 'x', expires_at: '2020-01-01T00:00:00Z' }],
    ['an expiry that is no time', { name: 'x', expires_at: 'tomorrow' }],
    ['an expiry without a zone', { name: 'x', expires_at: '2030-01-01T00:00:00' }],
    ['an expiry past the year 9999', { name: 'x', expires_at: '9999-12-31T23:59:59-12:00' }],
    ['a number as expiry', { name: 'x', expires_at: 4_000_000_000 }],
  ])('400: %s', async (_, body) => {
    expect(await create(body)).toMatchObject({ status: 400, body: { code: 'validation_failed' } })
  })

  test('400: a token as a name', async () => {
    const { secret } = await mintToken(app, customer)
    expect(await create({ name: secret })).toMatchObject({
      status: 400,
      body: { code: 'credential_in_body' },
    })
  })

  test('403: without a role in the workspace', async () => {
    for (const role of [null, 'superuser', 'owner ', 'OWNER', 'admin,member']) {
      const person = await app.member(owner, 'staff')
      const { id } = await mintToken(app, person)
      await setRole(app.db, person, role)
      expect(await create({ name: 'x' }, person), String(role)).toMatchObject({
        status: 403,
        body: { code: 'membership_required' },
      })
      const rotation = await app.call('POST', `/tokens/${id}/rotate`, as(person))
      expect(rotation).toMatchObject({ status: 403, body: { code: 'membership_required' } })
      // What there is can still be seen and ended.
      expect((await read(id, person)).status).toBe(200)
      expect((await revoke(id, person)).status).toBe(204)
    }
  })
})

describe('who may', () => {
  const routes: [method: string, path: string, body?: object][] = [
    ['GET', '/tokens'],
    ['POST', '/tokens', { name: 'x' }],
    ['GET', '/tokens/{id}'],
    ['PATCH', '/tokens/{id}', { name: 'x' }],
    ['DELETE', '/tokens/{id}'],
    ['POST', '/tokens/{id}/rotate'],
  ]

  test.each(routes)('401: %s %s without a credential', async (method, path, body) => {
    const { id } = await mintToken(app, customer)
    expect(await app.call(method, path.replace('{id}', id), { body })).toMatchObject({
      status: 401,
      body: { code: 'unauthenticated' },
    })
  })

  test.each(routes)(
    '403: %s %s with a scoped token, also one with every scope',
    async (method, path, body) => {
      const { id, secret } = await mintToken(app, customer, { scopes: patScopes })
      const reply = await app.call(method, path.replace('{id}', id), { as: bearer(secret), body })
      expect(reply).toMatchObject({ status: 403, body: { code: 'insufficient_scope' } })
      expect(reply.headers['www-authenticate']).toContain('scope="full_access"')
      expect((await read(id)).body.name).toBe('Script')
    },
  )

  test.each(routes)('403: %s %s with a tenant key', async (method, path, body) => {
    const { id } = await mintToken(app, owner)
    const { secret } = await mintApiKey(app, owner, { scopes: ['api', 'admin'] })
    expect(await app.call(method, path.replace('{id}', id), { as: apiKey(secret), body })).toMatchObject({
      status: 403,
      body: { code: 'user_required' },
    })
  })

  test.each(routes.filter(([, path]) => path.includes('{id}')))(
    '404: %s %s of others, of nobody and with a malformed id are the same',
    async (method, path, body) => {
      const colleague = await mintToken(app, await app.customer((await slugOf(owner)) as string))
      const elsewhere = await mintToken(app, await app.owner('free', 'Another shop'))
      const wrong = [colleague.id, elsewhere.id, newId(clock.now()), 'nonsense', '1', '%00']
      for (const id of wrong) {
        const reply = await app.call(method, path.replace('{id}', id), { ...as(customer), body })
        expect(reply, id).toMatchObject({ status: 404, body: { code: 'not_found' } })
        expect({ ...reply.body, instance: '' }).toEqual(expectedNotFound)
      }
      expect(await alive(colleague.secret, elsewhere.secret)).toEqual([200, 200])
    },
  )

  const slugOf = async (person: Person) => (await app.call('GET', '/account', as(person))).body.workspace.slug
  const alive = (...secrets: string[]) =>
    Promise.all(secrets.map(async (s) => (await app.call('GET', '/token', { as: bearer(s) })).status))
  const expectedNotFound = {
    type: 'http://localhost:3000/docs/errors/not_found',
    title: 'Not found',
    status: 404,
    code: 'not_found',
    detail: 'There is nothing here that you can see.',
    instance: '',
  }

  test('403: a hand-made row without scopes and without the flag grants nothing', async () => {
    const { id, secret } = await mintToken(app, customer)
    await app.db.run({ text: 'UPDATE tokens SET full_access = false WHERE id = $1', values: [id] })
    expect((await app.call('GET', '/token', { as: bearer(secret) })).body).toMatchObject({
      scopes: [],
      full_access: false,
    })
    for (const path of ['/tokens', '/account'])
      expect(await app.call('GET', path, { as: bearer(secret) })).toMatchObject({
        status: 403,
        body: { code: 'insufficient_scope' },
      })
  })

  test('a role and a membership are those of this moment', async () => {
    const person = await app.member(owner, 'admin')
    const { secret } = await mintToken(app, person)
    const members = async () => (await app.call('GET', '/workspace/members', { as: bearer(secret) })).status
    const change = (text: string) =>
      app.services.access.transaction(app.db, [userTag(person.userId)], (tx) =>
        tx.run({ text, values: [person.userId] }),
      )
    expect(await members()).toBe(200)
    await change(`UPDATE user_organizations SET role = 'staff' WHERE user_id = $1`)
    expect(await members()).toBe(403)
    await change(`UPDATE user_organizations SET role = 'superuser' WHERE user_id = $1`)
    expect(await members()).toBe(403)
    await change(`UPDATE user_organizations SET role = 'manager' WHERE user_id = $1`)
    expect(await members()).toBe(200)
    await change('DELETE FROM user_organizations WHERE user_id = $1')
    expect(await members()).toBe(401)
  })

  test('a token stays in the workspace in which it was minted', async () => {
    const { id, secret } = await mintToken(app, customer)
    const other = await app.owner('free', 'Third shop')
    await app.db.run({
      text: `INSERT INTO user_organizations (user_id, workspace_id, role, created_at) VALUES ($1, $2, 'owner', now())`,
      values: [other.userId, customer.workspaceId],
    })
    await app.db.run({ text: 'UPDATE tokens SET user_id = $1 WHERE id = $2', values: [other.userId, id] })
    expect((await read(id, other)).status).toBe(404)
    const { body } = await app.call('GET', '/token', { as: bearer(secret) })
    expect(body).toMatchObject({ user_id: other.userId, workspace_id: customer.workspaceId })
  })
})

describe('the list', () => {
  test('200: own tokens, newest first, page by page', async () => {
    const person = await app.member(owner, 'staff')
    const minted: string[] = []
    for (const name of ['a', 'b', 'c', 'd', 'e']) minted.unshift((await create({ name }, person)).body.id)
    const seen: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const query: string = cursor === '' ? '' : `&cursor=${cursor}`
      const { body } = await app.call('GET', `/tokens?limit=2${query}`, as(person))
      expect(body.data.length).toBeLessThanOrEqual(2)
      seen.push(...body.data.map(({ id }: { id: string }) => id))
      cursor = body.next_cursor
    }
    expect(seen).toEqual(minted)
  })

  test('200: without the revoked, and expired ones with', async () => {
    const person = await app.member(owner, 'staff')
    const gone = await mintToken(app, person)
    const kept = await mintToken(app, person, { expires_at: new Date(clock.now().getTime() + 1_000) })
    await revoke(gone.id, person)
    clock.advance(2_000)
    const { body } = await app.call('GET', '/tokens', as(person))
    expect(body.data.map(({ id }: { id: string }) => id)).toEqual([kept.id])
  })

  test('200: by a part of the name, in which % and _ stand for themselves', async () => {
    const person = await app.member(owner, 'staff')
    for (const name of ['Deploy', 'deploy_2', 'Report 100%', 'C:\\temp', 'Müller'])
      await create({ name }, person)
    const named = async (part: string) => {
      const { body } = await app.call('GET', `/tokens?name=${encodeURIComponent(part)}`, as(person))
      return body.data.map(({ name }: { name: string }) => name)
    }
    expect(await named('EPLO')).toEqual(['deploy_2', 'Deploy'])
    expect(await named('y_')).toEqual(['deploy_2'])
    expect(await named('%')).toEqual(['Report 100%'])
    expect(await named('\\')).toEqual(['C:\\temp'])
    expect(await named('MÜ')).toEqual(['Müller'])
    expect(await named('')).toHaveLength(5)
    expect(await named('nothing of that')).toEqual([])
  })

  test.each(['limit=0', 'limit=201', 'limit=x', 'name=%00', 'unknown=1', 'workspace_id=1'])(
    '400: ?%s',
    async (query) => {
      const reply = await app.call('GET', `/tokens?${query}`, as(customer))
      expect(reply).toMatchObject({ status: 400, body: { code: 'validation_failed' } })
    },
  )

  test.each(['x', encodeCursor("' OR 1=1"), encodeCursor('1')])(
    '400: a made-up cursor %s',
    async (cursor) => {
      const reply = await app.call('GET', `/tokens?cursor=${cursor}`, as(customer))
      expect(reply).toMatchObject({ status: 400, body: { code: 'invalid_cursor' } })
    },
  )
})

describe('changing', () => {
  test('200: renames and gives another list', async () => {
    const { id, secret } = await mintToken(app, customer, { scopes: ['read:quotes'] })
    const reply = await patch(id, { name: 'New', scopes: ['read:cad'] })
    expect(reply).toMatchObject({ status: 200, body: { id, name: 'New', scopes: ['read:cad'] } })
    expect(reply.body).not.toHaveProperty('secret')
    expect((await read(id)).body).toEqual({ ...reply.body, usage: expect.any(Array) })
    expect((await app.call('GET', '/token', { as: bearer(secret) })).body.scopes).toEqual(['read:cad'])
    expect(await audited(id)).toMatchObject([
      { action: 'token.create' },
      {
        action: 'token.update',
        before: { name: 'Script', scopes: ['read:quotes'] },
        after: { name: 'New', scopes: ['read:cad'] },
      },
    ])
  })

  test('200: a list ends full access; nothing gives it back', async () => {
    const { id } = await mintToken(app, customer)
    expect((await patch(id, { name: 'Still full' })).body).toMatchObject({ full_access: true })
    expect((await patch(id, { scopes: ['read:cad'] })).body).toMatchObject({ full_access: false })
    expect((await patch(id, { scopes: [] })).status).toBe(400)
    expect((await read(id)).body).toMatchObject({ scopes: ['read:cad'], full_access: false })
  })

  test('200: an empty change changes nothing and is not audited', async () => {
    const { id } = await mintToken(app, customer)
    expect(await patch(id, {})).toMatchObject({ status: 200, body: { id } })
    expect(await audited(id)).toHaveLength(1)
  })

  test.each([
    { scopes: [] },
    { scopes: null },
    { scopes: [''] },
    { scopes: ['read:cad', 'read:cad'] },
    { scopes: ['read:cad '] },
    { name: '' },
    { name: null },
  ])('400: %j', async (body) => {
    const { id } = await mintToken(app, customer, { scopes: ['read:quotes'] })
    expect(await patch(id, body)).toMatchObject({ status: 400, body: { code: 'validation_failed' } })
    expect((await read(id)).body).toMatchObject({
      name: 'Script',
      scopes: ['read:quotes'],
      full_access: false,
    })
  })
})

describe('revoking', () => {
  test('204: then it is gone for everybody', async () => {
    const { id, secret } = await mintToken(app, customer)
    const reply = await revoke(id)
    expect([reply.status, reply.text]).toEqual([204, ''])
    expect((await app.call('GET', '/token', { as: bearer(secret) })).status).toBe(401)
    expect((await read(id)).status).toBe(404)
    expect((await patch(id, { name: 'x' })).status).toBe(404)
    expect((await revoke(id)).status).toBe(404)
    expect(await audited(id)).toMatchObject([{ action: 'token.create' }, { action: 'token.revoke' }])
  })

  test('204: a token ends itself', async () => {
    const { id, secret } = await mintToken(app, customer)
    expect((await app.call('DELETE', `/tokens/${id}`, { as: bearer(secret) })).status).toBe(204)
    expect((await app.call('GET', '/token', { as: bearer(secret) })).status).toBe(401)
  })
})
