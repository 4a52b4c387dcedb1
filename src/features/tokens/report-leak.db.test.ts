import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Credential, type Person, startTestApp, type TestApp } from '../../../test/harness/app.ts'
import { apiKey, bearer, mintApiKey, mintToken, unknownSecret } from '../../../test/harness/credentials.ts'

let app: TestApp
let owner: Person

beforeAll(async () => {
  app = await startTestApp({ start: false })
  owner = await app.owner()
})

afterAll(() => app.close())

const report = (body: unknown, as: Credential = {}) => app.call('POST', '/tokens/report-leak', { as, body })
const statusOf = async (as: Credential) => (await app.call('GET', '/token', { as })).status
const lastAudit = (subject: string) =>
  app.db.rows({
    text: 'SELECT action, actor FROM audit_log WHERE subject = $1 ORDER BY id DESC LIMIT 1',
    values: [subject],
  })
const accepted = { status: 202, text: '{}' }

test('202: a personal access token ends, by whoever has it', async () => {
  const { id, secret } = await mintToken(app, owner)
  expect(await statusOf(bearer(secret))).toBe(200)
  expect(await report({ token: secret })).toMatchObject(accepted)
  expect(await statusOf(bearer(secret))).toBe(401)
  expect((await app.call('GET', `/tokens/${id}`, { as: owner.credential })).status).toBe(404)
  expect(await lastAudit(id)).toEqual([
    {
      action: 'token.report_leak',
      actor: { kind: 'pat', user_id: owner.userId, token_id: id, address: '127.0.0.1' },
    },
  ])
})

test('202: a tenant key ends, and the audit log keeps that it was', async () => {
  const { id, secret } = await mintApiKey(app, owner)
  expect(await statusOf(apiKey(secret))).toBe(200)
  expect(await report({ token: secret })).toMatchObject(accepted)
  expect(await statusOf(apiKey(secret))).toBe(401)
  expect(await lastAudit(id)).toEqual([
    { action: 'api_key.report_leak', actor: { kind: 'api_key', key_id: id, address: '127.0.0.1' } },
  ])
})

test('202: with space around it, as copied from somewhere', async () => {
  const { secret } = await mintToken(app, owner)
  expect(await report({ token: ` ${secret}\n` })).toMatchObject(accepted)
  expect(await statusOf(bearer(secret))).toBe(401)
})

test('202: reported with the leaked token itself, or by a scoped one', async () => {
  const leaked = await mintToken(app, owner)
  expect(await report({ token: leaked.secret }, bearer(leaked.secret))).toMatchObject(accepted)
  expect(await statusOf(bearer(leaked.secret))).toBe(401)
})

test('202: a token in its grace ends; the child lives', async () => {
  const old = await mintToken(app, owner)
  const child = await app.call('POST', `/tokens/${old.id}/rotate`, {
    as: owner.credential,
    body: { grace_seconds: 60 },
  })
  await report({ token: old.secret })
  expect(await statusOf(bearer(old.secret))).toBe(401)
  expect(await statusOf(bearer(child.body.secret))).toBe(200)
})

test('202: the same for what is unknown, revoked or junk, and nothing changes', async () => {
  const alive = await mintToken(app, owner)
  const revoked = await mintToken(app, owner)
  await report({ token: revoked.secret })
  const audits = () => app.db.one({ text: 'SELECT count(*) AS n FROM audit_log', values: [] })
  const before = await audits()
  const texts = [unknownSecret('pat'), unknownSecret('fwk'), revoked.secret, '', 'junk', 'x'.repeat(100_000)]
  for (const token of texts) expect(await report({ token })).toMatchObject(accepted)
  expect(await audits()).toEqual(before)
  expect(await statusOf(bearer(alive.secret))).toBe(200)
})

test('202: junk costs no query', async () => {
  const before = app.db.statementCount
  await report({ token: `pat_${'0'.repeat(64)}` })
  expect(app.db.statementCount).toBe(before)
})

test('202: two reports at once end it once', async () => {
  const { id, secret } = await mintToken(app, owner)
  const replies = await Promise.all([report({ token: secret }), report({ token: secret })])
  expect(replies.map(({ status }) => status)).toEqual([202, 202])
  const rows = await app.db.rows({
    text: `SELECT id FROM audit_log WHERE subject = $1 AND action = 'token.report_leak'`,
    values: [id],
  })
  expect(rows).toHaveLength(1)
})

test.each([{}, { token: 1 }, { token: null }, { token: ['x'] }, { token: 'x', id: 'y' }, []])(
  '400: %j',
  async (body) => {
    expect(await report(body)).toMatchObject({ status: 400, body: { code: 'validation_failed' } })
  },
)

test('400: a token in another member is refused and lives on', async () => {
  const { secret } = await mintToken(app, owner)
  expect(await report({ note: secret, token: 'x' })).toMatchObject({
    status: 400,
    body: { code: 'credential_in_body' },
  })
  expect(await statusOf(bearer(secret))).toBe(200)
})
