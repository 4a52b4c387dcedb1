import { describe, expect } from 'vitest'
import { startMailServer } from '../../src/platform/mail/testing/mail-server.ts'
import { cookieOf, expectStatus } from './harness/http.ts'
import { patienceMs } from './harness/process.ts'
import { anyDatabase, mostly, newMasterKey, test } from './harness/sandbox.ts'
import { openShop, password } from './harness/shop.ts'
import type { Site } from './harness/site.ts'

const email = 'customer@example.com'
const linkForm = /\/reset-password#token=([\w-]{43})\n/

const signIn = (site: Site, secret: string) => site.api.post('/auth/sign-in', { email, password: secret })

describe.each(mostly('pglite'))('on %s', (kind) => {
  test('without a mail server the operator reads the link in the outbox, while the server runs', async ({
    sandbox,
  }) => {
    const site = await (await sandbox.site(kind)).start()
    await openShop(site)
    expectStatus(await site.api.post('/auth/password-reset', { email }), 202)
    expectStatus(await site.api.post('/auth/password-reset', { email: 'nobody@example.com' }), 202)
    const outbox = await site.run(['admin', 'outbox'])
    expect(outbox).toMatchObject({ code: 0, stderr: '' })
    expect(outbox.stdout).toMatch(
      /^\d{4}-\d\d-\d\dT[\d:.]+Z {2}verify_email\nTo: owner@example\.com\nSubject: Confirm your address\n\n/,
    )
    expect(outbox.stdout).not.toContain('nobody@example.com')
    const token = linkForm.exec(outbox.stdout)?.[1]
    const fresh = 'by the operator’s hand'
    expectStatus(await site.api.post('/auth/password-reset/confirm', { token, password: fresh }), 204)
    expectStatus(await signIn(site, fresh), 200)
    expect(site.process.stdout + site.process.stderr).not.toContain(token)
  })
})

describe.each(mostly('postgres'))('on %s', (kind) => {
  test('reset-password: a new one that is shown, or is read; the sessions end', async ({ sandbox }) => {
    const site = await (await sandbox.site(kind)).start()
    const shop = await openShop(site)
    const command = async (args: readonly string[], input?: string) => {
      if (kind === 'pglite' && site.isUp) await site.stop()
      const { code, stdout, stderr } = await site.run(['admin', 'reset-password', ...args], {}, input)
      return { code, said: stdout + stderr }
    }
    const madeUp = await command([email])
    expect(madeUp.code).toBe(0)
    const [, secret = ''] =
      /^customer@example\.com has a new password; its sessions have ended\npassword of customer@example\.com: (\S{16})\n$/.exec(
        madeUp.said,
      ) ?? []
    expect(await command([email, '--password-stdin'], 'short')).toEqual({
      code: 1,
      said: 'fabwire: password: must have at least 8 characters\n',
    })
    expect(await command(['nobody@example.com'])).toEqual({
      code: 1,
      said: 'fabwire: there is no account with the address nobody@example.com\n',
    })
    if (!site.isUp) await site.start()
    expectStatus(await shop.customer.get('/account'), 401)
    expectStatus(await shop.pat.get('/account'), 200)
    expectStatus(await signIn(site, password), 401)
    const session = site.api.as(cookieOf(await signIn(site, secret)))
    expectStatus(await session.get('/account'), 200)
    expect(await command([email, '--password-stdin'], 'tr0ub4dor&3\n')).toEqual({
      code: 0,
      said: 'customer@example.com has a new password; its sessions have ended\n',
    })
  })
})

test('wrong use of the commands is one line; an empty outbox says so', async ({ sandbox }) => {
  const site = await sandbox.site(anyDatabase)
  await site.run(['migrate'])
  const [none, many, empty] = [
    await site.run(['admin', 'reset-password']),
    await site.run(['admin', 'outbox', 'all']),
    await site.run(['admin', 'outbox']),
  ]
  expect(none).toMatchObject({ code: 2, stderr: 'fabwire: needs the address of an account\n' })
  expect(many).toMatchObject({ code: 2, stderr: 'fabwire: admin outbox takes no arguments\n' })
  expect(empty).toMatchObject({ code: 0, stdout: 'no mail waits\n' })
})

test('with a mail server mails go out, also those that waited and those under an older master key', async ({
  sandbox,
}) => {
  const site = await (await sandbox.site(anyDatabase)).start()
  await openShop(site)
  expectStatus(await site.api.post('/auth/password-reset', { email }), 202)
  await site.stop()
  const next = newMasterKey()
  const rotated = anyDatabase === 'postgres' ? { FABWIRE_MASTER_KEY: next } : {}
  const rotation = await site.run(['admin', 'rotate-master-key'], { FABWIRE_NEW_MASTER_KEY: next })
  expect(rotation).toMatchObject({ code: 0, stderr: '' })
  const server = await startMailServer()
  sandbox.finally(() => void server.close())
  await site.start({ ...rotated, SMTP_URL: server.url, FABWIRE_MAIL_FROM: 'Fab <fab@shop.example>' })
  await expect.poll(() => server.received.length, { timeout: patienceMs }).toBe(3)
  const mail = server.received.find(({ headers }) => headers.subject === 'Reset your password')
  expect(mail).toMatchObject({ from: 'fab@shop.example', to: [email] })
  expect(mail?.text).toMatch(linkForm)
})
