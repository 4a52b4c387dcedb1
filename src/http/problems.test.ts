import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { pathId } from '../contract/common.ts'
import { Problem } from '../contract/errors.ts'
import { DatabaseUnavailableError } from '../db/port.ts'
import { StorageUnavailableError } from '../platform/storage/index.ts'
import { customer, origin, row, startHttpApp } from './testing/http-app.ts'

const failing = (path: string, error: unknown) =>
  row({
    path,
    handler: async () => {
      throw error
    },
  })

const rows = [
  failing('/broken', new Error('the password is swordfish')),
  failing('/strange', 'not even an error'),
  failing('/database', new DatabaseUnavailableError(new Error('ECONNREFUSED 10.0.0.5'))),
  failing('/storage', new StorageUnavailableError('put', new Error('ENOSPC'))),
  failing('/members', new Problem('plan_required', { members: { required_plan: 'enterprise' } })),
  row({ path: '/mine', access: { kind: 'any' } }),
  row({ path: '/projects/{id}', params: pathId }),
  row({ path: '/scoped', access: { kind: 'granted', scope: 'read:quotes', users: 'any' } }),
  row({ path: '/full', access: { kind: 'granted', users: 'any' } }),
  row({ method: 'POST', path: '/write', body: z.strictObject({ name: z.string() }) }),
]

const pat = { ...customer, kind: 'pat', tokenId: '1', scopes: ['read:cad'], fullAccess: false } as const

const start = () => startHttpApp(rows, { callers: { good: customer, scoped: pat } })

const without = (body: Record<string, unknown>): Record<string, unknown> => ({ ...body, instance: '' })

describe('problem details', () => {
  test('name their page, their code and the request id', async () => {
    const { call } = await start()
    const reply = await call('GET', '/api/nothing')
    expect(reply.status).toBe(404)
    expect(reply.headers['content-type']).toBe('application/problem+json; charset=utf-8')
    expect(reply.headers['cache-control']).toBe('no-store')
    expect(reply.body).toEqual({
      type: `${origin}/docs/errors/not_found`,
      title: 'Not found',
      status: 404,
      code: 'not_found',
      detail: 'There is nothing here that you can see.',
      instance: reply.headers['x-request-id'],
    })
    expect(reply.body.instance).toMatch(/^[0-9a-f-]{36}$/)
  })

  test('carry the members that the thrower added', async () => {
    const { call } = await start()
    const reply = await call('GET', '/api/members')
    expect(reply.body).toMatchObject({ status: 403, code: 'plan_required', required_plan: 'enterprise' })
  })

  test('never take the request id from the caller', async () => {
    const { call } = await start()
    const reply = await call('GET', '/api/thing', {
      headers: { 'x-request-id': 'mine', 'request-id': 'mine' },
    })
    expect(reply.headers['x-request-id']).not.toBe('mine')
  })
})

describe('500 and 503', () => {
  test.each(['/broken', '/strange'])('500: %s says nothing of its cause, the log does', async (path) => {
    const { call, logLines } = await start()
    const reply = await call('GET', `/api${path}`)
    expect(reply.body).toMatchObject({ status: 500, code: 'internal' })
    expect(reply.text).not.toMatch(/swordfish|not even|stack/)
    const line = logLines.map((text) => JSON.parse(text)).find(({ level }) => level === 50)
    expect(line).toMatchObject({ request_id: reply.body.instance, msg: 'request failed' })
    expect(JSON.stringify(line)).toMatch(/swordfish|not even an error/)
  })

  test.each(['/database', '/storage'])('503: %s is not there at the moment', async (path) => {
    const { call } = await start()
    const reply = await call('GET', `/api${path}`)
    expect(reply.body).toMatchObject({ status: 503, code: 'unavailable' })
    expect(reply.headers['retry-after']).toBe('5')
    expect(reply.text).not.toMatch(/10\.0\.0\.5|ENOSPC/)
  })
})

describe('401 and 403 tell a client library what is wrong (RFC 6750)', () => {
  const challenge = async (path: string, headers = {}) =>
    (await (await start()).call('GET', `/api${path}`, { headers })).headers['www-authenticate']

  test('401: no credential', async () => {
    expect(await challenge('/mine')).toBe('Bearer realm="fabwire"')
  })

  test('401: a refused one', async () => {
    expect(await challenge('/mine', { authorization: 'Bearer bad' })).toBe(
      'Bearer realm="fabwire", error="invalid_token"',
    )
  })

  test('403: the scope that is missing', async () => {
    const as = { authorization: 'Bearer scoped' }
    expect(await challenge('/scoped', as)).toBe(
      'Bearer realm="fabwire", error="insufficient_scope", scope="read:quotes"',
    )
    expect(await challenge('/full', as)).toBe(
      'Bearer realm="fabwire", error="insufficient_scope", scope="full_access"',
    )
  })

  test('200 and 404 carry no challenge', async () => {
    expect(await challenge('/mine', { authorization: 'Bearer good' })).toBeUndefined()
    expect(await challenge('/nothing')).toBeUndefined()
  })

  test('401: every refused credential gets the same body', async () => {
    const { call } = await start()
    const secrets = ['', 'x', 'pat_', `pat_${'0'.repeat(64)}`, 'scoped ', 'GOOD']
    const bodies = await Promise.all([
      ...secrets.map((secret) =>
        call('GET', '/api/mine', { headers: { authorization: `Bearer ${secret}` } }),
      ),
      call('GET', '/api/mine', { headers: { authorization: 'Basic Z29vZDo=' } }),
      call('GET', '/api/mine', { headers: { 'x-api-key': 'bad' } }),
      call('GET', '/api/mine', { headers: { cookie: 'session=bad' } }),
    ])
    expect(new Set(bodies.map(({ body }) => JSON.stringify(without(body)))).size).toBe(1)
    expect(bodies[0]?.body).toMatchObject({ status: 401, code: 'invalid_token' })
  })
})

describe('404 is the same whatever is not there', () => {
  const id = '01900000-0000-7000-8000-000000000000'

  test.each([
    ['an unknown path', '/api/nope'],
    ['the root of the API', '/api'],
    ['a path with a slash at its end', '/api/thing/'],
    ['a malformed id', '/api/projects/1'],
    ['an id with more behind it', `/api/projects/${id}x`],
    ['NUL', '/api/projects/%00'],
    ['a broken escape', '/api/projects/%zz'],
    ['half a character', '/api/projects/%ff'],
    ['an endless id', `/api/projects/${'a'.repeat(5_000)}`],
    ['dots', '/api/projects/..%2f..%2fetc'],
  ])('404: %s', async (_, url) => {
    const { call } = await start()
    const reply = await call('GET', url)
    expect(reply.status).toBe(404)
    const known = await call('GET', '/api/unknown')
    expect(without(reply.body)).toEqual(without(known.body))
    expect(reply.headers['x-request-id']).toBe(reply.body.instance)
    expect(reply.headers['x-content-type-options']).toBe('nosniff')
  })

  test.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])(
    '404: %s where only GET is served',
    async (method) => {
      const { call } = await start()
      const reply = await call(method, '/api/scoped')
      expect(reply.status).toBe(404)
      expect(reply.headers.allow).toBeUndefined()
    },
  )
})

describe('bodies that cannot be used', () => {
  const send = async (payload: string | Buffer, type: string | undefined = 'application/json') =>
    (await start()).call('POST', '/api/write', { payload, headers: type ? { 'content-type': type } : {} })

  test.each([
    ['cut off', '{"name": "x"'],
    ['not JSON', 'name=x'],
    ['__proto__', '{"name": "x", "__proto__": {"admin": true}}'],
    ['constructor.prototype', '{"name": "x", "constructor": {"prototype": {"admin": true}}}'],
    ['a nested __proto__', '{"name": {"__proto__": {}}}'],
  ])('400 malformed_request: %s', async (_, payload) => {
    const reply = await send(payload)
    expect(reply.body).toMatchObject({ status: 400, code: 'malformed_request' })
    expect(({} as { admin?: unknown }).admin).toBeUndefined()
  })

  test.each([
    ['Latin-1', Buffer.from('{"name": "Müller"}', 'latin1')],
    ['UTF-16', Buffer.from('{"name": "x"}', 'utf16le')],
    [
      'an overlong slash',
      Buffer.concat([Buffer.from('{"name": "'), Buffer.of(0xc0, 0xaf), Buffer.from('"}')]),
    ],
  ])('400 malformed_request: %s is not UTF-8', async (_, payload) => {
    expect((await send(payload)).body).toMatchObject({ status: 400, code: 'malformed_request' })
  })

  test('200: UTF-8 with a byte order mark', async () => {
    expect((await send('\ufeff{"name": "Müller"}')).status).toBe(200)
  })

  test.each([
    ['NUL', '{"name": "a\\u0000b"}', 'name'],
    ['half a character', '{"name": "a\\ud800"}', 'name'],
    ["NUL in a member's name", '{"a\\u0000": 1}', ''],
    ['NUL further in', '{"name": [{"x": ["", "\\u0000"]}]}', 'name[0].x[1]'],
    ['bottomless nesting', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, `${'[0]'.repeat(64)}`],
  ])('400 validation_failed: %s', async (_, payload, path) => {
    const reply = await send(payload)
    expect(reply.body).toMatchObject({ status: 400, code: 'validation_failed', errors: [{ path }] })
  })

  test.each([
    ['text/plain'],
    ['application/x-www-form-urlencoded'],
    ['application/xml'],
    ['application/jsonx'],
    ['multipart/form-data; boundary=x'],
    ['nonsense'],
  ])('415: %s', async (type) => {
    expect((await send('{"name": "x"}', type)).body).toMatchObject({
      status: 415,
      code: 'unsupported_media_type',
    })
  })

  test('415: a body that does not say what it is', async () => {
    const { call } = await start()
    const reply = await call('POST', '/api/write', { payload: Buffer.from('{"name": "x"}') })
    expect(reply.body).toMatchObject({ status: 415, code: 'unsupported_media_type' })
  })

  test('413: a byte more than a mebibyte; 200: exactly one', async () => {
    const padded = (bytes: number) => '{"name": "x"}'.padEnd(bytes)
    expect((await send(padded(2 ** 20 + 1))).body).toMatchObject({ status: 413, code: 'payload_too_large' })
    expect((await send(padded(2 ** 20))).status).toBe(200)
  })

  test.each([
    ['absent', undefined],
    ['empty', ''],
    ['null', 'null'],
    ['a number', '7'],
    ['an array', '[]'],
  ])('400 validation_failed: %s where an object is expected', async (_, payload) => {
    const { call } = await start()
    const headers = { 'content-type': 'application/json' }
    const reply = await call('POST', '/api/write', payload === undefined ? {} : { payload, headers })
    expect(reply.body).toMatchObject({ status: 400, code: 'validation_failed' })
  })
})
