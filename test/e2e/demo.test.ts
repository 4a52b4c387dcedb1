import { readdir } from 'node:fs/promises'
import { expect, vi } from 'vitest'
import { Api, expectStatus } from './harness/http.ts'
import { type Sandbox, test } from './harness/sandbox.ts'

/** What product.md promises of `npm run demo -- --once`. */
const promisedMs = 40_000

/** A folder for temporary files that nobody else uses, so that what is left there can be seen. */
async function startDemo(sandbox: Sandbox, args: readonly string[]) {
  const TMPDIR = await sandbox.folder()
  const taken = await sandbox.receiver()
  const demo = await sandbox.start(['demo', ...args], { TMPDIR, PORT: new URL(taken.url).port })
  return { demo, leftovers: () => readdir(TMPDIR), taken }
}

test('demo --once verifies every delivery in time, on another port when its own is taken, and leaves nothing', async ({
  sandbox,
}) => {
  const { demo, leftovers, taken } = await startDemo(sandbox, ['--once'])
  await vi.waitUntil(() => !demo.running, { timeout: promisedMs })
  const { code, stdout, stderr } = await demo.finish()
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  const [, verified, expected, retried] =
    /(\d+) of (\d+) deliveries verified, (\d+) refused and retried/.exec(stdout) ?? []
  expect(Number(verified)).toBeGreaterThan(0)
  expect(verified).toBe(expected)
  expect(retried).toBe('1')
  expect(stdout).toContain('try 2: delivered')
  expect(stdout).not.toMatch(/(pat|fwk)_[0-9a-f]{64}|whsec_/)
  expect(await leftovers()).toEqual([])
  expect(taken.received, 'it spoke to its own server').toEqual([])
})

test('demo stays up with the sign-in data it printed; Ctrl+C removes its data, at any moment', async ({
  sandbox,
}) => {
  const { demo, leftovers } = await startDemo(sandbox, [])
  const [, origin = ''] = await demo.line(/^Fabwire demo on (http:\S+), /)
  const [, email, password] = await demo.line(/^ {2}shop owner +(\S+) +(\S+)$/)
  const signIn = await new Api(() => origin).post('/auth/sign-in', { email, password })
  expect(expectStatus(signIn, 200)).toMatchObject({ workspace: { plan: 'enterprise', role: 'owner' } })
  expect(await leftovers()).toHaveLength(1)
  demo.signal('SIGINT')
  expect(await demo.ended).toEqual({ code: 0, signal: null })
  expect(await leftovers()).toEqual([])

  const early = await startDemo(sandbox, [])
  await early.demo.line(/^Fabwire demo on /)
  early.demo.signal('SIGINT')
  expect(await early.demo.ended).toEqual({ code: 1, signal: null })
  expect(await early.leftovers()).toEqual([])
})

test('a demo that cannot start says why and leaves nothing', async ({ sandbox }) => {
  const TMPDIR = await sandbox.folder()
  const { code, stderr } = await sandbox.run(['demo', '--once'], { TMPDIR, PORT: 'three' })
  expect(stderr).toMatch(/^fabwire: PORT: .*got "three"\n$/)
  expect(code).toBe(1)
  expect(await readdir(TMPDIR)).toEqual([])
})
