import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Person, startTestApp, type TestApp } from '../../../test/harness/app.ts'
import { bearer, mintToken } from '../../../test/harness/credentials.ts'
import { ManualClock } from '../../platform/clock.ts'
import { userTag } from '../credentials/index.ts'
import { endTokensOfMembership } from './index.ts'

const clock = new ManualClock('2026-05-15T11:00:00Z')
let app: TestApp
let customer: Person

beforeAll(async () => {
  app = await startTestApp({ clock, start: false })
  await app.owner()
  customer = await app.customer()
})

afterAll(() => app.close())

const inSeconds = (seconds: number) => new Date(clock.now().getTime() + seconds * 1_000).toISOString()
const rotate = (id: string, body?: object) =>
  app.call('POST', `/tokens/${id}/rotate`, { as: customer.credential, body })
const read = (id: string) => app.call('GET', `/tokens/${id}`, { as: customer.credential })
const statusOf = async (secret: string) => (await app.call('GET', '/token', { as: bearer(secret) })).status
const inactive = { status: 409, body: { code: 'token_inactive' } }

test('201: a child with a secret of its own; without a grace the old one ends at once', async () => {
  const expires_at = inSeconds(3_600)
  const old = await mintToken(app, customer, { name: 'CI', scopes: ['read:cad'], expires_at })
  expect(await statusOf(old.secret)).toBe(200)
  clock.advance(1_000)
  const reply = await rotate(old.id)
  expect(reply.status).toBe(201)
  const { id, secret, ...child } = reply.body
  expect(id).not.toBe(old.id)
  expect(child).toEqual({
    name: 'CI',
    scopes: ['read:cad'],
    full_access: false,
    prefix: secret.slice(0, 12),
    expires_at,
    last_used_at: null,
    last_used_address: null,
    created_at: clock.now().toISOString(),
  })
  expect([await statusOf(old.secret), await statusOf(secret)]).toEqual([401, 200])
  expect((await read(old.id)).status).toBe(404)
  expect((await read(id)).status).toBe(200)
})

test('201: a full-access token stays one, also when it rotates itself', async () => {
  const old = await mintToken(app, customer)
  const reply = await app.call('POST', `/tokens/${old.id}/rotate`, { as: bearer(old.secret) })
  expect(reply).toMatchObject({ status: 201, body: { scopes: [], full_access: true } })
  expect([await statusOf(old.secret), await statusOf(reply.body.secret)]).toEqual([401, 200])
})

test('201: with a grace both work until it is over', async () => {
  const old = await mintToken(app, customer)
  const { id, secret } = (await rotate(old.id, { grace_seconds: 600 })).body
  expect([await statusOf(old.secret), await statusOf(secret)]).toEqual([200, 200])
  expect((await read(old.id)).body.expires_at).toBe(inSeconds(600))
  expect((await read(id)).body.expires_at).toBeNull()
  clock.advance(599_000)
  expect([await statusOf(old.secret), await statusOf(secret)]).toEqual([200, 200])
  clock.advance(1_000)
  expect([await statusOf(old.secret), await statusOf(secret)]).toEqual([401, 200])
  const { body } = await app.call('GET', '/tokens?limit=200', { as: customer.credential })
  const listed = body.data.map((token: { id: string }) => token.id)
  expect([listed.includes(old.id), listed.includes(id)]).toEqual([false, true])
  expect((await read(old.id)).status).toBe(404)
})

test('201: the old one never outlives its own expiry', async () => {
  const expires_at = inSeconds(60)
  const old = await mintToken(app, customer, { expires_at })
  const child = (await rotate(old.id, { grace_seconds: 600 })).body
  expect((await read(old.id)).body.expires_at).toBe(expires_at)
  expect(child.expires_at).toBe(expires_at)
  clock.advance(59_000)
  expect(await statusOf(old.secret)).toBe(200)
  clock.advance(2_000)
  expect([await statusOf(old.secret), await statusOf(child.secret)]).toEqual([401, 401])
})

test('204: revoking the old one ends its grace and leaves the child', async () => {
  const old = await mintToken(app, customer)
  const child = (await rotate(old.id, { grace_seconds: 600 })).body
  const reply = await app.call('DELETE', `/tokens/${old.id}`, { as: customer.credential })
  expect(reply.status).toBe(204)
  expect([await statusOf(old.secret), await statusOf(child.secret)]).toEqual([401, 200])
})

test('409: one that is replaced, also while its grace lasts', async () => {
  const first = await mintToken(app, customer)
  const second = (await rotate(first.id)).body
  expect(await rotate(first.id)).toMatchObject(inactive)
  await rotate(second.id, { grace_seconds: 60 })
  expect(await rotate(second.id)).toMatchObject(inactive)
  expect(await statusOf(second.secret)).toBe(200)
})

test('409: one that is revoked or expired', async () => {
  const revoked = await mintToken(app, customer)
  await app.call('DELETE', `/tokens/${revoked.id}`, { as: customer.credential })
  expect(await rotate(revoked.id)).toMatchObject(inactive)
  const expired = await mintToken(app, customer, { expires_at: inSeconds(1) })
  clock.advance(1_000)
  expect(await rotate(expired.id)).toMatchObject(inactive)
})

test('409: the second of two rotations at once; there is one child', async () => {
  for (let round = 0; round < 10; round++) {
    const name = `twice ${round}`
    const old = await mintToken(app, customer, { name })
    const replies = await Promise.all([rotate(old.id), rotate(old.id, { grace_seconds: 60 }), rotate(old.id)])
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 409, 409])
    const family = await app.db.rows({ text: 'SELECT id FROM tokens WHERE name = $1', values: [name] })
    expect(family).toHaveLength(2)
  }
})

test.each([
  { grace_seconds: -1 },
  { grace_seconds: 1.5 },
  { grace_seconds: '60' },
  { grace_seconds: null },
  { grace_seconds: 604_801 },
  { grace: 60 },
  { scopes: [] },
])('400: %j', async (body) => {
  const { id, secret } = await mintToken(app, customer)
  expect(await rotate(id, body)).toMatchObject({ status: 400, body: { code: 'validation_failed' } })
  expect(await statusOf(secret)).toBe(200)
})

test('the audit log names parent and child', async () => {
  const old = await mintToken(app, customer)
  const child = (await rotate(old.id, { grace_seconds: 60 })).body
  const rows = await app.db.rows({
    text: `SELECT action, after FROM audit_log WHERE subject = $1 AND action = 'token.rotate'`,
    values: [old.id],
  })
  expect(rows).toEqual([
    { action: 'token.rotate', after: { replaced_by: child.id, works_until: inSeconds(60) } },
  ])
})

test('401: tokens end with the membership, and a later one does not bring them back', async () => {
  const person = await app.customer()
  const owner = { userId: person.userId, workspaceId: person.workspaceId }
  const token = await mintToken(app, person)
  const other = await mintToken(app, customer)
  const membership = [person.userId, person.workspaceId]
  await app.services.access.transaction(app.db, [userTag(person.userId)], async (tx) => {
    await tx.run({
      text: 'DELETE FROM user_organizations WHERE user_id = $1 AND workspace_id = $2',
      values: membership,
    })
    await endTokensOfMembership(tx, owner, clock.now())
  })
  expect([await statusOf(token.secret), await statusOf(other.secret)]).toEqual([401, 200])
  await app.db.run({
    text: `INSERT INTO user_organizations (user_id, workspace_id, role, created_at) VALUES ($1, $2, 'customer', now())`,
    values: membership,
  })
  expect(await statusOf(token.secret)).toBe(401)
})
