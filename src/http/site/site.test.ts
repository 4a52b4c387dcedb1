import { describe, expect, test } from 'vitest'
import { errorCatalogue, errorCodes } from '../../contract/errors.ts'
import type { RouteRow } from '../../contract/route.ts'
import { readConfig } from '../../platform/config.ts'
import { row, startHttpApp } from '../testing/http-app.ts'
import { openApiRoute, siteOf } from './index.ts'

const rows: RouteRow[] = [row({}), openApiRoute(() => rows, '1.2.3')]

const start = (baseUrl = 'https://fab.example.com') =>
  startHttpApp(rows, {
    baseUrl: () => baseUrl,
    site: siteOf({
      rows,
      settings: readConfig({}),
      baseUrl: () => baseUrl,
      apiUrl: () => `${baseUrl}/api`,
      version: '1.2.3',
      sessionCookie: 'session',
    }),
  })

const asBrowser = { headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } }

/** Every address that a page loads from or leads to. */
const addresses = (page: string): string[] =>
  [...page.matchAll(/(?:src|href|data-bundle|data-document)="([^"]+)"/g)].map((match) => match[1] ?? '')

describe('pages', () => {
  test.each(['/', '/docs/api', '/docs/errors', '/docs/errors/not_found'])('200: %s is HTML', async (path) => {
    const { call } = await start()
    for (const method of ['GET', 'HEAD']) {
      const reply = await call(method, path)
      expect(reply.status).toBe(200)
      expect(reply.headers['content-type']).toBe('text/html; charset=utf-8')
      expect(reply.headers['cache-control']).toBe('no-cache')
      expect(reply.headers['x-content-type-options']).toBe('nosniff')
      expect(reply.text.startsWith('<!doctype html>')).toBe(method === 'GET')
    }
  })

  test('304: to who has the page already', async () => {
    const { call } = await start()
    for (const path of ['/', '/docs', '/docs/events/order.shipped', '/docs/errors/not_found']) {
      const { headers } = await call('GET', path)
      const again = await call('GET', path, { headers: { 'if-none-match': String(headers.etag) } })
      expect([again.status, again.text]).toEqual([304, ''])
      expect((await call('GET', path, { headers: { 'if-none-match': '"other"' } })).status).toBe(200)
    }
  })

  test('404: an event type or a chapter that there is not', async () => {
    const { call } = await start()
    for (const path of ['/docs/nothing', '/docs/events/nope', '/docs/events/', '/docs/'])
      expect((await call('GET', path, asBrowser)).status).toBe(404)
  })

  test('load and lead to what this server has, and nowhere else', async () => {
    const { call } = await start()
    const pages = ['/', '/docs/api', '/docs/errors', '/docs/errors/rate_limited', '/nowhere']
    for (const path of pages) {
      const page = (await call('GET', path, asBrowser)).text
      expect(
        addresses(page).filter((address) => !/^([/#]|https:\/\/fab\.example\.com\/)/.test(address)),
      ).toEqual([])
      expect(page).not.toMatch(/<script(?![^>]* src=)|<style|\sstyle=|\son\w+=/)
    }
  })

  test('find their files under paths that change with the content', async () => {
    const { call } = await start()
    const page = (await call('GET', '/docs/api')).text
    const assets = addresses(page).filter((address) => address.startsWith('/docs/assets/'))
    expect(assets.length).toBeGreaterThanOrEqual(4)
    for (const path of assets) {
      const reply = await call('GET', path)
      expect(reply.status).toBe(200)
      expect(reply.headers['cache-control']).toBe('public, max-age=31536000, immutable')
      expect(path).toMatch(/\.[0-9a-f]{12}\.(css|js|svg)$|\/scalar-\d+\.\d+\.\d+\//)
    }
  })

  test('404: neither what lies beside the files nor what was never there', async () => {
    const { call } = await start()
    const page = (await call('GET', '/docs/api')).text
    const folder = /data-bundle="(.+\/)standalone/.exec(page)?.[1]
    for (const path of ['standalone.esm.js.map', '../index.js', '..%2findex.js', '', 'chunks', 'nothing.js'])
      expect((await call('GET', `${folder}${path}`)).status).toBe(404)
    for (const path of ['/docs/assets/', '/docs/assets/site.css', '/docs/assets/site.000000000000.css'])
      expect((await call('GET', path)).status).toBe(404)
  })

  test('the start page tells where the API is, and escapes what it says', async () => {
    const { call } = await start('https://fab.example.com')
    const page = (await call('GET', '/')).text
    expect(page).toContain('curl https://fab.example.com/api/token')
    expect(page).toContain('2 operations')
    expect(page).toContain('1.2.3')
    const odd = await start('https://x"><script>alert(1)</script>')
    expect((await odd.call('GET', '/')).text).not.toContain('<script>')
  })

  test('the API page allows scripts of this origin only, and talks to it alone', async () => {
    const { call } = await start()
    const policy = String((await call('GET', '/docs/api')).headers['content-security-policy']).split('; ')
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self'")
    expect(policy).toContain("connect-src 'self'")
    expect(policy).toContain("frame-ancestors 'none'")
  })
})

describe('error pages', () => {
  test.each(errorCodes)('200: %s has a page that says more than its sentence', async (code) => {
    const { call } = await start()
    const reply = await call('GET', `/docs/errors/${code}`)
    const [status, title] = errorCatalogue[code]
    expect(reply.status).toBe(200)
    expect(reply.text).toContain(`<h1>${title.replaceAll("'", '&#39;')}</h1>`)
    expect(reply.text).toContain(`>${status}</span>`)
    expect(reply.text).toMatch(/<h2>What to do<\/h2>/)
    expect(reply.text.match(/<h1/g)).toHaveLength(1)
  })

  test('are listed', async () => {
    const { call } = await start()
    const page = (await call('GET', '/docs/errors')).text
    for (const code of errorCodes) expect(page).toContain(`href="/docs/errors/${code}"`)
  })

  test.each(['nope', 'README', '..%2f..%2fpackage', 'constructor', '__proto__', 'not_found.md', '<script>'])(
    '404: %s is no code',
    async (code) => {
      const { call } = await start()
      const reply = await call('GET', `/docs/errors/${encodeURI(code)}`)
      expect(reply.status).toBe(404)
      expect(reply.headers['content-type']).toBe('text/html; charset=utf-8')
      expect(reply.text).toContain('Page not found')
      expect(reply.text).not.toContain('<script>')
    },
  )
})

describe('what is not there', () => {
  test('404: a page for people', async () => {
    const { call } = await start()
    for (const method of ['GET', 'HEAD']) {
      const reply = await call(method, '/settings/nowhere', asBrowser)
      expect(reply.status).toBe(404)
      expect(reply.headers['content-type']).toBe('text/html; charset=utf-8')
    }
  })

  test('404: problem details for programs, and for everything under /api', async () => {
    const { call } = await start()
    const replies = [
      await call('GET', '/nowhere'),
      await call('GET', '/nowhere', { headers: { accept: 'application/json' } }),
      await call('POST', '/nowhere', asBrowser),
      await call('POST', '/', asBrowser),
      await call('GET', '/api', asBrowser),
      await call('GET', '/api/nowhere', asBrowser),
      await call('GET', '/api?x=1', asBrowser),
    ]
    for (const reply of replies) {
      expect(reply.status).toBe(404)
      expect(reply.headers['content-type']).toBe('application/problem+json; charset=utf-8')
    }
  })
})

describe('GET /openapi.json', () => {
  test('200: the document of the table, itself included', async () => {
    const { call } = await start()
    const reply = await call('GET', '/api/openapi.json')
    expect(reply.status).toBe(200)
    expect(reply.headers['content-type']).toBe('application/json; charset=utf-8')
    expect(reply.headers['cache-control']).toBe('public, max-age=60')
    expect(reply.body).toMatchObject({
      openapi: expect.stringMatching(/^3\.1\./),
      info: { version: '1.2.3' },
    })
    expect(Object.keys(reply.body.paths)).toEqual(['/thing', '/openapi.json'])
  })
})
