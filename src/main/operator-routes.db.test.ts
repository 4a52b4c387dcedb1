import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startTestApp, type TestAppOptions } from '../../test/harness/app.ts'
import type { Environment } from '../platform/config.ts'
import { startMetricsServer } from './metrics-server.ts'

const token = 'operators-only-0123'

async function start(environment: Environment = {}, options: TestAppOptions = {}) {
  const shop = await startTestApp({ environment, ...options })
  onTestFinished(() => shop.close())
  const get = async (path: string, headers: Record<string, string> = {}) => {
    const {
      statusCode,
      body,
      headers: answered,
    } = await shop.app.inject({ method: 'GET', url: path, headers })
    return { status: statusCode, text: body, headers: answered }
  }
  return { ...shop, get }
}

describe('GET /healthz and /readyz', () => {
  test('200: to anybody, with /api and without, from no cache', async () => {
    const { get } = await start()
    for (const path of ['/healthz', '/readyz', '/api/healthz', '/api/readyz']) {
      const reply = await get(path)
      expect(reply).toMatchObject({ status: 200, text: '{"status":"ok"}' })
      expect(reply.headers['cache-control']).toBe('no-store')
    }
  })

  test('200 and 503: alive, but the file storage is gone', async () => {
    const { get, config } = await start()
    await rm(join(config.dataDir, 'files'), { recursive: true })
    expect((await get('/healthz')).status).toBe(200)
    const reply = await get('/readyz')
    expect(JSON.parse(reply.text)).toMatchObject({ status: 503, code: 'unavailable' })
    expect(reply.headers['retry-after']).toBe('5')
    expect(reply.text).not.toContain(config.dataDir)
  })
})

describe('GET /metrics', () => {
  test('404: where no token is configured, whatever is sent', async () => {
    const { get } = await start()
    for (const headers of [{}, { authorization: `Bearer ${token}` }, { authorization: 'Bearer ' }]) {
      const reply = await get('/metrics', headers)
      expect(JSON.parse(reply.text)).toMatchObject({ status: 404, code: 'not_found' })
    }
  })

  test('401: without the token, or with another', async () => {
    const { get } = await start({ FABWIRE_METRICS_TOKEN: token })
    for (const authorization of [
      '',
      'Bearer',
      `Bearer ${token}x`,
      `Bearer x ${token}`,
      token,
      `Basic ${token}`,
    ])
      for (const path of ['/metrics', '/api/metrics']) {
        const reply = await get(path, authorization ? { authorization } : {})
        expect(JSON.parse(reply.text)).toMatchObject({ status: 401, code: 'invalid_token' })
        expect(reply.headers['www-authenticate']).toContain('Bearer')
      }
  })

  test('401: nobody’s session and nobody’s key opens it', async () => {
    const { get, owner } = await start({ FABWIRE_METRICS_TOKEN: token })
    const { credential } = await owner()
    expect((await get('/metrics', { ...credential })).status).toBe(401)
  })

  test('200: with it, in Prometheus’ format, by route pattern', async () => {
    const { get } = await start({ FABWIRE_METRICS_TOKEN: token })
    await get('/healthz')
    await get('/api/nowhere/secret-in-a-path')
    for (const path of ['/metrics', '/api/metrics']) {
      const reply = await get(path, { authorization: `bearer ${token}` })
      expect(reply.status).toBe(200)
      expect(reply.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8')
      expect(reply.text).toMatch(/^# HELP /m)
      expect(reply.text).toContain(
        'fabwire_http_request_seconds_count{method="GET",route="/api/healthz",status="200"} 1',
      )
      expect(reply.text).toContain('route="(none)",status="404"')
      expect(reply.text).toMatch(/^fabwire_deliveries_busy 0$/m)
      expect(reply.text).not.toContain('secret-in-a-path')
    }
  })
})

describe('metrics on a port of their own', () => {
  async function startOwnPort(environment: Environment) {
    const shop = await start(environment)
    const stop = await startMetricsServer(shop.services)
    onTestFinished(stop)
    const port = shop.logLines
      .map((line) => JSON.parse(line))
      .find(({ msg }) => msg === 'metrics served')?.port
    return { ...shop, stop, at: (path: string) => `http://127.0.0.1:${port}${path}` }
  }

  test('200: without a token; everything else there is 404', async () => {
    const { at, get } = await startOwnPort({ FABWIRE_METRICS_PORT: '0' })
    const reply = await fetch(at('/metrics?x=1'))
    expect(reply.status).toBe(200)
    expect(await reply.text()).toContain('fabwire_lanes_held 0')
    for (const path of ['/', '/api/metrics', '/metrics/', '/api/token'])
      expect((await fetch(at(path))).status).toBe(404)
    expect((await get('/metrics')).status).toBe(404)
  })

  test('is closed with the server', async () => {
    const { at, stop } = await startOwnPort({ FABWIRE_METRICS_PORT: '0' })
    await fetch(at('/metrics'))
    await stop()
    await expect(fetch(at('/metrics'))).rejects.toThrow()
  })

  test('is not opened unless it is asked for', async () => {
    const { services, logLines } = await start()
    await (await startMetricsServer(services))()
    expect(logLines.join()).not.toContain('metrics served')
  })
})
