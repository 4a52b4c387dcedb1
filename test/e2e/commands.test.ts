import { existsSync } from 'node:fs'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }
import { problemsOf } from '../../src/cli/demo/verify.ts'
import type { Receiver } from '../harness/receiver.ts'
import { cookieOf, expectStatus } from './harness/http.ts'
import { patienceMs } from './harness/process.ts'
import {
  anyDatabase,
  type DatabaseKind,
  mostly,
  newMasterKey,
  type Sandbox,
  test,
} from './harness/sandbox.ts'
import { openShop, publish, type Shop, subscribe, type Webhook } from './harness/shop.ts'
import type { Site } from './harness/site.ts'

test('usage and version: shown when asked for; wrong use ends with 2 and one line', async ({ sandbox }) => {
  const wrong: [string[], RegExp][] = [
    [['srve'], /^usage: fabwire <command>\n/],
    [['demo', '--twice'], /^fabwire: Unknown option '--twice'.*\n$/],
    [['admin', 'set-plan', 'fab', 'gold'], /^fabwire: the plan is one of free, standard, pro, enterprise\n$/],
  ]
  const [version, ...ends] = await Promise.all([
    sandbox.run(['--version']),
    ...wrong.map(([args]) => sandbox.run(args)),
  ])
  expect(version).toMatchObject({ code: 0, stdout: `${manifest.version}\n`, stderr: '' })
  expect(ends.map(({ code, stdout, stderr }) => ({ code, stdout, stderr }))).toEqual(
    wrong.map(([, pattern]) => ({ code: 2, stdout: '', stderr: expect.stringMatching(pattern) })),
  )
})

const workspaceOf = (name: string, email: string) => [
  ...['admin', 'create-workspace', '--plan', 'pro', '--owner-name', 'Olga'],
  ...['--name', name, '--owner-email', email],
]

/** Runs a command on a site's data; what it said on both outputs. */
async function said(site: Site, args: readonly string[], input?: string) {
  const { code, stdout, stderr } = await site.run(args, {}, input)
  return { code, said: stdout + stderr }
}

test('what cannot be done: one line and exit code 1, nothing is made', async ({ sandbox }) => {
  const site = await sandbox.site(anyDatabase)
  const first = [...workspaceOf('Fab', 'fab@example.com'), '--password-stdin']
  expect(await said(site, first, 'short\n')).toEqual({
    code: 1,
    said: 'fabwire: password: must have at least 8 characters\n',
  })
  expect(await said(site, first, 'long enough\n')).toMatchObject({ code: 0 })
  expect(await said(site, first, 'long enough\n')).toEqual({
    code: 1,
    said: 'fabwire: There is an account with this address.\n',
  })
  expect(await said(site, ['admin', 'set-plan', 'fab-2', 'free'])).toEqual({
    code: 1,
    said: expect.stringMatching(/^fabwire: .*\n$/),
  })
})

describe.each(mostly('postgres'))('on %s', (kind) => {
  test('migrate, create-workspace and set-plan prepare what serve then serves', async ({ sandbox }) => {
    const site = await sandbox.site(kind)
    for (const _ of ['fresh', 'again'])
      expect(await said(site, ['migrate'])).toEqual({ code: 0, said: 'the database is up to date\n' })

    const given = [...workspaceOf('Fab & Co', 'given@example.com'), '--password-stdin']
    expect(await said(site, given, 'tr0ub4dor&3\n')).toEqual({
      code: 0,
      said: 'workspace fab-co on plan pro, owner given@example.com\n',
    })
    const madeUp = await said(site, workspaceOf('Other', 'made-up@example.com'))
    const password = /\npassword of made-up@example\.com: (\S{16})\n$/.exec(madeUp.said)?.[1]
    expect(await said(site, ['admin', 'set-plan', 'other', 'enterprise'])).toEqual({
      code: 0,
      said: 'workspace other is on plan enterprise\n',
    })

    await site.start()
    const signIn = (email: string, secret: string | undefined) =>
      site.api.post('/auth/sign-in', { email, password: secret })
    expect((await signIn('given@example.com', 'tr0ub4dor&3')).body).toMatchObject({
      workspace: { slug: 'fab-co', plan: 'pro', role: 'owner' },
    })
    const owner = await signIn('made-up@example.com', password)
    expect(owner.body).toMatchObject({ workspace: { slug: 'other', plan: 'enterprise', role: 'owner' } })
    const api = site.api.as(cookieOf(owner))
    expectStatus(await api.get('/api-keys'), 200)
    if (kind === 'pglite') return
    // A server that is running hears of it.
    await said(site, ['admin', 'set-plan', 'other', 'pro'])
    await expect
      .poll(async () => (await api.get('/api-keys')).body, { timeout: patienceMs })
      .toMatchObject({ code: 'plan_required', required_plan: 'enterprise' })
  })

  test('rotate-master-key: the same secrets sign, tokens stay, the old key opens nothing', async ({
    sandbox,
  }) => {
    const { site, shop, webhook, receiver } = await signedSite(sandbox, kind)
    await site.stop()
    const next = newMasterKey()
    const rotation = await site.run(
      ['admin', 'rotate-master-key'],
      kind === 'postgres' ? { FABWIRE_NEW_MASTER_KEY: next } : {},
    )
    expect(rotation).toMatchObject({ code: 0, stderr: '' })
    expect(rotation.stdout).toBe('the master key is replaced; 1 secrets encrypted anew\n')

    if (kind === 'postgres') {
      const old = await site.startInVain({})
      expect(old.stderr).toMatch(/^fabwire: FABWIRE_MASTER_KEY: expected the key with fingerprint .*\n$/)
    }
    await site.start(kind === 'postgres' ? { FABWIRE_MASTER_KEY: next } : {})
    await expectSigned(shop, webhook, receiver)
    // The session key is derived from the master key; the hashes of tokens and keys are not.
    expect((await shop.owner.get('/workspace')).body).toMatchObject({ status: 401, code: 'invalid_token' })
    expectStatus(await shop.pat.get('/token'), 200)
  })
})

/** A site with a webhook of which one delivery has been verified. */
async function signedSite(sandbox: Sandbox, kind: DatabaseKind) {
  const receiver = await sandbox.receiver()
  const site = await (await sandbox.site(kind)).start()
  const shop = await openShop(site)
  const webhook = await subscribe(shop.erp, receiver.url)
  await expectSigned(shop, webhook, receiver)
  return { site, shop, webhook, receiver }
}

/** Publishes an event and checks it with the secret that was shown when the webhook was made. */
async function expectSigned(shop: Shop, { secret }: Webhook, { received }: Receiver): Promise<void> {
  const [id] = await publish(shop)
  const find = () => received.find(({ eventId }) => eventId === id)
  await expect.poll(find, { timeout: patienceMs }).toBeDefined()
  const { body = '', headers = {} } = find() ?? {}
  const problems = problemsOf(body, headers, secret, Date.now())
  expect(problems).toEqual([])
}

test('a crash during rotate-master-key, before or after its commit, is healed by the next start', async ({
  sandbox,
}) => {
  const { site, shop, webhook, receiver } = await signedSite(sandbox, 'pglite')
  const key = join(site.dataDir, 'master.key')
  const next = `${key}.next`
  const first = await readFile(key, 'utf8')
  const serveOnce = async (using: string) => {
    await site.start()
    await expectSigned(shop, webhook, receiver)
    await site.stop()
    expect(await readFile(key, 'utf8')).toBe(using)
    expect(existsSync(next)).toBe(false)
  }
  await site.stop()

  // Before: the new key lies beside the old one, the database still names the old one.
  await writeFile(next, `${newMasterKey()}\n`, { mode: 0o600 })
  await serveOnce(first)

  // After: the database names the new key, which was not yet renamed.
  expect(await site.run(['admin', 'rotate-master-key'])).toMatchObject({ code: 0, stderr: '' })
  const second = await readFile(key, 'utf8')
  expect(second).not.toBe(first)
  await rename(key, next)
  await writeFile(key, first, { mode: 0o600 })
  await serveOnce(second)
})
