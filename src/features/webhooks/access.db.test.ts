import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type Credential,
  type Person,
  setRole,
  startTestApp,
  type TestApp,
} from '../../../test/harness/app.ts'
import {
  createWebhook,
  deliveriesOf,
  eventually,
  mintKey,
  mintPat,
  publicUrl,
  publish,
  refusal,
  shippedEvent,
} from './test-harness.ts'

let shop: TestApp
let owner: Person
let customer: Person
let stranger: Person
let elsewhere: Person
let keys: { api: Credential; admin: Credential; both: Credential }

interface Target {
  webhook: string
  delivery: string
}
/** What the routes below are called with, by audience. */
let ofCustomer: Target
let ofWorkspace: Target

const nowhere = '0192e4a0-7c1e-7c3a-8b6f-3d2c1b0a9f8e'

async function target(as: Credential): Promise<Target> {
  const { id } = await createWebhook(shop, as)
  await publish(shop, keys.api, shippedEvent(customer.userId))
  const [delivery] = await eventually(async () => {
    const found = await deliveriesOf(shop, as, id)
    expect(found).toHaveLength(1)
    return found
  })
  // Nothing is sent: what is tested here is who may ask.
  await shop.call('POST', `/webhooks/${id}/disable`, { as })
  return { webhook: id, delivery: delivery.id }
}

beforeAll(async () => {
  shop = await startTestApp({ environment: { FABWIRE_WORKSPACE_SIGNUP: 'open' }, start: false })
  owner = await shop.owner()
  customer = await shop.customer('test-shop')
  stranger = await shop.customer('test-shop')
  elsewhere = await shop.owner('enterprise', 'Other shop')
  keys = {
    api: await mintKey(shop, owner, ['api']),
    admin: await mintKey(shop, owner, ['admin']),
    both: await mintKey(shop, owner, ['api', 'admin']),
  }
  ofCustomer = await target(customer.credential)
  ofWorkspace = await target(owner.credential)
})
afterAll(() => shop.close())

interface Row {
  method: string
  path: string
  body?: (at: Target) => unknown
}

const reading: readonly Row[] = [
  { method: 'GET', path: '/webhooks' },
  { method: 'GET', path: '/webhooks/{webhook}' },
  { method: 'GET', path: '/webhooks/{webhook}/deliveries' },
  { method: 'GET', path: '/webhooks/deliveries/{delivery}' },
]
const writing: readonly Row[] = [
  { method: 'POST', path: '/webhooks', body: () => ({ url: publicUrl }) },
  { method: 'POST', path: '/webhooks/delete', body: () => ({ ids: [nowhere] }) },
  { method: 'PATCH', path: '/webhooks/{webhook}', body: () => ({ description: 'Changed' }) },
  { method: 'POST', path: '/webhooks/{webhook}/enable', body: () => ({}) },
  { method: 'POST', path: '/webhooks/{webhook}/disable' },
  { method: 'POST', path: '/webhooks/{webhook}/rotate-secret', body: () => ({}) },
  { method: 'POST', path: '/webhooks/{webhook}/test' },
  { method: 'POST', path: '/webhooks/{webhook}/ping' },
  { method: 'POST', path: '/webhooks/deliveries/{delivery}/redeliver' },
  { method: 'POST', path: '/webhooks/deliveries/redeliver', body: (at) => ({ ids: [at.delivery] }) },
  { method: 'DELETE', path: '/webhooks/{webhook}' },
]
const publishing: Row = { method: 'POST', path: '/events', body: () => shippedEvent(customer.userId) }
const all = [...reading, ...writing, publishing]

const ask = ({ method, path, body }: Row, as: Credential, at: Target) =>
  shop.call(method, path.replace('{webhook}', at.webhook).replace('{delivery}', at.delivery), {
    as,
    ...(body && { body: body(at) }),
  })

describe('401', () => {
  test.each(all)('$method $path: nobody', async (row) => {
    const reply = await ask(row, {}, ofCustomer)
    expect(reply.body).toMatchObject({ status: 401, code: 'unauthenticated' })
  })
})

describe('403', () => {
  test.each(reading)('$method $path: a token without read:webhooks', async (row) => {
    const pat = await mintPat(shop, customer, ['write:webhooks', 'read:projects'])
    const reply = await ask(row, pat, ofCustomer)
    expect(reply.body).toMatchObject({ status: 403, code: 'insufficient_scope', scope: 'read:webhooks' })
    expect(reply.headers['www-authenticate']).toContain('scope="read:webhooks"')
  })

  test.each(writing)('$method $path: a token without write:webhooks', async (row) => {
    const pat = await mintPat(shop, customer, ['read:webhooks', 'write:projects'])
    const reply = await ask(row, pat, ofCustomer)
    expect(reply.body).toMatchObject({ status: 403, code: 'insufficient_scope', scope: 'write:webhooks' })
  })

  test.each(writing)('$method $path: a key without scope admin', async (row) => {
    const reply = await ask(row, keys.api, ofWorkspace)
    expect(reply.body).toMatchObject({ status: 403, code: 'insufficient_scope', scope: 'admin' })
  })

  test('POST /events: a key without scope api', async () => {
    const reply = await ask(publishing, keys.admin, ofWorkspace)
    expect(reply.body).toMatchObject({ status: 403, code: 'insufficient_scope', scope: 'api' })
  })

  test('POST /events: no user, whatever the role or the token', async () => {
    for (const person of [owner, customer]) {
      for (const as of [person.credential, await mintPat(shop, person)])
        expect((await ask(publishing, as, ofWorkspace)).body).toMatchObject({
          status: 403,
          code: 'role_required',
        })
      const pat = await mintPat(shop, person, ['write:webhooks'])
      expect((await ask(publishing, pat, ofWorkspace)).body.code).toBe('insufficient_scope')
    }
  })

  test.each([...reading, ...writing])('$method $path: staff', async (row) => {
    const staff = await shop.member(owner, 'staff')
    const reply = await ask(row, staff.credential, ofWorkspace)
    expect(reply.body).toMatchObject({ status: 403, code: 'role_required' })
  })

  test.each(['owner ', 'OWNER', 'admin,member', 'superuser', null])(
    'role %j in user_organizations grants nothing',
    async (role) => {
      const person = await shop.member(owner, 'manager')
      await setRole(shop.db, person, role)
      // The role hint of the session still says manager.
      for (const row of [...reading, ...writing])
        expect((await ask(row, person.credential, ofWorkspace)).body).toMatchObject({
          status: 403,
          code: 'membership_required',
        })
    },
  )

  test('every route of the workspace: a plan without Integrations; a customer’s need none', async () => {
    const plan = (name: string) =>
      shop.call('PATCH', '/workspace', { as: owner.credential, body: { plan: name } })
    await plan('pro')
    for (const row of [...reading, ...writing])
      for (const as of [owner.credential, keys.both])
        expect((await ask(row, as, ofWorkspace)).body).toMatchObject({
          status: 403,
          code: 'plan_required',
          required_plan: 'enterprise',
        })
    expect((await ask(publishing, keys.both, ofWorkspace)).body.code).toBe('plan_required')
    for (const row of reading) expect((await ask(row, customer.credential, ofCustomer)).status).toBe(200)
    await plan('enterprise')
  })
})

describe('404', () => {
  const withIds = [...reading, ...writing].filter(({ path }) => /[{]|redeliver/.test(path))

  test.each(withIds)('$method $path: what is another owner’s is as if it were not there', async (row) => {
    const missing = { webhook: nowhere, delivery: nowhere }
    const askers: [Credential, Target][] = [
      [stranger.credential, ofCustomer],
      [stranger.credential, ofWorkspace],
      [await mintPat(shop, stranger), ofCustomer],
      [customer.credential, ofWorkspace],
      [owner.credential, ofCustomer],
      [keys.both, ofCustomer],
      [elsewhere.credential, ofCustomer],
      [elsewhere.credential, ofWorkspace],
    ]
    for (const [as, at] of askers) {
      const reply = await ask(row, as, at)
      expect(reply.status).toBe(404)
      expect(refusal(reply)).toEqual(refusal(await ask(row, as, missing)))
    }
  })

  test.each(withIds.filter(({ path }) => path.includes('{')))(
    '$method $path: a malformed id',
    async (row) => {
      for (const id of ['x', '1', `${nowhere}0`, '%00', 'events']) {
        const reply = await ask(row, customer.credential, { webhook: id, delivery: id })
        expect(refusal(reply)).toEqual(
          refusal(await ask(row, customer.credential, { webhook: nowhere, delivery: nowhere })),
        )
      }
    },
  )

  test('a redelivery of own and others’ deliveries together does nothing', async () => {
    const body = { ids: [ofCustomer.delivery, ofWorkspace.delivery] }
    const reply = await shop.call('POST', '/webhooks/deliveries/redeliver', { as: customer.credential, body })
    expect(reply.status).toBe(404)
    for (const delivery of await deliveriesOf(shop, customer.credential, ofCustomer.webhook))
      expect(delivery.redelivery_of).toBeNull()
  })
})

test('lists show what is the owner’s, and nothing else', async () => {
  const ids = async (as: Credential) =>
    (await shop.call('GET', '/webhooks', { as })).body.data.map(({ id }: { id: string }) => id)
  expect(await ids(customer.credential)).toEqual([ofCustomer.webhook])
  expect(await ids(stranger.credential)).toEqual([])
  expect(await ids(owner.credential)).toEqual([ofWorkspace.webhook])
  expect(await ids(keys.api)).toEqual([ofWorkspace.webhook])
  expect(await ids(await mintPat(shop, owner, ['read:webhooks']))).toEqual([ofWorkspace.webhook])
  expect(await ids(elsewhere.credential)).toEqual([])
})

test('200: an id in upper case is the same id', async () => {
  const at = { webhook: ofCustomer.webhook.toUpperCase(), delivery: ofCustomer.delivery.toUpperCase() }
  for (const row of reading) expect((await ask(row, customer.credential, at)).status).toBe(200)
})
