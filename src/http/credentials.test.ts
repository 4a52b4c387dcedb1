import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { customer, row, startHttpApp } from './testing/http-app.ts'
import { rawRequest } from './testing/raw-request.ts'

const token = `pat_${'0123456789abcdef'.repeat(4)}`
const key = `fwk_${'0123456789abcdef'.repeat(4)}`

const text = z.strictObject({ text: z.unknown().optional(), token: z.unknown().optional() })
const rows = [
  row({ path: '/who', access: { kind: 'any' }, handler: async (call) => ({ kind: call.principal?.kind }) }),
  row({ path: '/open' }),
  row({ path: '/search', query: z.looseObject({}) }),
  row({ method: 'POST', path: '/write', body: text }),
  row({ method: 'POST', path: '/tokens/report-leak', body: text, tokenMember: 'token' }),
  row({
    path: '/figures',
    access: { kind: 'operator' },
    handler: async (call) => call.authorization ?? null,
  }),
]

const start = () => startHttpApp(rows, { callers: { good: customer } })

describe('one credential, once (security cases 3 and 4)', () => {
  test.each([
    ['two Authorization', ['Authorization: Bearer good', 'Authorization: Bearer good']],
    ['two, one of them of another scheme', ['Authorization: Bearer good', 'authorization: Basic eDp5']],
    ['two X-API-Key', ['X-API-Key: good', 'x-api-key: good']],
    ['a bearer and a key', ['Authorization: Bearer good', 'X-API-Key: good']],
    ['a cookie and a bearer', ['Cookie: session=good', 'Authorization: Bearer good']],
    ['a cookie and a key', ['X-API-Key: good', 'Cookie: other=1; session=good']],
    ['a cookie twice', ['Cookie: session=good; session=good']],
    ['a cookie in two headers', ['Cookie: session=good', 'Cookie: session=other']],
    ['an empty bearer and a cookie', ['Authorization: Bearer ', 'Cookie: session=good']],
    ['an empty key and a cookie', ['X-API-Key:', 'Cookie: session=good']],
  ])('400 ambiguous_credentials: %s', async (_, lines) => {
    const port = await (await start()).listen()
    for (const path of ['/api/who', '/api/open']) {
      const answer = await rawRequest(port, [`GET ${path} HTTP/1.1`, 'Host: localhost', ...lines])
      expect(answer).toMatch(/^HTTP\/1\.1 400 /)
      expect(answer).toContain('"code":"ambiguous_credentials"')
    }
  })

  test.each([
    ['a bearer', { authorization: 'Bearer good' }],
    ['a bearer in lower case', { authorization: 'bearer good' }],
    ['a key', { 'x-api-key': 'good' }],
    ['a cookie', { cookie: 'session=good' }],
    ['a cookie among others', { cookie: 'a=1; session=good; xsession=bad; session2=bad' }],
    ['a cookie beside an empty one', { cookie: 'session=; session=good' }],
  ])('200: %s alone', async (_, headers) => {
    const { call } = await start()
    expect((await call('GET', '/api/who', { headers })).status).toBe(200)
  })

  test('200: a refused credential does not keep anybody from what is open', async () => {
    const { call } = await start()
    expect((await call('GET', '/api/open', { headers: { cookie: 'session=stale' } })).status).toBe(200)
    expect((await call('GET', '/api/open', { headers: { authorization: 'Bearer stale' } })).status).toBe(200)
  })

  test('200: the operator’s bearer is nobody’s credential', async () => {
    const { call } = await start()
    const headers = { authorization: 'Bearer anything', cookie: 'session=good' }
    expect((await call('GET', '/api/figures', { headers })).text).toBe('"Bearer anything"')
  })
})

describe('no token in a URL or a body (security case 5)', () => {
  test.each([
    ['a value', `?token=${token}`],
    ['a key', `?q=${key}`],
    ['inside a longer text', `?q=my-${token}-is-this`],
    ['escaped', `?q=${token.replace('_', '%5F')}`],
    ['the second of two', `?q=a&q=${token}`],
    ['after a plus', `?q=see+${token}`],
    ['a name without its form', `?limit=1&${'x'.repeat(500)}=${key}`],
  ])('400 credential_in_url: %s', async (_, query) => {
    const { call, logLines } = await start()
    for (const path of ['/api/open', '/api/search', '/api/who', '/api/figures']) {
      const reply = await call('GET', path + query)
      expect(reply.body).toMatchObject({ status: 400, code: 'credential_in_url' })
      expect(reply.text).not.toMatch(/[0-9a-f]{64}/)
    }
    expect(logLines.join('\n')).not.toMatch(/[0-9a-f]{64}/)
  })

  test('200: what only resembles a token is an ordinary value', async () => {
    const { call } = await start()
    for (const value of [token.slice(0, -1), token.toUpperCase(), token.replace('_', '-'), 'pat_'])
      expect((await call('GET', `/api/search?q=${value}`)).status).toBe(200)
  })

  test('400 credential_in_body: a top-level string', async () => {
    const { call, logLines } = await start()
    for (const body of [{ text: token }, { text: `key: ${key}` }, { token }]) {
      const reply = await call('POST', '/api/write', { payload: body })
      expect(reply.body).toMatchObject({ status: 400, code: 'credential_in_body' })
      expect(reply.text).not.toMatch(/[0-9a-f]{64}/)
    }
    expect(logLines.join('\n')).not.toMatch(/[0-9a-f]{64}/)
  })

  test('200: deeper down it is somebody’s own text', async () => {
    const { call } = await start()
    expect((await call('POST', '/api/write', { payload: { text: { of: token } } })).status).toBe(200)
  })

  test('a report of a leak takes a token in its one member, and nowhere else', async () => {
    const { call } = await start()
    const report = (payload: object, query = '') =>
      call('POST', `/api/tokens/report-leak${query}`, { payload })
    expect((await report({ token })).status).toBe(200)
    expect((await report({ token: `${token}\0` })).status).toBe(200)
    expect((await report({ token, text: token })).body.code).toBe('credential_in_body')
    expect((await report({ token }, `?token=${token}`)).body.code).toBe('credential_in_url')
  })

  test('404: the log of an unknown path keeps nothing of its query', async () => {
    const { call, logLines } = await start()
    expect((await call('GET', `/api/unknown/${token}?q=${key}`)).status).toBe(404)
    expect((await call('GET', `/${token}?q=${key}`)).status).toBe(404)
    expect(logLines.join('\n')).not.toMatch(/[0-9a-f]{64}/)
  })
})
