import { describe, expect, test } from 'vitest'
import { addressIn, parseCidrs } from '../platform/outbound/index.ts'
import { row, startHttpApp } from './testing/http-app.ts'

const rows = [
  row({ path: '/healthz' }),
  row({ path: '/readyz' }),
  row({ path: '/metrics', access: { kind: 'operator' } }),
  row({ path: '/projects' }),
  row({ path: '/who', handler: async (call) => ({ address: call.address }) }),
]

describe('health and figures', () => {
  test.each(['/healthz', '/readyz', '/metrics'])('200: %s stands beside the API too', async (path) => {
    const { call } = await startHttpApp(rows)
    for (const url of [path, `/api${path}`, `${path}?probe=1`])
      expect((await call('GET', url)).status).toBe(200)
    expect((await call('GET', `${path}/`)).status).toBe(404)
  })

  test('404: nothing else does', async () => {
    const { call } = await startHttpApp(rows)
    expect((await call('GET', '/projects')).status).toBe(404)
    expect((await call('GET', '/projects', { headers: { host: 'api.example.com' } })).status).toBe(404)
  })
})

describe('the API’s own host', () => {
  const start = (apiHost: string) => startHttpApp(rows, { apiHost })
  const at = (host: string) => ({ headers: { host } })

  test('200: the same routes at /, and under /api still', async () => {
    const { call } = await start('api.example.com')
    for (const url of ['/projects', '/projects?limit=1', '/api/projects', '/healthz', '/metrics'])
      expect((await call('GET', url, at('api.example.com'))).status).toBe(200)
  })

  test('200: its name in any case, with any port where none is configured', async () => {
    const { call } = await start('api.example.com')
    for (const host of ['API.Example.com', 'api.example.com:443', 'api.example.com:3000'])
      expect((await call('GET', '/projects', at(host))).status).toBe(200)
  })

  test('a configured port is the only one', async () => {
    const { call } = await start('localhost:3001')
    expect((await call('GET', '/projects', at('localhost:3001'))).status).toBe(200)
    expect((await call('GET', '/projects', at('localhost:3000'))).status).toBe(404)
    expect((await call('GET', '/projects', at('localhost'))).status).toBe(404)
  })

  test('404: elsewhere they stand under /api only', async () => {
    const { call } = await start('api.example.com')
    for (const host of [
      'fab.example.com',
      'xapi.example.com',
      'api.example.com.evil.example',
      'api.example.com@x',
    ])
      expect((await call('GET', '/projects', at(host))).status).toBe(404)
    expect((await call('GET', '/api/projects', at('fab.example.com'))).status).toBe(200)
  })

  test('404: problem details for everything unknown there', async () => {
    const { call } = await start('api.example.com')
    const reply = await call('GET', '/', { headers: { host: 'api.example.com', accept: 'text/html' } })
    expect(reply.body).toMatchObject({ status: 404, code: 'not_found' })
  })
})

describe('the caller’s address', () => {
  const trusted = parseCidrs('127.0.0.1/32,10.0.0.0/8')
  const address = async (forwarded: string, trust = true) => {
    const { call } = await startHttpApp(rows, {
      trustProxy: (hop) => trust && trusted.some((range) => addressIn(range, hop)),
    })
    return (await call('GET', '/api/who', { headers: { 'x-forwarded-for': forwarded } })).body.address
  }

  test('comes from a trusted proxy', async () => {
    expect(await address('198.51.100.7')).toBe('198.51.100.7')
    expect(await address('198.51.100.7, 10.1.2.3')).toBe('198.51.100.7')
  })

  test('is the last one that no trusted proxy vouches for: what stands before it anybody can write', async () => {
    expect(await address('1.2.3.4, 198.51.100.7')).toBe('198.51.100.7')
    expect(await address('127.0.0.1, 198.51.100.7, 10.1.2.3')).toBe('198.51.100.7')
  })

  test('is the connection’s own where no proxy is trusted', async () => {
    expect(await address('198.51.100.7', false)).toBe('127.0.0.1')
  })
})
