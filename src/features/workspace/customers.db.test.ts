import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Credential, type Person, startTestApp } from '../../../test/harness/app.ts'
import { openSecondDb } from '../../../test/harness/database.ts'
import { openShop, refusal, type Shop } from '../../../test/harness/shop.ts'

let shop: Shop
/** Whom the tests change. */
let anna: Person

beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.close())
beforeEach(async () => {
  anna = await shop.app.customer('north')
})

const path = ({ userId }: Pick<Person, 'userId'>) => `/workspace/customers/${userId}`
const patch = (body: unknown, as = shop.people.admin.credential, person = anna) =>
  shop.call('PATCH', path(person), as, body)

const untouched = {
  suspended: false,
  company: '',
  billing_address: '',
  shipping_address: '',
  currency: null,
  payment_terms_days: null,
}

describe('PATCH /workspace/customers/{user_id}', () => {
  test('200: the whole record with what was agreed; the list shows the same', async () => {
    const terms = {
      company: 'Anna & Co',
      billing_address: '1 Main St\nSpringfield',
      shipping_address: 'Dock 4',
      currency: 'JPY',
      payment_terms_days: 30,
    }
    const reply = await patch(terms)
    expect(reply.body).toEqual({
      user_id: anna.userId,
      name: expect.any(String),
      email: anna.email,
      role: 'customer',
      created_at: expect.any(String),
      suspended: false,
      ...terms,
    })
    const list = await shop.call('GET', '/workspace/customers', shop.people.manager.credential)
    expect(list.body.data[0]).toEqual(reply.body)
    expect(list.body.data.at(-1)).toMatchObject({ user_id: shop.people.customer.userId, ...untouched })
    expect(await shop.audited(anna.userId)).toMatchObject([
      {},
      {
        action: 'customer.update',
        actor: { kind: 'session', user_id: shop.people.admin.userId },
        before: { company: '', payment_terms_days: null },
        after: terms,
      },
    ])
  })

  test('200: each member by itself, and back to nothing', async () => {
    await patch({ company: 'One', payment_terms_days: 14 })
    expect((await patch({ currency: 'EUR' })).body).toMatchObject({
      company: 'One',
      currency: 'EUR',
      payment_terms_days: 14,
    })
    expect((await patch({ company: '', currency: null, payment_terms_days: null })).body).toMatchObject(
      untouched,
    )
  })

  test('200: what it is already is no change, and no line in the audit log', async () => {
    await patch({ company: 'One', suspended: true })
    const lines = await shop.audited(anna.userId)
    expect(lines.map((line) => line.action)).toEqual([
      'account.create',
      'customer.update',
      'customer.suspend',
    ])
    await patch({ company: 'One', suspended: true })
    await patch({})
    expect(await shop.audited(anna.userId)).toEqual(lines)
  })

  test('200: by the owner, an administrator’s token and a key with scope admin', async () => {
    const { owner, admin } = shop.people
    for (const [index, as] of [owner.credential, await shop.pat(admin), shop.keys.admin].entries())
      expect((await patch({ payment_terms_days: index }, as)).body.payment_terms_days).toBe(index)
  })

  test('of changes at once none is lost', async () => {
    const changes = [
      { company: 'A' },
      { currency: 'EUR' },
      { payment_terms_days: 7 },
      { shipping_address: 'D' },
    ]
    for (const reply of await Promise.all(changes.map((change) => patch(change))))
      expect(reply.status).toBe(200)
    expect((await patch({})).body).toMatchObject(Object.assign({}, ...changes))
  })

  test.each<[string, object, string]>([
    ['terms beyond a year', { payment_terms_days: 366 }, 'payment_terms_days'],
    ['negative terms', { payment_terms_days: -1 }, 'payment_terms_days'],
    ['half a day', { payment_terms_days: 0.5 }, 'payment_terms_days'],
    ['a currency that is none', { currency: 'XXZ' }, 'currency'],
    ['a company of two lines', { company: 'a\nb' }, 'company'],
    ['a company too long', { company: 'a'.repeat(121) }, 'company'],
    ['an address too long', { billing_address: 'a'.repeat(501) }, 'billing_address'],
    ['a yes that is no truth value', { suspended: 'yes' }, 'suspended'],
    ['the same said twice', { suspended: true, suspend: false }, 'suspend'],
    ...[
      'user_id',
      'workspace_id',
      'role',
      'email',
      'name',
      'suspended_at',
      'plan',
      'status',
      'created_at',
    ].map((member): [string, object, string] => [
      `${member}, which is not for changing`,
      { [member]: 1 },
      member,
    ]),
  ])('400: %s', async (_, body, at) => {
    const reply = await patch({ company: 'Before', ...body })
    expect(reply.body).toMatchObject({ status: 400, code: 'validation_failed', errors: [{ path: at }] })
    expect((await patch({})).body).toMatchObject(untouched)
  })

  test('401: nobody', async () => {
    expect((await patch({}, {})).status).toBe(401)
  })

  test('403: managers, staff, customers, scoped tokens, other keys', async () => {
    const { owner, manager, staff, customer } = shop.people
    for (const person of [manager, staff, customer, anna])
      for (const as of [person.credential, await shop.pat(person)])
        expect((await patch({ suspended: true }, as)).body).toMatchObject({
          status: 403,
          code: 'role_required',
        })
    for (const as of [await shop.pat(owner, ['admin:account']), shop.keys.api])
      expect((await patch({ suspended: true }, as)).body.code).toBe('insufficient_scope')
    expect((await patch({})).body).toMatchObject(untouched)
  })

  test('404: a member, another shop’s customer, nobody, a malformed id: all the same', async () => {
    const { owner, staff } = shop.people
    const southern = await shop.app.customer('south')
    const refusals = new Set<string>()
    for (const as of [owner.credential, await shop.pat(owner), shop.keys.admin])
      for (const id of [staff.userId, southern.userId, shop.elsewhere.userId, 999_999, '0', 'me', '1.0'])
        refusals.add(refusal(await shop.call('PATCH', `/workspace/customers/${id}`, as, { suspended: true })))
    for (const as of [shop.elsewhere.credential, shop.keys.elsewhere])
      refusals.add(refusal(await patch({ suspended: true }, as)))
    expect([...refusals]).toEqual([expect.stringMatching(/^404\n[^\n]+\n.*"code":"not_found"/)])
    expect((await shop.call('GET', '/account', southern.credential)).status).toBe(200)
  })
})

describe('a suspended customer', () => {
  const ask = (as: Credential) => shop.call('GET', '/projects', as)
  const signIn = () =>
    shop.call('POST', '/auth/sign-in', {}, { email: anna.email, password: 'correct horse' })

  test('401: sessions and tokens with the next request, on every node; afterwards they work as before', async () => {
    const there = openSecondDb(shop.app.db)
    const node = await startTestApp({ db: there })
    const pat = await shop.pat(anna)
    const askThere = (as: Credential) => node.call('GET', '/projects', { as })
    const all = async () => {
      const replies = [ask(anna.credential), ask(pat), askThere(anna.credential), askThere(pat)]
      return (await Promise.all(replies)).map((reply) => reply.status)
    }
    expect(await all()).toEqual([200, 200, 200, 200])
    expect((await patch({ suspended: true })).body.suspended).toBe(true)
    expect((await ask(pat)).body).toMatchObject({ status: 401, code: 'invalid_token' })
    await expect.poll(all, { timeout: 10_000 }).toEqual([401, 401, 401, 401])
    await patch({ suspended: false })
    await expect.poll(all, { timeout: 10_000 }).toEqual([200, 200, 200, 200])
    await node.close()
    await there.close()
  })

  test('403: learns why with the right password only', async () => {
    await patch({ suspend: true })
    expect((await signIn()).body).toMatchObject({ status: 403, code: 'customer_suspended' })
    const wrong = { email: anna.email, password: 'wrong horse' }
    expect((await shop.call('POST', '/auth/sign-in', {}, wrong)).body.code).toBe('invalid_credentials')
    await patch({ suspend: false })
    expect((await signIn()).status).toBe(200)
    expect((await shop.audited(anna.userId)).map((line) => line.action)).toEqual(
      expect.arrayContaining(['customer.suspend', 'customer.resume']),
    )
  })

  test('still is a customer for whom the shop works, and keeps hearing of it', async () => {
    const url = 'https://93.184.215.14/hook'
    const webhook = await shop.call('POST', '/webhooks', anna.credential, { url })
    await patch({ suspended: true })
    const project = { name: 'Bracket', customer_id: anna.userId }
    expect((await shop.call('POST', '/projects', shop.keys.api, project)).status).toBe(201)
    const row = await shop.app.db.one({
      text: 'SELECT status, disabled_reason FROM webhooks WHERE id = $1',
      values: [webhook.body.id],
    })
    expect(row).toEqual({ status: 'enabled', disabled_reason: null })
  })

  test('is suspended there alone: another workspace opens', async () => {
    await shop.app.db.run({
      text: `INSERT INTO user_organizations (user_id, workspace_id, role, created_at) VALUES ($1, $2, 'customer', now())`,
      values: [anna.userId, shop.elsewhere.workspaceId],
    })
    await patch({ suspended: true })
    expect((await signIn()).body.workspace).toMatchObject({ slug: 'south', role: 'customer' })
  })
})
