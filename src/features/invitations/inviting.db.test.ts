import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Credential } from '../../../test/harness/app.ts'
import { openShop, refusal, type Shop } from '../../../test/harness/shop.ts'
import { mayGive, type Standing } from '../../domain/access/rights.ts'
import { roles } from '../../domain/access/roles.ts'
import { ManualClock } from '../../platform/clock.ts'
import { mailsTo } from './testing/mails.ts'

const clock = new ManualClock('2026-05-15T11:00:00Z')
let shop: Shop
let invited = 0

beforeAll(async () => {
  shop = await openShop({ clock, start: false })
})
afterAll(() => shop.close())

const nobody = () => `invited${++invited}@example.com`
const invite = (role: unknown, as = shop.people.owner.credential, email = nobody()) =>
  shop.call('POST', '/workspace/invitations', as, { email, role })
const list = (query = '', as = shop.people.owner.credential) =>
  shop.call('GET', `/workspace/invitations${query}`, as)
const withdraw = (id: string, as = shop.people.owner.credential) =>
  shop.call('DELETE', `/workspace/invitations/${id}`, as)

describe('POST /workspace/invitations', () => {
  test('201: the record with its link, which is mailed too and shown nowhere else', async () => {
    const email = nobody()
    const reply = await invite('manager', shop.people.admin.credential, email)
    expect(reply.status).toBe(201)
    const { accept_url, ...record } = reply.body
    expect(record).toEqual({
      id: expect.any(String),
      email,
      name: null,
      role: 'manager',
      status: 'open',
      invited_by: { user_id: shop.people.admin.userId, key_id: null, name: expect.stringMatching(/^Person/) },
      created_at: '2026-05-15T11:00:00.000Z',
      expires_at: '2026-05-22T11:00:00.000Z',
    })
    expect(accept_url).toMatch(/^http:\/\/localhost:3000\/invitations\/[\w-]{43}$/)
    expect(reply.headers['cache-control']).toBe('no-store')
    expect(await mailsTo(shop.app, email)).toMatchObject([
      { kind: 'invitation', subject: 'Invitation to North', text: expect.stringContaining(accept_url) },
    ])
    expect((await list()).body.data[0]).toEqual(record)
    const token = accept_url.split('/').at(-1)
    expect(shop.app.logLines.join()).not.toContain(token)
    const rows = await shop.app.db.rows({
      text: 'SELECT i::text AS row FROM invitations i UNION ALL SELECT a::text FROM audit_log a',
      values: [],
    })
    expect(JSON.stringify(rows)).not.toContain(token)
    expect(await shop.audited(record.id)).toMatchObject([
      {
        action: 'invitation.create',
        actor: { kind: 'session', user_id: shop.people.admin.userId },
        after: { to: 'i…@example.com', role: 'manager', expires_at: '2026-05-22T11:00:00.000Z' },
      },
    ])
  })

  const standings: readonly Standing[] = ['owner', 'admin', 'manager', 'key']
  test.each(standings)('201 or 403: %s invites to the roles it may give', async (by) => {
    const as = by === 'key' ? shop.keys.admin : shop.people[by as 'owner' | 'admin' | 'manager'].credential
    for (const role of roles) {
      const reply = await invite(role, as)
      expect([role, reply.status]).toEqual([role, mayGive(by, role) ? 201 : 403])
      if (!mayGive(by, role)) expect(reply.body.code).toBe('role_required')
    }
  })

  test('201: by a key, which is named', async () => {
    expect((await invite('customer', shop.keys.admin)).body.invited_by).toEqual({
      user_id: null,
      key_id: expect.any(String),
      name: 'ERP',
    })
  })

  test('201: the same for an address with an account as for one without (security case 31)', async () => {
    const shape = async (email: string) => {
      const reply = await invite('staff', undefined, email)
      const { id, accept_url, email: to, ...rest } = reply.body
      expect([id, accept_url, to]).toEqual([expect.any(String), expect.any(String), email])
      const mails = await mailsTo(shop.app, email)
      return { status: reply.status, rest, mail: mails.at(-1)?.text.replaceAll(/invitations\/\S+/g, '') }
    }
    const unknown = await shape(nobody())
    for (const { email } of [shop.people.customer, shop.elsewhere, shop.people.manager])
      expect(await shape(email)).toEqual(unknown)
  })

  test.each<[string, object, string]>([
    ['no address', { role: 'staff' }, 'email'],
    ['an address that is none', { email: 'ada', role: 'staff' }, 'email'],
    ['two addresses', { email: 'a@example.com, b@example.com', role: 'staff' }, 'email'],
    ['a line break in the address', { email: 'a@example.com\r\nBcc: b@example.com', role: 'staff' }, 'email'],
    ['no role', { email: 'a@example.com' }, 'role'],
    ['a role with a space', { email: 'a@example.com', role: 'owner ' }, 'role'],
    ['a role in capitals', { email: 'a@example.com', role: 'OWNER' }, 'role'],
    ['roles', { email: 'a@example.com', role: 'admin,member' }, 'role'],
    ['a role that is none', { email: 'a@example.com', role: 'superuser' }, 'role'],
    ['null', { email: 'a@example.com', role: null }, 'role'],
    ...[
      'workspace_id',
      'user_id',
      'plan',
      'scopes',
      'expires_at',
      'status',
      'created_by',
      'secret_hash',
      'name',
    ].map((member): [string, object, string] => [
      member,
      { email: 'a@example.com', role: 'staff', [member]: 'x' },
      member,
    ]),
  ])('400: %s', async (_, body, path) => {
    const before = (await list()).body
    const reply = await shop.call('POST', '/workspace/invitations', shop.people.owner.credential, body)
    expect(reply.body).toMatchObject({ status: 400, code: 'validation_failed', errors: [{ path }] })
    expect((await list()).body).toEqual(before)
  })

  test('409: more open ones than there may be', async () => {
    const { workspaceId, userId } = shop.elsewhere
    await shop.app.db.run({
      text: `INSERT INTO invitations (id, workspace_id, email, role, secret_hash, invited_by_user, created_at, expires_at)
             SELECT gen_random_uuid(), $1, 'x@example.com', 'customer', decode(md5(n::text), 'hex'), $2, $3, $4
             FROM generate_series(1, 10000) n`,
      values: [workspaceId, userId, clock.now(), new Date(clock.now().getTime() + 1)],
    })
    const again = () => invite('customer', shop.elsewhere.credential)
    expect((await again()).body).toMatchObject({ status: 409, code: 'limit_reached' })
    clock.advance(1)
    expect((await again()).status).toBe(201)
  })
})

describe('POST /workspace/customers', () => {
  const inviteCustomer = (body: object, as = shop.people.manager.credential) =>
    shop.call('POST', '/workspace/customers', as, body)

  test('201: an invitation as a customer, with the name that is proposed', async () => {
    const email = nobody()
    const reply = await inviteCustomer({ email, name: ' Ada ' })
    expect(reply.status).toBe(201)
    expect(reply.body).toMatchObject({ email, name: 'Ada', role: 'customer', status: 'open' })
    const [mail] = await mailsTo(shop.app, email)
    expect(mail?.text).toContain(reply.body.accept_url)
    expect(mail?.text).toMatch(/^Hello Ada,\n\nNorth invites you as a customer\./)
  })

  test('400: without a name, with a role', async () => {
    for (const body of [
      { email: nobody() },
      { email: nobody(), name: 'Ada', role: 'owner' },
      { name: 'Ada' },
    ])
      expect((await inviteCustomer(body)).status).toBe(400)
  })

  test('401, 403: for whom it is not', async () => {
    const body = { email: nobody(), name: 'Ada' }
    expect((await inviteCustomer(body, {})).status).toBe(401)
    for (const role of ['staff', 'customer'] as const)
      expect((await inviteCustomer(body, shop.people[role].credential)).body.code).toBe('role_required')
    for (const as of [shop.keys.api, await shop.pat(shop.people.owner, ['admin:account'])])
      expect((await inviteCustomer(body, as)).body.code).toBe('insufficient_scope')
  })
})

describe('GET /workspace/invitations', () => {
  test('200: newest first, page by page, by role and by part of the address', async () => {
    await invite('owner', undefined, 'Special_1@example.com')
    await invite('customer', undefined, 'special_2@example.com')
    const found = (await list('?email=SPECIAL_')).body.data
    expect(found.map((row: { email: string }) => row.email)).toEqual([
      'special_2@example.com',
      'Special_1@example.com',
    ])
    expect((await list('?email=special_&role=owner')).body.data).toHaveLength(1)
    expect((await list('?email=special%25')).body.data).toEqual([])
    const all = (await list('?limit=200')).body.data
    const seen: unknown[] = []
    for (let cursor = ''; ; ) {
      const { body } = await list(`?limit=7${cursor && `&cursor=${cursor}`}`)
      seen.push(...body.data)
      if (body.next_cursor === null) break
      cursor = body.next_cursor
    }
    expect(seen).toEqual(all)
  })

  test('200: shows no link, no secret, no hash', async () => {
    expect((await list()).text).not.toMatch(/accept_url|secret|hash|token/)
  })

  test.each(['limit=0', 'role=boss', 'status=open', 'workspace_id=x'])('400: ?%s', async (query) => {
    expect((await list(`?${query}`)).status).toBe(400)
  })

  test('400: a cursor that is none', async () => {
    expect((await list('?cursor=bm8')).body.code).toBe('invalid_cursor')
  })
})

describe('DELETE /workspace/invitations/{id}', () => {
  test('204: the link is dead, the audit log keeps that it was', async () => {
    const { id, accept_url } = (await invite('admin')).body
    const token = accept_url.split('/').at(-1)
    expect((await shop.call('GET', `/invitations/${token}`, {})).status).toBe(200)
    expect((await withdraw(id)).status).toBe(204)
    expect((await shop.call('GET', `/invitations/${token}`, {})).status).toBe(404)
    expect((await withdraw(id)).status).toBe(404)
    expect((await shop.audited(id)).at(-1)).toMatchObject({
      action: 'invitation.withdraw',
      before: { to: 'i…@example.com', role: 'admin' },
    })
  })

  test('403: of a role that one may not give', async () => {
    const { manager, admin } = shop.people
    const toAdmin = (await invite('admin')).body.id
    const toStaff = (await invite('staff')).body.id
    const toCustomer = (await invite('customer')).body.id
    for (const [id, as, status] of [
      [toAdmin, admin.credential, 403],
      [toAdmin, shop.keys.admin, 403],
      [toStaff, manager.credential, 403],
      [toCustomer, manager.credential, 204],
      [toStaff, admin.credential, 204],
    ] as const) {
      const reply = await withdraw(id, as)
      expect(reply.status).toBe(status)
      if (status === 403) expect(reply.body.code).toBe('role_required')
    }
  })

  test('404: another shop’s is as one that is not, or no id at all', async () => {
    const { id } = (await invite('customer')).body
    const refusals = new Set<string>()
    for (const as of [shop.elsewhere.credential, shop.keys.elsewhere])
      for (const wanted of [id, '01900000-0000-7000-8000-000000000000', 'x', '1'])
        refusals.add(refusal(await withdraw(wanted, as)))
    expect([...refusals]).toEqual([expect.stringMatching(/^404\n/)])
    expect((await withdraw(id)).status).toBe(204)
  })
})

describe.each([
  ['GET', '/workspace/invitations'],
  ['POST', '/workspace/invitations'],
  ['DELETE', '/workspace/invitations/01900000-0000-7000-8000-000000000000'],
])('%s %s', (method, path) => {
  const ask = (as: Credential) => shop.call(method, path, as)

  test('401: nobody; 403: staff, customers, scoped tokens, other keys', async () => {
    expect((await ask({})).status).toBe(401)
    for (const role of ['staff', 'customer'] as const)
      for (const as of [shop.people[role].credential, await shop.pat(shop.people[role])])
        expect((await ask(as)).body.code).toBe('role_required')
    for (const as of [shop.keys.api, await shop.pat(shop.people.owner, ['admin:account'])])
      expect((await ask(as)).body.code).toBe('insufficient_scope')
  })
})

test('an expired one is listed as such, and forgotten after a month', async () => {
  const { id } = (await invite('customer', undefined, 'late@example.com')).body
  const kept = () => shop.app.db.rows({ text: 'SELECT id FROM invitations WHERE id = $1', values: [id] })
  clock.advance(7 * 86_400_000)
  expect((await list('?email=late@')).body.data).toMatchObject([{ id, status: 'expired' }])
  await shop.app.services.invitations.sweep()
  expect(await kept()).toHaveLength(1)
  clock.advance(30 * 86_400_000 + 1)
  await shop.app.services.invitations.sweep()
  expect(await kept()).toEqual([])
})
