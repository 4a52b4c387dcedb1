import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type Credential,
  type Person,
  setRole,
  startTestApp,
  type TestApp,
} from '../../../test/harness/app.ts'
import { eventTypes } from '../../contract/events/index.ts'
import { mintKey, shippedEvent } from './test-harness.ts'

let shop: TestApp
let owner: Person
let ada: Person
let key: Credential

beforeAll(async () => {
  shop = await startTestApp({ environment: { FABWIRE_WORKSPACE_SIGNUP: 'open' } })
  owner = await shop.owner()
  ada = await shop.customer()
  key = await mintKey(shop, owner, ['api'])
})
afterAll(() => shop.close())

const send = (body: unknown, as = key) => shop.call('POST', '/events', { as, body })

const stored = async (ids: readonly number[]) => {
  const rows = await shop.db.rows<{ body: string }>({
    text: 'SELECT body FROM events WHERE id = ANY ($1::bigint[]) ORDER BY id',
    values: [ids],
  })
  return rows.map(({ body }) => JSON.parse(body))
}
const countEvents = async () =>
  (await shop.db.one<{ n: number }>({ text: 'SELECT count(*) AS n FROM events', values: [] })).n

describe('202', () => {
  test('one event, kept as it was sent', async () => {
    const event = shippedEvent(ada.userId, { tracking_no: '1Z12345', ours: { any: ['thing', 1, null] } })
    const reply = await send(event)
    expect(reply.status).toBe(202)
    expect(reply.body).toEqual({ ids: [expect.any(Number)] })
    expect(await stored(reply.body.ids)).toEqual([
      {
        id: reply.body.ids[0],
        type: 'order.shipped',
        user_id: ada.userId,
        created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        is_test: false,
        data: event.data,
      },
    ])
  })

  test('project_no is a label and null when absent', async () => {
    const data = { title: 'Your order shipped', message: '' }
    const [event] = await stored((await send({ ...shippedEvent(ada.userId), data })).body.ids)
    expect(event.data).toEqual({ ...data, project_no: null })
  })

  test('a thousand in one request, ids in order', async () => {
    const events = Array.from({ length: 1_000 }, (_, n) => shippedEvent(ada.userId, { title: `Event ${n}` }))
    const { ids } = (await send({ events })).body
    expect(ids).toEqual(ids.toSorted((a: number, b: number) => a - b))
    expect((await stored(ids)).map((event) => event.data.title)).toEqual(events.map(({ data }) => data.title))
  })

  test('is_test as asked; a key that is not for production forces it', async () => {
    const isTest = async (as: Credential, members: object) =>
      (await stored((await send({ ...shippedEvent(ada.userId), ...members }, as)).body.ids))[0].is_test
    expect(await isTest(key, {})).toBe(false)
    expect(await isTest(key, { is_test: true })).toBe(true)
    for (const environment of ['staging', 'development'])
      expect(await isTest(await mintKey(shop, owner, ['api'], environment), { is_test: false })).toBe(true)
  })

  test('a customer known already costs no query but the insert', async () => {
    const events = [shippedEvent(ada.userId)]
    await send({ events })
    const before = shop.db.statementCount
    await shop.services.webhooks.events.publish(
      {
        address: '',
        principal: {
          kind: 'api_key',
          workspaceId: owner.workspaceId,
          plan: 'enterprise',
          keyId: '',
          createdBy: owner.userId,
          scopes: ['api'],
          environment: 'production',
          expiresAt: null,
        },
      },
      { events: events.map((event) => ({ ...event, type: 'order.shipped', is_test: false })), isList: true },
    )
    expect(shop.db.statementCount - before).toBe(1)
  })
})

describe('400: nothing is published', () => {
  const good = () => shippedEvent(ada.userId)

  test.each([
    ['data.title', (event: object) => ({ ...event, data: { message: 'x' } })],
    ['data.title', (event: object) => ({ ...event, data: { title: 7, message: 'x' } })],
    ['data.project_no', (event: object) => ({ ...event, data: { title: 'x', message: 'x', project_no: 5 } })],
    ['data', (event: object) => ({ ...event, data: 'x' })],
    ['data', (event: object) => ({ ...event, data: [] })],
    ['type', (event: object) => ({ ...event, type: 'order.sent' })],
    ['type', (event: object) => ({ ...event, type: 'security.new_login' })],
    ['type', (event: object) => ({ ...event, type: 'security.password_changed' })],
    ['type', (event: object) => ({ ...event, type: 'account.deleted' })],
    ['type', (event: object) => ({ ...event, type: 'webhook.test' })],
    ['user_id', (event: object) => ({ ...event, user_id: '1' })],
    ['user_id', (event: object) => ({ ...event, user_id: 0 })],
    ['user_id', (event: object) => ({ ...event, user_id: 1.5 })],
    ['user_id', (event: object) => ({ ...event, user_id: 999_999 })],
    ['is_test', (event: object) => ({ ...event, is_test: 1 })],
    ['id', (event: object) => ({ ...event, id: 7 })],
    ['created_at', (event: object) => ({ ...event, created_at: '2026-05-15T11:00:00.000Z' })],
    ['workspace_id', (event: object) => ({ ...event, workspace_id: 'x' })],
  ])('at %s', async (path, spoil) => {
    const before = await countEvents()
    const single = await send(spoil(good()))
    expect(single.body).toMatchObject({ status: 400, code: 'validation_failed' })
    expect(single.body.errors.map((error: { path: string }) => error.path)).toEqual([path])
    const many = await send({ events: [good(), good(), good(), spoil(good())] })
    expect(many.body).toMatchObject({ status: 400, code: 'validation_failed' })
    expect(many.body.errors.map((error: { path: string }) => error.path)).toEqual([`events[3].${path}`])
    expect(await countEvents()).toBe(before)
  })

  test.each([
    ['events', { events: [] }],
    ['events', { events: 'x' }],
    ['events[0]', { events: [null] }],
    [
      'type',
      { events: [{ type: 'order.shipped', user_id: 1, data: { title: 'x', message: 'x' } }], type: 'x' },
    ],
    ['', []],
    ['', 'text'],
  ])('at %j: %o', async (path, body) => {
    const reply = await shop.call('POST', '/events', {
      as: key,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    expect(reply.body).toMatchObject({ status: 400, code: 'validation_failed', errors: [{ path }] })
  })

  test('more than a thousand', async () => {
    const events = Array.from({ length: 1_001 }, good)
    expect((await send({ events })).body).toMatchObject({ status: 400, errors: [{ path: 'events' }] })
  })

  test('for a member, for a customer of another workspace, for somebody who was a customer', async () => {
    const slug = 'second-shop'
    await shop.owner('enterprise', 'Second shop')
    const other = await shop.customer(slug)
    const former = await shop.customer('test-shop')
    const refused = async (userId: number) => (await send(shippedEvent(userId))).body
    const expected = {
      status: 400,
      errors: [{ path: 'user_id', message: 'is not a customer of this workspace' }],
    }
    expect(await refused(owner.userId)).toMatchObject(expected)
    expect(await refused(other.userId)).toMatchObject(expected)
    expect((await send(shippedEvent(former.userId))).status).toBe(202)
    await setRole(shop.db, former, 'Customer')
    shop.services.access.apply([`user:${former.userId}`])
    expect(await refused(former.userId)).toMatchObject(expected)
  })
})

test('413: a body of more than 1 MiB', async () => {
  const reply = await send(shippedEvent(ada.userId, { pad: 'x'.repeat(2 ** 20) }))
  expect(reply.body).toMatchObject({ status: 413, code: 'payload_too_large' })
})

describe('GET /event-types', () => {
  test('200 for anybody: the 19 types, each with a schema that its example fits', async () => {
    const reply = await shop.call('GET', '/event-types')
    expect(reply.status).toBe(200)
    expect(reply.body.data.map(({ name }: { name: string }) => name)).toEqual([...eventTypes])
    const ajv = new Ajv2020({ strict: false })
    addFormats.default(ajv)
    for (const { name, schema, example, description } of reply.body.data) {
      expect(example.type).toBe(name)
      expect(description).not.toBe('')
      expect(ajv.validate(schema, example), ajv.errorsText()).toBe(true)
      expect(ajv.validate(schema, { ...example, data: {} })).toBe(false)
    }
  })

  test('says who gets a type and who may publish it', async () => {
    const { data } = (await shop.call('GET', '/event-types')).body
    const named = (name: string) => data.find((type: { name: string }) => type.name === name)
    expect(named('security.2fa_enabled')).toMatchObject({
      family: 'security',
      customer_only: true,
      publishable: false,
    })
    expect(named('order.shipped')).toMatchObject({ family: 'order', customer_only: false, publishable: true })
    expect(named('webhook.test')).toMatchObject({ customer_only: false, publishable: false })
  })
})
