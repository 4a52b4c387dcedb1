import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { startHttpApp } from '../testing/http-app.ts'
import { registerDashboard } from './dashboard.ts'
import { accountPreload } from './preloads.ts'

/** As a build leaves it: the document, the manifest beside it, an asset with its compressed form. */
let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fabwire-dashboard-'))
  mkdirSync(join(folder, '.vite'))
  mkdirSync(join(folder, 'assets'))
  const manifest = { 'pages/shell/index.tsx': { file: 'assets/shell-1.js' } }
  writeFileSync(join(folder, '.vite/manifest.json'), JSON.stringify(manifest))
  writeFileSync(join(folder, 'index.html'), '<!doctype html><head><title>Fabwire</title></head><body></body>')
  writeFileSync(join(folder, 'assets/shell-1.js'), `${'//'.repeat(2_000)}\n`)
  writeFileSync(join(folder, 'assets/shell-1.js.br'), 'compressed when it was built')
  return () => rmSync(folder, { recursive: true })
})

const start = () =>
  startHttpApp([], {
    site: {
      register: (app) => registerDashboard(app, 'session', folder),
      sendNotFound: (reply) => reply.code(404).send(),
    },
  })

const signedIn = { headers: { cookie: 'session=something' } }
const shell = '<link rel="modulepreload" crossorigin href="/dashboard/assets/shell-1.js">'

test('with the cookie of a session a page names who is signed in ahead, without it not', async () => {
  const { call } = await start()
  for (const path of ['/home', '/orders', '/orders/01900000-0000-7000-8000-000000000001']) {
    const known = await call('GET', path, signedIn)
    expect(known.text).toContain(accountPreload)
    expect(known.text).toContain(shell)
    const unknown = await call('GET', path)
    expect(unknown.text).not.toContain(accountPreload)
    expect(unknown.text).toContain(shell)
    expect((await call('GET', path, { headers: { cookie: 'other=1' } })).text).toBe(unknown.text)
  }
})

test('a page for who is not signed in never asks who it is', async () => {
  const { call } = await start()
  expect((await call('GET', '/login', signedIn)).text).not.toContain('/api/account')
})

test('caches know that it differs by cookie and by encoding', async () => {
  const { call } = await start()
  for (const options of [signedIn, {}]) {
    const { headers } = await call('GET', '/home', options)
    expect(headers.vary).toBe('cookie, accept-encoding')
    expect(headers['cache-control']).toBe('no-cache')
  }
})

test('files go out as they were compressed when they were built', async () => {
  const { call } = await start()
  const path = '/dashboard/assets/shell-1.js'
  const { headers, text } = await call('GET', path, { headers: { 'accept-encoding': 'gzip, br' } })
  expect([headers['content-encoding'], text]).toEqual(['br', 'compressed when it was built'])
  expect((await call('GET', path)).headers['content-encoding']).toBeUndefined()
})
