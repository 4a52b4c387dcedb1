import { expect, test } from 'vitest'
import { dashboardPages } from '../src/contract/pages.ts'
import { guidePaths } from '../src/http/site/guide/index.ts'
import { grantedRows } from '../src/http/site/guide/routes.ts'
import { siteOf } from '../src/http/site/index.ts'
import { startHttpApp } from '../src/http/testing/http-app.ts'
import { describeRoutes } from '../src/main/routes.ts'
import { readConfig } from '../src/platform/config.ts'

/** The guide beside the whole table of routes. */

const rows = describeRoutes()
const baseUrl = 'https://fab.example.com'
const settings = readConfig({})
const site = siteOf({
  rows,
  settings,
  baseUrl: () => baseUrl,
  apiUrl: () => `${baseUrl}/api`,
  version: '1.0.0',
  sessionCookie: 'session',
})
/** What `readAll` has read. */
const pages = new Map<string, string>()

async function readAll(): Promise<void> {
  const { call } = await startHttpApp(rows, { baseUrl: () => baseUrl, site })
  const besides = ['/', '/docs/errors', '/docs/api', '/api/openapi.json']
  for (const path of [...guidePaths, ...besides]) {
    const reply = await call('GET', path)
    expect(reply.status, path).toBe(200)
    pages.set(path, reply.text)
  }
  for (const code of (pages.get('/docs/errors') ?? '').matchAll(/href="(\/docs\/errors\/\w+)"/g)) {
    const path = code[1] ?? ''
    pages.set(path, (await call('GET', path)).text)
  }
}

const hrefs = (path: string): string[] =>
  [...(pages.get(path) ?? '').matchAll(/href="([^"]+)"/g)].map(([, href = '']) => href)

/** A page that is there, with a place of that name in it; the reference makes its places itself. */
function leadsSomewhere(from: string, href: string): boolean {
  const [path = '', id] = href.split('#')
  if (href.startsWith('https://') || path.startsWith('/docs/assets/')) return true
  if ((dashboardPages as readonly string[]).includes(path)) return true
  const page = pages.get(path === '' ? from : path)
  return page !== undefined && (id === undefined || path === '/docs/api' || page.includes(` id="${id}"`))
}

test('every link leads to a page of this server, and to a place in it', async () => {
  await readAll()
  const broken = guidePaths.flatMap((from) =>
    hrefs(from)
      .filter((href) => !leadsSomewhere(from, href))
      .map((href) => `${from}: ${href}`),
  )
  expect(broken).toEqual([])
})

test('every route that asks for a scope stands with it, linked to its place in the reference', () => {
  const scopes = pages.get('/docs/scopes') ?? ''
  const missing = grantedRows(rows).filter(
    ({ row: { method, path } }) => !scopes.includes(`<b>${method}</b> ${path}</a>`),
  )
  expect(missing.map(({ row: { method, path } }) => `${method} ${path}`)).toEqual([])
})

test('every route that a chapter names is one', () => {
  const known = new Set(rows.map(({ method, path }) => `${method} ${path}`))
  const named = guidePaths.flatMap((path) =>
    [...(pages.get(path) ?? '').matchAll(/<code>((?:GET|POST|PUT|PATCH|DELETE) \/[^<? ]+)/g)].map(
      ([, route = '']) => route,
    ),
  )
  expect(named.length).toBeGreaterThan(5)
  expect(named.filter((route) => !known.has(route))).toEqual([])
})
