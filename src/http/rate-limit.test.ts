import { describe, expect, test } from 'vitest'
import type { Principal } from '../domain/access/principal.ts'
import { ManualClock } from '../platform/clock.ts'
import { requestLimiter } from './rate-limit.ts'
import { customer, row, startHttpApp } from './testing/http-app.ts'

const neighbour: Principal = { ...customer, userId: 8 }
const pat: Principal = { ...customer, kind: 'pat', tokenId: 't1', scopes: [], fullAccess: true }
const key: Principal = {
  kind: 'api_key',
  keyId: 'k1',
  createdBy: 7,
  scopes: ['api'],
  environment: 'production',
  workspaceId: customer.workspaceId,
  plan: 'enterprise',
  expiresAt: null,
}
const callers = { good: customer, again: customer, neighbour, pat, key }

const rows = [
  row({ path: '/mine', access: { kind: 'any' } }),
  row({ path: '/members', access: { kind: 'granted', users: { member: 'staff' } } }),
  row({ path: '/open' }),
]

async function start(quota = 3) {
  const clock = new ManualClock('2026-05-15T11:00:00Z')
  const http = await startHttpApp(rows, {
    callers,
    limiter: requestLimiter(quota, clock),
    trustProxy: () => true,
  })
  const get = (path: string, secret?: string, address = '198.51.100.1') =>
    http.call('GET', `/api${path}`, {
      headers: { 'x-forwarded-for': address, ...(secret && { authorization: `Bearer ${secret}` }) },
    })
  return { ...http, clock, get }
}

describe('limits', () => {
  test('tell what is left, and 429 when nothing is, until as many seconds have passed as it says', async () => {
    const { get, clock } = await start()
    const first = await get('/mine', 'good')
    expect(first.headers['ratelimit-policy']).toBe('"default";q=3;w=60')
    expect(first.headers.ratelimit).toBe('"default";r=2;t=20')
    await get('/mine', 'good')
    expect((await get('/mine', 'good')).headers.ratelimit).toBe('"default";r=0;t=60')

    const refused = await get('/mine', 'good')
    expect(refused.body).toMatchObject({ status: 429, code: 'rate_limited' })
    expect(refused.headers).toMatchObject({ 'retry-after': '20', ratelimit: '"default";r=0;t=20' })

    clock.advance(19_999)
    expect((await get('/mine', 'good')).status).toBe(429)
    clock.advance(1)
    expect((await get('/mine', 'good')).status).toBe(200)
  })

  test('count per principal: a user’s sessions together, each token and key by itself', async () => {
    const { get } = await start(1)
    expect((await get('/mine', 'good')).status).toBe(200)
    expect((await get('/mine', 'again')).status).toBe(429)
    expect((await get('/mine', 'again', '203.0.113.9')).status).toBe(429)
    for (const other of ['neighbour', 'pat', 'key']) expect((await get('/mine', other)).status).toBe(200)
  })

  test('count what is not allowed as well', async () => {
    const { get } = await start(1)
    expect((await get('/members', 'good')).status).toBe(403)
    expect((await get('/mine', 'good')).status).toBe(429)
  })

  test('count callers without a credential by network: an IPv6 host has its /64', async () => {
    const { get } = await start(1)
    expect((await get('/open')).status).toBe(200)
    expect((await get('/open')).status).toBe(429)
    expect((await get('/open', undefined, '198.51.100.2')).status).toBe(200)
    expect((await get('/open', undefined, '2001:db8:0:1::1')).status).toBe(200)
    expect((await get('/open', undefined, '2001:db8:0:1:ffff::2')).status).toBe(429)
    expect((await get('/open', undefined, '2001:db8:0:2::1')).status).toBe(200)
    expect((await get('/open', undefined, '::ffff:198.51.100.2')).status).toBe(429)
  })

  test('bound refused credentials by network, and leave good ones from there alone', async () => {
    const { get } = await start(2)
    expect((await get('/mine', 'bad')).status).toBe(401)
    expect((await get('/mine')).status).toBe(401)
    const refused = await get('/mine', 'bad')
    expect(refused.body).toMatchObject({ status: 429, code: 'rate_limited' })
    expect(refused.headers['www-authenticate']).toBeUndefined()
    expect((await get('/mine', 'good')).status).toBe(200)
    expect((await get('/open')).status).toBe(200)
  })

  test('off: no headers, no bound', async () => {
    const { get } = await start(0)
    for (let i = 0; i < 50; i++) expect((await get('/open')).status).toBe(200)
    expect((await get('/open')).headers).not.toHaveProperty('ratelimit')
  })
})
