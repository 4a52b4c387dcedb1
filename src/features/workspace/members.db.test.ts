import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Credential, Person } from '../../../test/harness/app.ts'
import { openShop, refusal, type Shop } from '../../../test/harness/shop.ts'
import { mayGive, mayHandle, type Standing } from '../../domain/access/rights.ts'
import { memberRoles, parseRole } from '../../domain/access/roles.ts'

let shop: Shop
/** Whom the tests change. */
let member: Person

beforeAll(async () => {
  shop = await openShop()
  member = await shop.app.member(shop.people.owner, 'staff')
})
afterAll(() => shop.close())
beforeEach(() => shop.setRole(member, 'staff'))

const path = (person: Pick<Person, 'userId'>) => `/workspace/members/${person.userId}`
const patch = (person: Person, role: unknown, as: Credential) =>
  shop.call('PATCH', path(person), as, { role })
const remove = (person: Person, as: Credential) => shop.call('DELETE', path(person), as)

describe('GET /workspace/members', () => {
  test('200: who belongs to the shop, newest first, page by page, without its customers', async () => {
    const { manager, customer } = shop.people
    const first = await shop.call('GET', '/workspace/members?limit=3', manager.credential)
    expect(first.status).toBe(200)
    const second = await shop.call(
      'GET',
      `/workspace/members?limit=3&cursor=${first.body.next_cursor}`,
      manager.credential,
    )
    expect(second.body.next_cursor).toBeNull()
    const listed = [...first.body.data, ...second.body.data]
    expect(listed.map((row) => row.role)).toEqual(['staff', 'staff', 'manager', 'admin', 'owner'])
    expect(listed.map((row) => row.user_id)).not.toContain(customer.userId)
    expect(listed.at(-1)).toEqual({
      user_id: shop.people.owner.userId,
      name: expect.any(String),
      email: shop.people.owner.email,
      role: 'owner',
      created_at: expect.any(String),
    })
  })

  test('400: a cursor of another list, a limit past the most', async () => {
    const { admin } = shop.people
    expect((await shop.call('GET', '/workspace/members?cursor=bm9wZQ', admin.credential)).body.code).toBe(
      'invalid_cursor',
    )
    expect((await shop.call('GET', '/workspace/members?limit=201', admin.credential)).status).toBe(400)
  })
})

describe('who may call', () => {
  const rows = [
    ['GET', '/workspace/members', ['staff', 'customer']],
    ['PATCH', '/workspace/members/1', ['manager', 'staff', 'customer']],
    ['DELETE', '/workspace/members/1', ['manager', 'staff', 'customer']],
  ] as const

  test.each(rows)('401: %s %s, nobody', async (method, route) => {
    expect((await shop.call(method, route, {})).status).toBe(401)
  })

  test.each(rows)('403: %s %s, too low a role, by session and by token', async (method, route, refused) => {
    for (const role of refused) {
      const person = shop.people[role]
      for (const as of [person.credential, await shop.pat(person)])
        expect((await shop.call(method, route, as)).body).toMatchObject({
          status: 403,
          code: 'role_required',
        })
    }
  })

  test.each(rows)('403: %s %s, a scoped token and a key without scope admin', async (method, route) => {
    const scoped = await shop.pat(shop.people.owner, ['admin:account', 'write:webhooks'])
    expect((await shop.call(method, route, scoped)).body).toMatchObject({
      code: 'insufficient_scope',
      scope: 'full_access',
    })
    expect((await shop.call(method, route, shop.keys.api)).body).toMatchObject({
      code: 'insufficient_scope',
      scope: 'admin',
    })
  })

  test.each(rows)('403: %s %s, a role that is none', async (method, route) => {
    for (const role of ['owner ', 'OWNER', 'admin,member', 'superuser', null]) {
      await shop.setRole(member, role)
      expect((await shop.call(method, route, member.credential)).body).toMatchObject({
        status: 403,
        code: 'membership_required',
      })
    }
  })
})

describe('the rights table, through the API', () => {
  const standings: readonly Standing[] = ['owner', 'admin', 'key']
  const as = (by: Standing) =>
    by === 'key' ? shop.keys.admin : shop.people[by as 'owner' | 'admin'].credential
  const holders: readonly (string | null)[] = [...memberRoles, null, 'superuser']

  test.each(standings)('%s gives members the roles it may give, and no others', async (by) => {
    for (const held of holders)
      for (const wanted of memberRoles) {
        await shop.setRole(member, held)
        const may = mayHandle(by, parseRole(held)) && mayGive(by, wanted)
        const reply = await patch(member, wanted, as(by))
        expect([by, held, wanted, reply.status]).toEqual([by, held, wanted, may ? 200 : 403])
        if (!may) expect(reply.body.code).toBe('role_required')
        expect(await shop.roleOf(member)).toBe(may ? wanted : held)
      }
  })

  test.each(standings)('%s removes whom it may, and nobody else', async (by) => {
    for (const held of memberRoles) {
      const person = await shop.app.member(shop.people.owner, held)
      const reply = await remove(person, as(by))
      expect([by, held, reply.status]).toEqual([by, held, mayHandle(by, held) ? 204 : 403])
      expect(await shop.roleOf(person)).toBe(mayHandle(by, held) ? undefined : held)
      if (!mayHandle(by, held)) await remove(person, shop.people.owner.credential)
    }
  })

  test('403: an administrator makes neither themself nor another owner, by no credential of theirs', async () => {
    const { admin, owner } = shop.people
    for (const credential of [admin.credential, await shop.pat(admin)]) {
      expect((await patch(admin, 'owner', credential)).status).toBe(403)
      expect((await patch(member, 'owner', credential)).status).toBe(403)
      expect((await patch(owner, 'staff', credential)).status).toBe(403)
      expect((await remove(owner, credential)).status).toBe(403)
    }
  })
})

describe('PATCH /workspace/members/{user_id}', () => {
  test('200: the whole record; the audit log tells who, from and to', async () => {
    const reply = await patch(member, 'manager', shop.people.admin.credential)
    expect(reply.body).toEqual({
      user_id: member.userId,
      name: expect.any(String),
      email: member.email,
      role: 'manager',
      created_at: expect.any(String),
    })
    expect((await shop.audited(member.userId)).at(-1)).toEqual({
      action: 'member.update',
      actor: { kind: 'session', user_id: shop.people.admin.userId, address: '127.0.0.1' },
      before: { role: 'staff' },
      after: { role: 'manager' },
    })
  })

  test('200: the role they have is no change', async () => {
    const before = await shop.audited(member.userId)
    expect((await patch(member, 'staff', shop.people.admin.credential)).status).toBe(200)
    expect(await shop.audited(member.userId)).toEqual(before)
  })

  test.each([
    ['customer', { role: 'customer' }],
    ['capitals', { role: 'ADMIN' }],
    ['a trailing space', { role: 'staff ' }],
    ['a list', { role: ['staff'] }],
    ['null', { role: null }],
    ['nothing', {}],
  ])('400: a role as %s', async (_, body) => {
    const reply = await shop.call('PATCH', path(member), shop.people.owner.credential, body)
    expect(reply.body).toMatchObject({ status: 400, code: 'validation_failed' })
    expect(await shop.roleOf(member)).toBe('staff')
  })

  test.each([
    'workspace_id',
    'user_id',
    'plan',
    'scopes',
    'full_access',
    'status',
    'expires_at',
    'created_by',
    'secret_hash',
    '__proto__',
    'constructor',
  ])('400: %s does not come along', async (key) => {
    const text = `{"role":"manager","${key}":{"a":1}}`
    const reply = await shop.app.call('PATCH', path(member), {
      as: shop.people.owner.credential,
      headers: { 'content-type': 'application/json' },
      body: text,
    })
    expect(reply.status).toBe(400)
    expect(await shop.roleOf(member)).toBe('staff')
  })
})

describe('404: all the same', () => {
  test.each(['PATCH', 'DELETE'])('%s: a customer, another shop’s, nobody, a malformed id', async (method) => {
    const { owner, customer } = shop.people
    const body = method === 'PATCH' ? { role: 'staff' } : undefined
    const ids = [customer.userId, shop.elsewhere.userId, 999_999, '0', '-1', '1e3', 'me', '9'.repeat(40)]
    const refusals = new Set<string>()
    for (const as of [owner.credential, await shop.pat(owner), shop.keys.admin])
      for (const id of ids)
        refusals.add(refusal(await shop.call(method, `/workspace/members/${id}`, as, body)))
    for (const as of [shop.elsewhere.credential, shop.keys.elsewhere])
      refusals.add(refusal(await shop.call(method, path(member), as, body)))
    expect([...refusals]).toEqual([expect.stringMatching(/^404\n[^\n]+\n.*"code":"not_found"/)])
    expect(await shop.roleOf(customer)).toBe('customer')
    expect(await shop.roleOf(shop.elsewhere)).toBe('owner')
  })
})

describe('the last owner', () => {
  test('409: is neither demoted nor removed, not even by themself', async () => {
    const { owner } = shop.people
    for (const reply of [
      await patch(owner, 'admin', owner.credential),
      await remove(owner, owner.credential),
    ])
      expect(reply.body).toMatchObject({ status: 409, code: 'last_owner' })
    expect((await patch(owner, 'owner', owner.credential)).status).toBe(200)
  })

  test('may leave when there is another', async () => {
    const second = await shop.app.member(shop.people.owner, 'owner')
    expect((await remove(second, second.credential)).status).toBe(204)
    expect((await remove(shop.people.owner, shop.people.owner.credential)).status).toBe(409)
  })

  test.each(['PATCH', 'DELETE'])('stays when two owners %s each other at once', async (method) => {
    const shopOwner = await shop.app.owner('free', 'Pair')
    const act = (person: Person, by: Person) =>
      shop.call(method, path(person), by.credential, method === 'PATCH' ? { role: 'staff' } : undefined)
    for (let round = 0; round < 5; round++) {
      const other = await shop.app.member(shopOwner, 'owner')
      const replies = await Promise.all([act(shopOwner, other), act(other, shopOwner)])
      const statuses = replies.map((reply) => reply.status)
      expect(statuses.filter((status) => status < 300)).toHaveLength(1)
      // The other one finds itself no owner any more, or the last.
      expect([403, 409]).toContain(statuses.find((status) => status >= 300))
      const roles = [await shop.roleOf(shopOwner), await shop.roleOf(other)]
      expect(roles.filter((role) => role === 'owner')).toHaveLength(1)
      if (roles[0] !== 'owner') {
        await shop.app.db.run({
          text: `INSERT INTO user_organizations (user_id, workspace_id, role, created_at) VALUES ($1, $2, 'owner', now())
                 ON CONFLICT (user_id, workspace_id) DO UPDATE SET role = 'owner'`,
          values: [shopOwner.userId, shopOwner.workspaceId],
        })
      }
      await shop.app.db.run({
        text: 'DELETE FROM user_organizations WHERE user_id = $1',
        values: [other.userId],
      })
    }
  })

  test('stays when two owners leave at once, and when one call comes twice', async () => {
    const first = await shop.app.owner('free', 'Leaving')
    const second = await shop.app.member(first, 'owner')
    const replies = await Promise.all([first, second].map((person) => remove(person, person.credential)))
    expect(replies.map((reply) => reply.status).sort()).toEqual([204, 409])
  })
})

describe('in mid-session', () => {
  test('403: a role lowered is lower with the next request, by session and by token', async () => {
    await shop.setRole(member, 'admin')
    const pat = await shop.pat(member)
    const ask = (as: Credential) => shop.call('GET', '/workspace/members', as)
    for (const as of [member.credential, pat]) expect((await ask(as)).status).toBe(200)
    expect((await patch(member, 'staff', shop.people.owner.credential)).status).toBe(200)
    for (const as of [member.credential, pat])
      expect((await ask(as)).body).toMatchObject({ status: 403, code: 'role_required' })
    expect((await patch(member, 'manager', shop.people.owner.credential)).status).toBe(200)
    for (const as of [member.credential, pat]) expect((await ask(as)).status).toBe(200)
  })

  test('a membership removed ends its tokens for good and leaves its sessions nothing', async () => {
    const person = await shop.app.member(shop.people.owner, 'admin')
    const pat = await shop.pat(person)
    expect((await shop.call('GET', '/workspace', pat)).status).toBe(200)
    expect((await remove(person, shop.people.owner.credential)).status).toBe(204)
    expect((await shop.call('GET', '/workspace', pat)).body).toMatchObject({
      status: 401,
      code: 'invalid_token',
    })
    for (const route of ['/workspace', '/workspace/members', '/projects', '/webhooks', '/api-keys'])
      expect([route, (await shop.call('GET', route, person.credential)).body.code]).toEqual([
        route,
        'membership_required',
      ])
    expect((await shop.audited(person.userId)).at(-1)).toMatchObject({
      action: 'member.remove',
      before: { role: 'admin' },
      after: null,
    })
    // A later membership brings back no token.
    await shop.app.db.run({
      text: `INSERT INTO user_organizations (user_id, workspace_id, role, created_at) VALUES ($1, $2, 'admin', now())`,
      values: [person.userId, person.workspaceId],
    })
    expect((await shop.call('GET', '/workspace', pat)).status).toBe(401)
  })
})
