import { type ChildProcess, spawn } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

/** Makes this Node one that does not run TypeScript, as those before 22.18. */
const asOldNode = '--no-experimental-strip-types'

/** Stands for the command line: tells its arguments, then waits for a signal or ends with the asked code. */
const program = `
const [, , how, ...rest]: string[] = process.argv
console.log(JSON.stringify({ how, rest }))
if (how === 'wait') {
  process.on('SIGTERM', () => process.exit(7))
  setInterval(() => {}, 1_000)
  process.stdout.write('ready\\n')
} else process.exitCode = Number(how)
`

let root: string
const bundled = () => join(root, 'node_modules', 'node', 'bin', 'node')
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'fabwire-launcher-'))
  for (const folder of ['bin', 'src/cli', 'node_modules/node/bin'])
    await mkdir(join(root, folder), { recursive: true })
  await cp(join(import.meta.dirname, '..', 'bin', 'fabwire.js'), join(root, 'bin', 'fabwire.js'))
  await writeFile(join(root, 'package.json'), '{"type":"module"}')
  await writeFile(join(root, 'src', 'cli', 'fabwire.ts'), program)
  await symlink(process.execPath, bundled())
})
afterAll(() => rm(root, { recursive: true, force: true }))

const launch = (nodeArgs: readonly string[], args: readonly string[]): ChildProcess =>
  spawn(process.execPath, [...nodeArgs, join(root, 'bin', 'fabwire.js'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH },
  })

const end = (child: ChildProcess) =>
  new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))

async function run(nodeArgs: readonly string[], args: readonly string[]) {
  const child = launch(nodeArgs, args)
  const [code, out, err] = await Promise.all([
    end(child),
    text(child.stdout as NodeJS.ReadableStream),
    text(child.stderr as NodeJS.ReadableStream),
  ])
  return { code, out, err }
}

describe.each([
  ['this Node', []],
  ['the bundled Node', [asOldNode]],
])('the launcher with %s', (_, nodeArgs) => {
  test('passes arguments and the exit code', async () => {
    const { code, out } = await run(nodeArgs, ['3', 'two words', '--flag'])
    expect({ code, out: out.trim() }).toEqual({ code: 3, out: '{"how":"3","rest":["two words","--flag"]}' })
  })

  test('passes signals', async () => {
    const child = launch(nodeArgs, ['wait'])
    for await (const chunk of child.stdout as NodeJS.ReadableStream)
      if (String(chunk).includes('ready')) break
    const ended = end(child)
    child.kill('SIGTERM')
    expect(await ended).toBe(7)
  })
})

test('without a fit Node, the launcher says which one is needed', async () => {
  await rm(bundled())
  const { code, err } = await run([asOldNode], ['0'])
  expect(code).toBe(1)
  expect(err).toContain('needs 22.18 or newer')
})
