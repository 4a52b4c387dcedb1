import { Readable } from 'node:stream'
import { describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { pathId } from '../contract/common.ts'
import { Answer, JsonText } from '../contract/route.ts'
import type { Access } from '../domain/access/authorize.ts'
import { customer, origin, row, startHttpApp } from './testing/http-app.ts'

const id = '01900000-0000-7000-8000-000000000000'
const staff: Access = { kind: 'granted', users: { member: 'staff' } }
const as = { headers: { authorization: 'Bearer good' } }
const callers = { good: customer }

describe('what a handler knows', () => {
  test('principal, parsed input, address, agent, request id', async () => {
    const handler = vi.fn(async () => ({}))
    const { call } = await startHttpApp(
      [
        row({
          method: 'POST',
          path: '/things/{id}/parts',
          access: { kind: 'any' },
          params: pathId,
          query: z.strictObject({ limit: z.coerce.number() }),
          body: z.strictObject({ name: z.string().trim() }),
          handler,
        }),
      ],
      { callers },
    )
    const reply = await call('POST', `/api/things/${id}/parts?limit=3`, {
      headers: { authorization: 'Bearer good', 'user-agent': 'curl/8', cookie: 'colour=blue' },
      payload: { name: ' x ' },
    })
    expect(reply.status).toBe(200)
    expect(handler).toHaveBeenCalledWith(
      expect.objectContaining({
        principal: customer,
        params: { id },
        query: { limit: 3 },
        body: { name: 'x' },
        address: '127.0.0.1',
        userAgent: 'curl/8',
        cookies: { colour: 'blue' },
        requestId: reply.headers['x-request-id'],
      }),
    )
  })

  test('an open row’s handler has no principal, whoever calls', async () => {
    const handler = vi.fn(async () => ({}))
    const { call } = await startHttpApp([row({ handler })], { callers })
    await call('GET', '/api/thing', as)
    expect(handler).toHaveBeenCalledWith(expect.objectContaining({ principal: null }))
  })
})

describe('the order of refusals', () => {
  const handler = vi.fn()
  const rows = [
    row({
      method: 'POST',
      path: '/things/{id}',
      access: staff,
      params: pathId,
      body: z.strictObject({}),
      handler,
    }),
  ]
  const post = async (path: string, headers: Record<string, string>) =>
    (await startHttpApp(rows, { callers })).call('POST', path, {
      headers: { 'content-type': 'application/json', ...headers },
      payload: '{broken',
    })

  test('400, 401, 403 come before the body is read, and never reach the handler', async () => {
    const bearer = { authorization: 'Bearer good' }
    expect((await post('/api/things/1', { ...bearer, 'x-api-key': 'k' })).body.code).toBe(
      'ambiguous_credentials',
    )
    expect((await post('/api/things/1', {})).body.code).toBe('unauthenticated')
    expect((await post('/api/things/1', { cookie: 'session=good' })).body.code).toBe('csrf_refused')
    expect((await post('/api/things/1', { cookie: 'session=bad', origin })).body.code).toBe('invalid_token')
    expect((await post('/api/things/1', bearer)).body.code).toBe('role_required')
    expect(handler).not.toHaveBeenCalled()
  })
})

describe('input', () => {
  const rows = [
    row({
      method: 'POST',
      path: '/deep',
      body: z.strictObject({
        name: z.string().min(1, 'must not be empty'),
        lines: z.array(z.strictObject({ quantity: z.number() })).optional(),
      }),
    }),
    row({ path: '/list', query: z.strictObject({ limit: z.coerce.number().int().max(200).default(50) }) }),
    row({ method: 'POST', path: '/now' }),
    row({
      method: 'POST',
      path: '/maybe',
      body: z.strictObject({ a: z.string().optional() }),
      bodyOptional: true,
    }),
  ]
  const errorsOf = async (payload: object) =>
    (await (await startHttpApp(rows)).call('POST', '/api/deep', { payload })).body.errors

  test('400: each error says where it is', async () => {
    expect(await errorsOf({ name: '' })).toEqual([{ path: 'name', message: 'must not be empty' }])
    expect(await errorsOf({ name: 'x', lines: [{ quantity: 1 }, { quantity: 'two' }] })).toEqual([
      { path: 'lines[1].quantity', message: expect.stringContaining('number') },
    ])
    expect(await errorsOf({})).toMatchObject([{ path: 'name' }])
  })

  test('400: unknown members are named one by one, also inside', async () => {
    expect(await errorsOf({ name: 'x', role: 'owner', plan: 'pro' })).toEqual([
      { path: 'role', message: 'is not known here' },
      { path: 'plan', message: 'is not known here' },
    ])
    expect(await errorsOf({ name: 'x', lines: [{ quantity: 1, price: 2 }] })).toEqual([
      { path: 'lines[0].price', message: 'is not known here' },
    ])
  })

  test('400: queries the same way', async () => {
    const { call } = await startHttpApp(rows)
    expect((await call('GET', '/api/list?limit=500')).body.errors).toMatchObject([{ path: 'limit' }])
    expect((await call('GET', '/api/list?offset=5')).body.errors).toEqual([
      { path: 'offset', message: 'is not known here' },
    ])
    expect((await call('GET', '/api/list?limit=1&limit=2')).body.errors).toMatchObject([{ path: 'limit' }])
    expect((await call('GET', '/api/list?limit=%00')).body.errors).toMatchObject([{ path: 'limit' }])
  })

  test('400: a body where none is taken; 200: none, or an empty one', async () => {
    const { call } = await startHttpApp(rows)
    const taken = await call('POST', '/api/now', { payload: { force: true } })
    expect(taken.body).toMatchObject({ status: 400, errors: [{ path: '', message: 'takes no body' }] })
    expect((await call('POST', '/api/now')).status).toBe(200)
    expect((await call('POST', '/api/now', { payload: {} })).status).toBe(200)
  })

  test('200: a body that may be absent', async () => {
    const { call } = await startHttpApp(rows)
    expect((await call('POST', '/api/maybe')).status).toBe(200)
    expect((await call('POST', '/api/maybe', { payload: { a: 'x' } })).status).toBe(200)
    expect((await call('POST', '/api/maybe', { payload: { b: 'x' } })).status).toBe(400)
  })

  test('a method in a header or query changes nothing', async () => {
    const deleted = vi.fn(async () => undefined)
    const { call } = await startHttpApp([
      ...rows,
      row({ method: 'DELETE', path: '/deep', success: { status: 204 }, handler: deleted }),
    ])
    const headers = { 'x-http-method-override': 'DELETE', 'x-method-override': 'DELETE' }
    expect((await call('POST', '/api/deep?_method=DELETE', { headers, payload: { name: 'x' } })).status).toBe(
      200,
    )
    expect(deleted).not.toHaveBeenCalled()
  })
})

describe('answers', () => {
  let released = false
  const endless = () =>
    new Readable({
      read() {
        this.push('data: x\n\n')
      },
      destroy(error, done) {
        released = true
        done(error)
      },
    })
  const rows = [
    row({ method: 'POST', path: '/made', success: { status: 201 }, handler: async () => ({ id: 1 }) }),
    row({ method: 'DELETE', path: '/gone', success: { status: 204 }, handler: async () => undefined }),
    row({ path: '/text', success: { status: 200, mediaType: 'text/csv' }, handler: async () => 'a,b' }),
    row({
      path: '/cached',
      handler: async () => new Answer({ a: 1 }, { 'cache-control': 'public, max-age=60' }),
    }),
    row({
      path: '/file',
      handler: async () =>
        new Answer(Readable.from(['bytes']), { 'content-type': 'model/stl', 'content-length': '5' }),
    }),
    row({
      path: '/stream',
      handler: async () => new Answer(endless(), { 'content-type': 'text/event-stream' }),
    }),
    row({
      method: 'POST',
      path: '/either',
      body: z.strictObject({ dry: z.boolean() }),
      success: {
        status: 202,
        schema: z.strictObject({ id: z.number() }),
        or: { status: 200, schema: z.strictObject({ count: z.number() }), description: 'Dry.' },
      },
      handler: async ({ body }) =>
        (body as { dry: boolean }).dry ? new Answer({ count: 3 }, {}, 200) : { id: 1 },
    }),
    row({ path: '/undeclared', handler: async () => new Answer({}, {}, 202) }),
    row({
      path: '/as-it-is',
      success: { status: 200, schema: z.strictObject({ n: z.number() }) },
      handler: async () => new JsonText('{ "n": 1.0 }'),
    }),
    row({
      path: '/wrong',
      success: { status: 200, schema: z.strictObject({ id: z.number() }) },
      handler: async () => ({ id: 1, secret: 's' }),
    }),
  ]

  test('201 with the record, 204 with nothing, other media types as they are', async () => {
    const { call } = await startHttpApp(rows)
    const made = await call('POST', '/api/made')
    expect(made).toMatchObject({ status: 201, body: { id: 1 } })
    expect(made.headers['content-type']).toBe('application/json; charset=utf-8')
    expect(await call('DELETE', '/api/gone')).toMatchObject({ status: 204, text: '' })
    const csv = await call('GET', '/api/text')
    expect(csv.headers['content-type']).toMatch(/^text\/csv/)
    expect(csv.text).toBe('a,b')
  })

  test('one of two statuses, each with its shape; 500 for one that the row does not name', async () => {
    const { call } = await startHttpApp(rows)
    const either = (dry: boolean) => call('POST', '/api/either', { payload: { dry } })
    expect(await either(true)).toMatchObject({ status: 200, body: { count: 3 } })
    expect(await either(false)).toMatchObject({ status: 202, body: { id: 1 } })
    expect((await call('GET', '/api/undeclared')).status).toBe(500)
  })

  test('JSON that is text already keeps its form', async () => {
    const { call } = await startHttpApp(rows)
    const reply = await call('GET', '/api/as-it-is')
    expect([reply.text, reply.headers['content-type']]).toEqual([
      '{ "n": 1.0 }',
      'application/json; charset=utf-8',
    ])
  })

  test('are not stored by caches unless they say so', async () => {
    const { call } = await startHttpApp(rows)
    expect((await call('POST', '/api/made')).headers['cache-control']).toBe('no-store')
    expect((await call('GET', '/api/cached')).headers['cache-control']).toBe('public, max-age=60')
  })

  test('500: one that is not as its row says, where answers are verified', async () => {
    const { call } = await startHttpApp(rows)
    expect((await call('GET', '/api/wrong')).body.code).toBe('internal')
    const unverified = await startHttpApp(rows, { verifyAnswers: false })
    expect((await unverified.call('GET', '/api/wrong')).status).toBe(200)
  })

  test('HEAD: the headers of GET and no body', async () => {
    const { call } = await startHttpApp(rows)
    const head = await call('HEAD', '/api/cached')
    expect(head).toMatchObject({ status: 200, text: '' })
    expect(head.headers['content-length']).toBe('7')
    const file = await call('HEAD', '/api/file')
    expect(file).toMatchObject({ status: 200, text: '' })
    expect(file.headers).toMatchObject({ 'content-length': '5', 'content-type': 'model/stl' })
    expect((await call('HEAD', '/api/made')).status).toBe(404)
  })

  test('HEAD: ends at once where GET never does, and lets go of the stream', async () => {
    const { call } = await startHttpApp(rows)
    expect(await call('HEAD', '/api/stream')).toMatchObject({ status: 200, text: '' })
    expect(released).toBe(true)
  })

  test('HEAD: is refused as GET is', async () => {
    const { call } = await startHttpApp([row({ access: staff })], { callers })
    expect((await call('HEAD', '/api/thing')).status).toBe(401)
    expect((await call('HEAD', '/api/thing', as)).status).toBe(403)
  })

  test('404: OPTIONS, and no answer ever allows another origin', async () => {
    const { call } = await startHttpApp([row({ access: { kind: 'any' } }), ...rows], { callers })
    const preflight = await call('OPTIONS', '/api/thing', {
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
    })
    expect(preflight.status).toBe(404)
    const read = await call('GET', '/api/thing', {
      headers: { origin: 'https://evil.example', cookie: 'session=good' },
    })
    expect(read.status).toBe(200)
    for (const { headers } of [preflight, read])
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([])
  })
})

describe('every answer', () => {
  test('carries the headers that keep a browser in bounds', async () => {
    const { call } = await startHttpApp([row({})])
    for (const path of ['/api/thing', '/api/nothing', '/nothing']) {
      const { headers } = await call('GET', path)
      expect(headers).toMatchObject({
        'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
      })
      expect(headers['content-security-policy']).toContain("script-src 'self';")
      expect(headers['content-security-policy']).not.toContain('unsafe')
      expect(headers).not.toHaveProperty('strict-transport-security')
      expect(headers).not.toHaveProperty('server')
      expect(headers).not.toHaveProperty('x-powered-by')
    }
  })

  test('keeps browsers on https where the site is', async () => {
    const { call } = await startHttpApp([row({})], { baseUrl: () => 'https://fab.example.com' })
    expect((await call('GET', '/api/thing')).headers['strict-transport-security']).toBe('max-age=31536000')
  })

  test('is one line in the log: pattern, status, caller, never the URL', async () => {
    const seen: unknown[] = []
    const { call, logLines } = await startHttpApp([row({ path: '/things/{id}', access: { kind: 'any' } })], {
      callers,
      onResponse: (...args) => seen.push(args.slice(0, 3)),
    })
    const reply = await call('GET', `/api/things/${id}?q=private`, as)
    expect(logLines.map((line) => JSON.parse(line))).toMatchObject([
      {
        msg: 'request',
        method: 'GET',
        route: '/api/things/:id',
        status: 200,
        address: '127.0.0.1',
        principal: 'user:7',
        request_id: reply.headers['x-request-id'],
      },
    ])
    expect(logLines.join()).not.toMatch(/private|Bearer|good/)
    expect(seen).toEqual([['/api/things/:id', 'GET', 200]])
  })
})
