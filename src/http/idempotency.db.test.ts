import { describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { patience } from '../../test/harness/patience.ts'
import { Answer, type RouteRow } from '../contract/route.ts'
import { anything, counting, keyedApps, making, waiting } from './testing/keyed-app.ts'

const apps = keyedApps()
const { state, post, newKey } = apps

describe('the same key again', () => {
  test('201: the first answer, marked as replayed', async () => {
    const { made, row } = counting()
    const app = await apps.start(row)
    const key = newKey()
    expect(await post(app, { key })).toMatchObject({ status: 201, body: { id: 1 }, replayed: false })
    expect(await post(app, { key })).toMatchObject({ status: 201, body: { id: 1 }, replayed: true })
    expect(made.count).toBe(1)
  })

  test('201: whitespace, escapes and the order of members do not count', async () => {
    const { row } = counting()
    const app = await apps.start(row)
    const key = newKey()
    await post(app, { key, body: '{"a":{"x":1,"y":[1,2]},"b":"é"}' })
    const again = await post(app, { key, body: '{ "b": "\\u00e9", "a": {"y": [1, 2], "x": 1.0} }' })
    expect(again).toMatchObject({ status: 201, body: { id: 1 }, replayed: true })
  })

  test('422: with another body, and the first answer stays', async () => {
    const { made, row } = counting()
    const app = await apps.start(row)
    const key = newKey()
    await post(app, { key, body: { name: 'a' } })
    expect(await post(app, { key, body: { name: 'b' } })).toMatchObject({
      status: 422,
      code: 'idempotency_mismatch',
    })
    expect(await post(app, { key, body: { name: 'a' } })).toMatchObject({ status: 201, replayed: true })
    expect(made.count).toBe(1)
  })

  test('202: no body and none again', async () => {
    const app = await apps.start(making({ success: { status: 202 }, handler: async () => undefined }))
    const key = newKey()
    const send = () =>
      app.call('POST', '/api/thing', { headers: { authorization: 'Bearer alice', 'idempotency-key': key } })
    expect(await send()).toMatchObject({ status: 202, text: '' })
    const again = await send()
    expect(again).toMatchObject({ status: 202, text: '', headers: { 'idempotency-replayed': 'true' } })
  })

  test('200: an answer with a status of its own has it again', async () => {
    const success: RouteRow['success'] = {
      status: 202,
      or: { status: 200, schema: z.strictObject({ count: z.int() }), description: 'Counted.' },
    }
    const handler = async () => new Answer({ count: 3 }, {}, 200)
    const app = await apps.start(making({ body: anything, success, handler }))
    const key = newKey()
    for (const replayed of [false, true])
      expect(await post(app, { key })).toMatchObject({ status: 200, body: { count: 3 }, replayed })
  })

  test('201: from another node', async () => {
    const { made, row } = counting()
    const [one, other] = [await apps.start(row), await apps.start(row)]
    const key = newKey()
    await post(one, { key })
    expect(await post(other, { key })).toMatchObject({ status: 201, body: { id: 1 }, replayed: true })
    expect(made.count).toBe(1)
  })

  test('400: a body that is not valid takes no key', async () => {
    const { row } = counting({ body: z.strictObject({ name: z.string() }) })
    const app = await apps.start(row)
    const key = newKey()
    expect((await post(app, { key, body: { nam: 'a' } })).status).toBe(400)
    expect(await post(app, { key, body: { name: 'a' } })).toMatchObject({ status: 201, replayed: false })
  })
})

describe('while the first still runs', () => {
  test('409: nothing is begun; afterwards its answer', async () => {
    const { row, steps, runs } = waiting()
    const app = await apps.start(row)
    const key = newKey()
    const first = post(app, { key })
    await runs(1)
    expect(await post(app, { key })).toMatchObject({ status: 409, code: 'idempotency_in_progress' })
    steps[0]?.resolve({ id: 1 })
    expect(await first).toMatchObject({ status: 201, replayed: false })
    expect(await post(app, { key })).toMatchObject({ status: 201, body: { id: 1 }, replayed: true })
    expect(steps).toHaveLength(1)
  })

  test('422: another body', async () => {
    const { row, steps, runs } = waiting()
    const app = await apps.start(row)
    const key = newKey()
    const first = post(app, { key })
    await runs(1)
    expect((await post(app, { key, body: {} })).code).toBe('idempotency_mismatch')
    steps[0]?.resolve({ id: 1 })
    await first
  })

  test('ten at once: one is carried out', async () => {
    const { made, row } = counting()
    const app = await apps.start(row)
    const key = newKey()
    const replies = await Promise.all(Array.from({ length: 10 }, () => post(app, { key })))
    expect(made.count).toBe(1)
    const fresh = replies.filter((reply) => reply.status === 201 && !reply.replayed)
    expect(fresh).toHaveLength(1)
    for (const reply of replies.filter((one) => !fresh.includes(one)))
      expect(reply.replayed || reply.code === 'idempotency_in_progress').toBe(true)
    expect(await post(app, { key })).toMatchObject({ status: 201, body: { id: 1 }, replayed: true })
  })

  test('a caller that hangs up gets the answer the next time', async () => {
    const { row, steps, runs } = waiting()
    const app = await apps.start(row)
    const port = await app.listen()
    const key = newKey()
    const hangUp = new AbortController()
    const first = fetch(`http://127.0.0.1:${port}/api/thing`, {
      method: 'POST',
      headers: { authorization: 'Bearer alice', 'idempotency-key': key, 'content-type': 'application/json' },
      body: '{"name":"bracket"}',
      signal: hangUp.signal,
    })
    await runs(1)
    hangUp.abort()
    await expect(first).rejects.toThrow()
    steps[0]?.resolve({ id: 1 })
    await vi.waitFor(
      async () =>
        expect(await post(app, { key })).toMatchObject({ status: 201, body: { id: 1 }, replayed: true }),
      patience,
    )
  })
})

describe('keys of different requests do not meet', () => {
  test('201: another user, workspace or tenant key; but a user’s session and tokens share theirs', async () => {
    const { row } = counting()
    const app = await apps.start(row)
    const key = newKey()
    for (const as of ['alice', 'bob', 'abroad', 'erp', 'shop'])
      expect(await post(app, { key, as }), as).toMatchObject({ status: 201, replayed: false })
    expect(await post(app, { key, as: 'script' })).toMatchObject({ body: { id: 1 }, replayed: true })
    expect(await post(app, { key, as: 'erp' })).toMatchObject({ body: { id: 4 }, replayed: true })
  })

  test('201: another path, or another record in it', async () => {
    const { row } = counting()
    const params = z.object({ id: z.string() })
    const app = await apps.start(row, { ...row, path: '/things/{id}/parts', params })
    const key = newKey()
    for (const path of ['/thing', '/things/a/parts', '/things/b/parts'])
      expect(await post(app, { key, path }), path).toMatchObject({ status: 201, replayed: false })
    expect(await post(app, { key, path: '/things/a/parts' })).toMatchObject({
      body: { id: 2 },
      replayed: true,
    })
  })

  test('422: another query', async () => {
    const app = await apps.start(counting({ query: z.object({ mode: z.string() }) }).row)
    const key = newKey()
    await post(app, { key, path: '/thing?mode=a' })
    expect((await post(app, { key, path: '/thing?mode=b' })).code).toBe('idempotency_mismatch')
    expect((await post(app, { key, path: '/thing?mode=a' })).replayed).toBe(true)
  })
})

describe('the header', () => {
  test.each([
    ['a space', 'a b'],
    ['more than 255 characters', 'x'.repeat(256)],
    ['a character that is not ASCII', 'clé'],
    ['nothing', ''],
  ])('400: %s', async (_, key) => {
    const app = await apps.start(counting().row)
    const reply = await post(app, { key })
    expect(reply).toMatchObject({ status: 400, code: 'validation_failed' })
    expect(reply.body.errors).toEqual([
      { path: 'Idempotency-Key', message: 'must be 1 to 255 visible ASCII characters' },
    ])
  })

  test('201: 255 visible characters, quotes included', async () => {
    const app = await apps.start(counting().row)
    expect((await post(app, { key: `"${'~'.repeat(253)}"` })).status).toBe(201)
  })

  test.each<[string, Partial<RouteRow>]>([
    ['a transition', { success: { status: 200 } }],
    ['a row that takes no credential', { access: { kind: 'open' } }],
    ['another method', { method: 'PUT', success: { status: 201 } }],
  ])('means nothing on %s, whatever it holds', async (_, members) => {
    const { made, row } = counting(members)
    const app = await apps.start(row)
    const headers = {
      ...(row.access.kind === 'granted' && { authorization: 'Bearer alice' }),
      'content-type': 'application/json',
      'idempotency-key': 'a b',
    }
    for (const _ of Array(2)) await app.call(row.method, '/api/thing', { headers, payload: '{}' })
    expect(made.count).toBe(2)
  })

  test('without it: no query', async () => {
    const app = await apps.start(counting().row)
    const before = state.db.statementCount
    const headers = { authorization: 'Bearer alice' }
    expect((await app.call('POST', '/api/thing', { headers, payload: {} })).status).toBe(201)
    expect(state.db.statementCount).toBe(before)
  })
})
