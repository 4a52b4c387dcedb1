import { beforeAll, describe, expect, test } from 'vitest'
import {
  type Credential,
  type Person,
  setRole,
  startTestApp,
  type TestApp,
} from '../../../test/harness/app.ts'
import { apiKey, bearer, mintApiKey, mintToken } from '../../../test/harness/credentials.ts'
import { memberRoles } from '../../domain/access/roles.ts'

let shop: TestApp
let owner: Person
let customer: Person
let other: Person
const members = {} as Record<(typeof memberRoles)[number], Person>
let adminKey: Credential
let recordsKey: Credential

beforeAll(async () => {
  shop = await startTestApp({ environment: { FABWIRE_WORKSPACE_SIGNUP: 'open' } })
  owner = await shop.owner('enterprise', 'Fab')
  customer = await shop.customer()
  other = await shop.owner('enterprise', 'Other')
  for (const role of memberRoles) members[role] = role === 'owner' ? owner : await shop.member(owner, role)
  adminKey = apiKey((await mintApiKey(shop, owner, { scopes: ['admin'] })).secret)
  recordsKey = apiKey((await mintApiKey(shop, owner, { scopes: ['api'] })).secret)
  return () => shop.close()
})

const read = (as: Credential, path = '/workspace') => shop.call('GET', path, { as })
const patch = (as: Credential, body: object) => shop.call('PATCH', '/workspace', { as, body })
const row = (id: string) => shop.db.one({ text: 'SELECT * FROM workspaces WHERE id = $1', values: [id] })
const svg = `data:image/svg+xml;base64,${btoa('<svg onload="alert(1)"/>')}`

describe('GET /workspace', () => {
  test('200: every member, and a key with admin', async () => {
    const fab = await read(owner.credential)
    expect(fab.body).toEqual({
      id: owner.workspaceId,
      name: 'Fab',
      slug: 'fab',
      plan: 'enterprise',
      time_zone: 'UTC',
      currency: 'USD',
      mark_paid_allowed: false,
      letterhead: {},
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    })
    for (const as of [...Object.values(members).map((member) => member.credential), adminKey])
      expect((await read(as)).body).toEqual(fab.body)
  })

  test('200: each sees its own', async () => {
    expect((await read(other.credential)).body).toMatchObject({ id: other.workspaceId, name: 'Other' })
  })

  test('403: a customer, a scoped token, a key without admin', async () => {
    expect((await read(customer.credential)).body.code).toBe('role_required')
    const scoped = await mintToken(shop, owner, { scopes: ['admin:account', 'read:projects'] })
    expect((await read(bearer(scoped.secret))).body).toMatchObject({
      code: 'insufficient_scope',
      scope: 'full_access',
    })
    expect((await read(recordsKey)).body).toMatchObject({ code: 'insufficient_scope', scope: 'admin' })
  })

  test('401: nobody', async () => {
    expect((await read({})).body.code).toBe('unauthenticated')
  })
})

describe('PATCH /workspace', () => {
  test('200: the whole record, with what changed', async () => {
    const before = (await read(owner.credential)).body
    const changes = {
      name: 'Fab & Söhne',
      time_zone: 'Europe/Berlin',
      currency: 'EUR',
      mark_paid_allowed: true,
      letterhead: { address: 'Hauptstr. 1\n10115 Berlin', tax_number: 'DE1' },
    }
    const reply = await patch(owner.credential, changes)
    expect(reply.status).toBe(200)
    expect(reply.body).toEqual({ ...before, ...changes })
    expect((await read(owner.credential)).body).toEqual(reply.body)
  })

  test('200: an admin, an admin’s token with full access, and a key with admin', async () => {
    const { secret } = await mintToken(shop, members.admin)
    for (const [index, as] of [members.admin.credential, bearer(secret), adminKey].entries())
      expect((await patch(as, { name: `Fab ${index}` })).body.name).toBe(`Fab ${index}`)
  })

  test('200: a logo, of which the audit log keeps what it is', async () => {
    const logo = 'data:image/png;base64,iVBORw0KGgoAAAANSUhEUg=='
    expect((await patch(owner.credential, { letterhead: { logo } })).body.letterhead).toEqual({ logo })
    await patch(owner.credential, { letterhead: {} })
    const lines = await shop.db.rows<{ before: object; after: object }>({
      text: 'SELECT before, after FROM audit_log WHERE subject = $1 ORDER BY id DESC LIMIT 2',
      values: [owner.workspaceId],
    })
    const kept = { letterhead: { logo: 'image/png, 16 bytes' } }
    expect(lines).toMatchObject([{ before: kept, after: { letterhead: {} } }, { after: kept }])
  })

  test('200: nothing to change is no change, and no line in the audit log', async () => {
    const lines = () => shop.db.one({ text: 'SELECT count(*)::int AS n FROM audit_log', values: [] })
    const [before, count] = [await row(owner.workspaceId), await lines()]
    expect((await patch(owner.credential, {})).status).toBe(200)
    expect(await row(owner.workspaceId)).toEqual(before)
    expect(await lines()).toEqual(count)
  })

  test('403: managers, staff, customers, other keys; nothing changes', async () => {
    const before = await row(owner.workspaceId)
    for (const as of [members.manager.credential, members.staff.credential, customer.credential])
      expect((await patch(as, { name: 'Mine' })).body).toMatchObject({ status: 403, code: 'role_required' })
    expect((await patch(recordsKey, { name: 'Mine' })).body.code).toBe('insufficient_scope')
    expect(await row(owner.workspaceId)).toEqual(before)
  })

  test.each<[string, object, string]>([
    ['an empty name', { name: '' }, 'name'],
    ['a time zone that is none', { time_zone: 'Mars/Olympus' }, 'time_zone'],
    ['an offset as a time zone', { time_zone: '+05:30' }, 'time_zone'],
    ['a currency that is none', { currency: 'XXZ' }, 'currency'],
    ['a currency in lower case', { currency: 'eur' }, 'currency'],
    ['a plan that is none', { plan: 'gold' }, 'plan'],
    ['a yes that is no truth value', { mark_paid_allowed: 'yes' }, 'mark_paid_allowed'],
    ['a letterhead with more', { letterhead: { slogan: 'x' } }, 'letterhead.slogan'],
    ['a logo that is none', { letterhead: { logo: 'https://example.com/x.png' } }, 'letterhead.logo'],
    ['a drawing with scripts', { letterhead: { logo: svg } }, 'letterhead.logo'],
    ['NUL in the letterhead', { letterhead: { address: 'a\u0000' } }, 'letterhead.address'],
    ['half a character in the letterhead', { letterhead: { address: '\udc00' } }, 'letterhead.address'],
    ...['id', 'workspace_id', 'slug', 'created_at', 'role', 'status', 'user_id', 'full_access', 'scopes'].map(
      (member): [string, object, string] => [
        `${member}, which is not for changing`,
        { [member]: 'x' },
        member,
      ],
    ),
  ])('400: %s', async (_, body, path) => {
    const before = await row(owner.workspaceId)
    const reply = await patch(owner.credential, body)
    expect(reply.body).toMatchObject({ status: 400, code: 'validation_failed', errors: [{ path }] })
    expect(await row(owner.workspaceId)).toEqual(before)
  })

  test('400: __proto__ and constructor', async () => {
    for (const payload of ['{"__proto__": {"plan": "pro"}}', '{"constructor": {"prototype": {}}}']) {
      const reply = await shop.app.inject({
        method: 'PATCH',
        url: '/api/workspace',
        headers: { ...owner.credential, origin: 'http://localhost:3000', 'content-type': 'application/json' },
        payload,
      })
      expect(reply.statusCode).toBe(400)
    }
  })

  test('403 csrf_refused: with a cookie from elsewhere; 200: with a bearer from anywhere', async () => {
    const headers = { origin: 'https://evil.example' }
    const change = (as: Credential) =>
      shop.call('PATCH', '/workspace', { as, body: { name: 'Fab' }, headers })
    expect((await change(owner.credential)).body.code).toBe('csrf_refused')
    expect((await change(bearer((await mintToken(shop, owner)).secret))).status).toBe(200)
  })

  test('the audit log keeps who changed what from what to what', async () => {
    const { body } = await patch(members.admin.credential, { name: 'Audited', currency: 'CHF' })
    expect(body.name).toBe('Audited')
    const line = await shop.db.one({
      text: 'SELECT * FROM audit_log WHERE workspace_id = $1 ORDER BY id DESC LIMIT 1',
      values: [owner.workspaceId],
    })
    expect(line).toMatchObject({
      action: 'workspace.update',
      subject: owner.workspaceId,
      actor: { kind: 'session', user_id: members.admin.userId, address: '127.0.0.1' },
      before: { name: 'Fab', currency: 'EUR' },
      after: { name: 'Audited', currency: 'CHF' },
    })
  })
})

describe('the plan', () => {
  const setPlan = (as: Credential, plan: string) => patch(as, { plan })

  test('200: only the owner changes it, by session or by a token with full access', async () => {
    const { secret } = await mintToken(shop, owner)
    expect((await setPlan(owner.credential, 'pro')).body.plan).toBe('pro')
    expect((await setPlan(bearer(secret), 'enterprise')).body.plan).toBe('enterprise')
  })

  test('403 role_required: an admin, and a key with admin, even to what it is; nothing else changes either', async () => {
    const before = await row(owner.workspaceId)
    for (const as of [members.admin.credential, adminKey])
      for (const plan of ['free', 'enterprise']) {
        const reply = await patch(as, { plan, name: 'Half' })
        expect(reply.body).toMatchObject({ status: 403, code: 'role_required' })
      }
    expect(await row(owner.workspaceId)).toEqual(before)
  })

  test('a downgrade suspends the keys at once and as a whole, an upgrade resumes them', async () => {
    for (const plan of ['pro', 'standard', 'free']) {
      expect((await setPlan(owner.credential, plan)).body.plan).toBe(plan)
      for (const key of [adminKey, recordsKey])
        for (const path of ['/token', '/workspace', '/workspace/members'])
          expect((await read(key, path)).body).toMatchObject({
            status: 403,
            code: 'plan_required',
            required_plan: 'enterprise',
          })
    }
    await setPlan(owner.credential, 'enterprise')
    expect((await read(adminKey)).status).toBe(200)
  })

  test('the audit log names it', async () => {
    await setPlan(owner.credential, 'standard')
    const line = await shop.db.one({
      text: 'SELECT * FROM audit_log WHERE workspace_id = $1 ORDER BY id DESC LIMIT 1',
      values: [owner.workspaceId],
    })
    expect(line).toMatchObject({
      action: 'workspace.plan',
      before: { plan: 'enterprise' },
      after: { plan: 'standard' },
    })
    await setPlan(owner.credential, 'enterprise')
  })

  test('of two changes at once each sees what the other left', async () => {
    const replies = await Promise.all(
      ['free', 'enterprise', 'pro', 'enterprise'].map((plan) => setPlan(owner.credential, plan)),
    )
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    const lines = await shop.db.rows<{ before: { plan: string }; after: { plan: string } }>({
      text: "SELECT before, after FROM audit_log WHERE workspace_id = $1 AND before ? 'plan' ORDER BY id",
      values: [owner.workspaceId],
    })
    lines.reduce((plan, line) => {
      expect(line.before.plan).toBe(plan)
      return line.after.plan
    }, 'free')
    await setPlan(owner.credential, 'enterprise')
  })
})

describe.each([
  ['/workspace/members', () => [owner, members.admin, members.manager, members.staff]],
  ['/workspace/customers', () => [customer]],
] as const)('GET %s', (path, group) => {
  test('200: those of this workspace, newest first', async () => {
    const reply = await read(owner.credential, path)
    expect(reply.status).toBe(200)
    const ids = reply.body.data.map(({ user_id }: { user_id: number }) => user_id)
    expect(ids).toEqual(
      group()
        .map(({ userId }) => userId)
        .sort((a, b) => b - a),
    )
    expect(reply.body.next_cursor).toBeNull()
    const { user_id, name, email, role, created_at } = reply.body.data[0]
    for (const text of [name, email, role, created_at]) expect(text).toEqual(expect.any(String))
    expect(user_id).toEqual(expect.any(Number))
    expect(reply.text).not.toMatch(/password|hash|secret|suspended_at/)
  })

  test('200: managers and above, and a key with admin', async () => {
    for (const as of [members.manager, members.admin, owner]
      .map(({ credential }) => credential)
      .concat(adminKey))
      expect((await read(as, path)).status).toBe(200)
  })

  test('403: staff, customers, other keys, scoped tokens; 401: nobody', async () => {
    for (const as of [members.staff.credential, customer.credential])
      expect((await read(as, path)).body).toMatchObject({ status: 403, code: 'role_required' })
    expect((await read(recordsKey, path)).body.code).toBe('insufficient_scope')
    const { secret } = await mintToken(shop, owner, { scopes: ['read:projects'] })
    expect((await read(bearer(secret), path)).body.code).toBe('insufficient_scope')
    expect((await read({}, path)).status).toBe(401)
  })

  test.each(['limit=0', 'limit=201', 'limit=x', 'limit=1.5', 'offset=1', 'cursor=', 'cursor=a&cursor=b'])(
    '400: ?%s',
    async (query) => {
      expect((await read(owner.credential, `${path}?${query}`)).body.code).toBe('validation_failed')
    },
  )

  test.each([
    'x',
    'MTIzNDU2Nzg5MDEyMzQ1Njc',
    Buffer.from('-1').toString('base64url'),
    Buffer.from("1' OR 1=1").toString('base64url'),
  ])('400 invalid_cursor: %s', async (cursor) => {
    expect((await read(owner.credential, `${path}?cursor=${cursor}`)).body.code).toBe('invalid_cursor')
  })
})

describe('pages of a list', () => {
  test('show everybody once, whatever their size, and end without a cursor', async () => {
    for (let i = 0; i < 6; i++) await shop.member(owner, 'staff')
    const all = (await read(owner.credential, '/workspace/members')).body.data
    expect(all).toHaveLength(10)
    for (const limit of [1, 3, 5, 9, 10, 11]) {
      const seen: unknown[] = []
      let cursor: string | null = ''
      while (cursor !== null) {
        const { body } = await read(
          owner.credential,
          `/workspace/members?limit=${limit}${cursor && `&cursor=${cursor}`}`,
        )
        seen.push(...body.data)
        cursor = body.next_cursor
      }
      expect(seen).toEqual(all)
    }
  })

  test('a cursor of another workspace shows nothing of it', async () => {
    const { next_cursor: cursor } = (await read(owner.credential, '/workspace/members?limit=1')).body
    const { data } = (await read(other.credential, `/workspace/members?cursor=${cursor}`)).body
    expect(data.filter(({ user_id }: { user_id: number }) => user_id !== other.userId)).toEqual([])
  })
})

test.each(['owner ', 'OWNER', 'admin,member', 'superuser', 'Admin', '', null])(
  '403: the role %j grants nothing (security case 19)',
  async (role) => {
    const person = await shop.member(owner, 'admin')
    await setRole(shop.db, person, role)
    for (const path of ['/workspace', '/workspace/members', '/workspace/customers'])
      expect((await read(person.credential, path)).body).toMatchObject({
        status: 403,
        code: 'membership_required',
      })
    expect((await patch(person.credential, { name: 'x' })).status).toBe(403)
    expect((await patch(person.credential, { plan: 'free' })).status).toBe(403)
    await shop.db.run({ text: 'DELETE FROM users WHERE id = $1', values: [person.userId] })
  },
)
