import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Person, startTestApp, type TestApp } from '../../../test/harness/app.ts'
import { apiKey, bearer, mintApiKey, mintToken } from '../../../test/harness/credentials.ts'
import { takeClaim } from '../../db/idempotency-store.ts'
import type { Actor, UserPrincipal } from '../../domain/access/principal.ts'
import type { IdempotencyClaim } from '../../domain/idempotency.ts'
import { sha256 } from '../../platform/crypto.ts'
import { newId } from '../../platform/ids.ts'

let app: TestApp
let owner: Person

beforeAll(async () => {
  app = await startTestApp({ start: false })
  owner = await app.owner()
})

afterAll(() => app.close())

const call = (method: string, path: string, body?: unknown) =>
  app.call(method, path, { as: owner.credential, body })

/** Everything that these tables hold, as text. */
async function dump(): Promise<string> {
  const tables = ['tokens', 'api_keys', 'audit_log', 'users', 'sessions', 'workspaces', 'idempotency_keys']
  const texts = tables.map((table) =>
    app.db.one<{ text: string }>({
      text: `SELECT coalesce(string_agg(t::text, ' '), '') AS text FROM ${table} t`,
      values: [],
    }),
  )
  return (await Promise.all(texts)).map(({ text }) => text).join('\n')
}

describe('a secret is in the answer that makes it and nowhere else', () => {
  const answers: string[] = []
  const secrets: string[] = []

  beforeAll(async () => {
    const made = [
      await call('POST', '/tokens', { name: 'a' }),
      await call('POST', '/tokens', { name: 'b', scopes: ['read:cad'] }),
      await call('POST', '/api-keys', { name: 'c', environment: 'production', scopes: ['api'] }),
    ]
    const [first, second, key] = made.map(({ body }) => body)
    made.push(await call('POST', `/tokens/${first.id}/rotate`, { grace_seconds: 60 }))
    for (const reply of made)
      expect(reply).toMatchObject({ status: 201, headers: { 'cache-control': 'no-store' } })
    secrets.push(...made.map(({ body }) => body.secret))
    const others = [
      await call('GET', '/tokens'),
      await call('GET', `/tokens/${second.id}`),
      await call('PATCH', `/tokens/${second.id}`, { name: 'renamed' }),
      await call('GET', '/api-keys'),
      await call('GET', `/api-keys/${key.id}`),
      await call('PATCH', `/api-keys/${key.id}`, { name: 'renamed' }),
      // Refused ones: what was sent must not come back either.
      await call('POST', '/tokens', { name: 'x', scopes: [secrets[0]] }),
      await call('POST', '/tokens', { name: secrets[0] }),
      await call('GET', `/tokens?name=${secrets[0]}`),
      await call('GET', `/tokens/${secrets[0]}`),
      await call('POST', '/tokens/report-leak', { token: secrets[1] }),
      await app.call('GET', '/token', { as: bearer(secrets[0] ?? '') }),
      await app.call('GET', '/workspace', { as: apiKey(secrets[2] ?? '') }),
      await call('DELETE', `/api-keys/${key.id}`),
    ]
    answers.push(...others.map(({ text, headers }) => text + JSON.stringify(headers)))
  })

  const leaks = (text: string) => ({
    secrets: secrets.filter((secret) => text.includes(secret.slice(4))),
    forms: text.match(/(pat|fwk)_[0-9a-f]{64}/g),
  })
  const nothing = { secrets: [], forms: null }

  test('not in other answers', () => {
    expect(leaks(answers.join('\n'))).toEqual(nothing)
  })

  test('not in the database', async () => {
    expect(leaks(await dump())).toEqual(nothing)
  })

  test('not in the log', () => {
    expect(app.logLines.length).toBeGreaterThan(10)
    expect(leaks(app.logLines.join('\n'))).toEqual(nothing)
  })

  test('answers show no hash', () => {
    const text = answers.join('\n')
    for (const secret of secrets)
      for (const encoding of ['hex', 'base64', 'base64url'] as const)
        expect(text).not.toContain(sha256(secret).toString(encoding))
    expect(text).not.toMatch(/hash/)
  })
})

describe('what is kept to answer an Idempotency-Key again', () => {
  const actorWith = async (claim: IdempotencyClaim): Promise<Actor<UserPrincipal>> => {
    const secret = String(owner.credential.cookie).replace(/^[^=]*=/, '')
    const principal = await app.services.accounts.authenticate(secret)
    if (principal === null) throw new Error('the owner is signed out')
    return { principal, address: '127.0.0.1', claim }
  }

  test.each([
    ['a token', (actor: Actor<UserPrincipal>) => app.services.tokens.create(actor, { name: 'once' })],
    [
      'a rotation',
      async (actor: Actor<UserPrincipal>) =>
        app.services.tokens.rotate(actor, (await mintToken(app, owner)).id, { grace_seconds: 0 }),
    ],
    [
      'a tenant key',
      (actor: Actor<UserPrincipal>) =>
        app.services.apiKeys.create(actor, { name: 'once', environment: 'production', scopes: ['api'] }),
    ],
  ])('%s: the record without its secret', async (what, make) => {
    const claim = {
      id: sha256(what),
      workspaceId: owner.workspaceId,
      attempt: newId(new Date()),
      status: 201,
      fingerprint: sha256('body'),
    }
    expect(await takeClaim(app.db, claim, new Date())).toBe(true)
    const { secret, ...record } = await make(await actorWith(claim))
    const kept = await app.db.one<{ status: number; body: string }>({
      text: 'SELECT status, body FROM idempotency_keys WHERE id = $1',
      values: [claim.id],
    })
    expect({ ...kept, body: JSON.parse(kept.body) }).toEqual({ status: 201, body: record })
    expect(await dump()).not.toContain(secret.slice(4))
  })
})

describe('members that nobody may set', () => {
  const forbidden = [
    'id',
    'workspace_id',
    'user_id',
    'role',
    'plan',
    'full_access',
    'status',
    'created_by',
    'created_at',
    'secret',
    'secret_hash',
    'prefix',
    'last_used_at',
    'revoked_at',
    'replaced_by',
    '__proto__',
    'constructor',
  ]
  const row = (table: string, id: string) =>
    app.db.one({ text: `SELECT * FROM ${table} WHERE id = $1`, values: [id] })
  const count = (table: string) => app.db.one({ text: `SELECT count(*) AS n FROM ${table}`, values: [] })
  /** As JSON text, in which `__proto__` is a member like any other. */
  const withMember = (base: object, member: string, value: string) =>
    JSON.parse(`${JSON.stringify(base).slice(0, -1)},"${member}":${value}}`)

  describe.each([
    {
      table: 'tokens',
      path: '/tokens',
      input: { name: 'x' },
      mint: mintToken,
    },
    {
      table: 'api_keys',
      path: '/api-keys',
      input: { name: 'x', environment: 'production', scopes: ['api'] },
      mint: mintApiKey,
    },
  ])('$table', ({ table, path, input, mint }) => {
    test.each(forbidden)('400: POST with %s makes nothing', async (member) => {
      const before = await count(table)
      const reply = await call('POST', path, withMember(input, member, '"x"'))
      expect(reply.status).toBe(400)
      expect(await count(table)).toEqual(before)
    })

    test('400: PATCH with any of them leaves the row as it was', async () => {
      const { id } = await mint(app, owner)
      const before = await row(table, id)
      for (const member of [...forbidden, 'expires_at']) {
        const body = withMember({ name: 'other' }, member, 'true')
        expect((await call('PATCH', `${path}/${id}`, body)).status, member).toBe(400)
      }
      expect(await row(table, id)).toEqual(before)
    })
  })

  test('400: rotating with any of them', async () => {
    const { id } = await mintToken(app, owner)
    const before = await row('tokens', id)
    for (const member of [...forbidden, 'scopes', 'expires_at', 'name']) {
      const body = withMember({ grace_seconds: 0 }, member, '[]')
      expect((await call('POST', `/tokens/${id}/rotate`, body)).status, member).toBe(400)
    }
    expect(await row('tokens', id)).toEqual(before)
  })

  test('400: bulk revoking with any of them', async () => {
    const { id } = await mintApiKey(app, owner)
    for (const member of forbidden)
      expect(
        (await call('POST', '/api-keys/revoke', withMember({ ids: [id] }, member, '1'))).status,
        member,
      ).toBe(400)
    expect(await row('api_keys', id)).toMatchObject({ id })
  })
})
