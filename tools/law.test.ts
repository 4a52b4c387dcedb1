import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

/** Breaches planted in a house of their own: what each file should be told. An empty list is a file that may. */
const planted: Readonly<Record<string, { imports: readonly string[]; told: readonly string[] }>> = {
  'src/domain/by-type.ts': { imports: [`type { x } from '../db/port.ts'`], told: ['domain-looks-left'] },
  'src/domain/inline-type.ts': {
    imports: [`{ type x } from '../engine/lane.ts'`],
    told: ['domain-looks-left'],
  },
  'src/domain/impure.ts': { imports: [`'node:fs'`], told: ['domain-is-pure'] },
  'src/domain/with-library.ts': { imports: [`'pg'`], told: ['domain-is-pure', 'drivers-stay-in-db'] },
  'src/contract/by-value.ts': { imports: [`'node:path'`], told: ['contract-runs-in-the-browser'] },
  'src/contract/by-type.ts': { imports: [`type { Readable } from 'node:stream'`], told: [] },
  'src/platform/up.ts': {
    imports: [`'../contract/by-type.ts'`, `'../db/port.ts'`],
    told: ['platform-looks-left'],
  },
  'src/db/port.ts': { imports: [`'pg'`], told: [] },
  'src/engine/lane.ts': { imports: [`'pg'`], told: ['drivers-stay-in-db'] },
  'src/engine/store.ts': { imports: [`'../db/port.ts'`], told: [] },
  'src/engine/up.ts': { imports: [`'../features/orders/index.ts'`], told: ['engine-looks-left'] },
  'src/features/orders/index.ts': { imports: [`'./store.ts'`, `'../quotes/index.ts'`], told: [] },
  'src/features/orders/store.ts': { imports: [`'../../db/port.ts'`], told: [] },
  'src/features/orders/service.ts': { imports: [`'../../http/app.ts'`], told: ['features-looks-left'] },
  'src/features/quotes/index.ts': { imports: [], told: [] },
  'src/features/quotes/service.ts': {
    imports: [`'../orders/service.ts'`, `'../orders/store.ts'`],
    told: ['features-meet-at-the-door', 'features-meet-at-the-door', 'stores-stay-home'],
  },
  'src/features/quotes/foreign-store.ts': {
    imports: [`'../../engine/store.ts'`],
    told: ['stores-stay-home'],
  },
  'src/features/quotes/ends.ts': { imports: [`'node:process'`], told: ['process-stays-in-main'] },
  'src/http/app.ts': {
    imports: [`'../features/orders/index.ts'`, `'../features/orders/routes.ts'`],
    told: ['features-are-entered-at-the-door'],
  },
  'src/features/orders/routes.ts': { imports: [], told: [] },
  'src/main/server.ts': { imports: [`'../http/app.ts'`, `'node:process'`], told: [] },
  'src/main/tested.ts': {
    imports: [`'../../test/harness/help.ts'`, `'left-behind'`],
    told: ['nobody-knows-tests', 'runs-without-dev'],
  },
  'src/main/server.test.ts': { imports: [`'../../test/harness/help.ts'`, `'left-behind'`], told: [] },
  'src/main/lost.ts': { imports: [`'./nowhere.ts'`], told: ['resolves'] },
  'src/main/egg.ts': { imports: [`'./hen.ts'`], told: ['no-circles'] },
  'src/main/hen.ts': { imports: [`type { x } from './egg.ts'`], told: [] },
  'test/harness/help.ts': { imports: [`'../../src/main/server.ts'`], told: [] },
  'web/page.ts': {
    imports: [`'../src/contract/by-type.ts'`, `'../src/http/app.ts'`],
    told: ['web-knows-contract-and-domain'],
  },
  'sdk/client.ts': { imports: [`'../src/contract/by-type.ts'`], told: ['sdk-stands-alone'] },
  'src/cli/run.ts': { imports: [`'../../sdk/client.ts'`, `'../main/server.ts'`], told: [] },
  'src/http/borrows.ts': { imports: [`'../../sdk/client.ts'`], told: ['cli-alone-talks-through-sdk'] },
}

const root = join(import.meta.dirname, '..')
let house: string
beforeAll(async () => {
  house = await mkdtemp(join(tmpdir(), 'fabwire-law-'))
  const write = async (path: string, text: string) => {
    await mkdir(dirname(join(house, path)), { recursive: true })
    await writeFile(join(house, path), text)
  }
  await write('package.json', '{"dependencies":{"pg":"1.0.0"},"devDependencies":{"left-behind":"1.0.0"}}')
  for (const name of ['pg', 'left-behind']) {
    await write(`node_modules/${name}/package.json`, `{"name":"${name}","version":"1.0.0","main":"index.js"}`)
    await write(`node_modules/${name}/index.js`, '')
  }
  for (const [path, { imports }] of Object.entries(planted))
    await write(path, `${imports.map((name) => `import ${name}\n`).join('')}export const x = 1\n`)
})
afterAll(() => rm(house, { recursive: true, force: true }))

interface Violation {
  from: string
  rule: { name: string }
}

const cruise = (): Promise<Violation[]> =>
  new Promise((resolve, reject) => {
    const cli = join(root, 'node_modules', '.bin', 'depcruise')
    const config = join(root, '.dependency-cruiser.mjs')
    const args = [cli, '--config', config, '--output-type', 'json', 'src', 'test', 'web', 'sdk']
    execFile(process.execPath, args, { cwd: house, maxBuffer: 50e6 }, (error, stdout) => {
      // It fails when it finds something, which it should.
      if (stdout === '') reject(error)
      else resolve((JSON.parse(stdout) as { summary: { violations: Violation[] } }).summary.violations)
    })
  })

test('the law of imports bites where it should, and nowhere else', async () => {
  const found = Map.groupBy(await cruise(), ({ from }) => from)
  for (const [path, { told }] of Object.entries(planted)) {
    const rules = (found.get(path) ?? []).map(({ rule }) => rule.name).sort()
    // A circle is told once, at whichever of its files comes first.
    if (told.includes('no-circles')) expect(rules, path).toEqual(told)
    else
      expect(
        rules.filter((rule) => rule !== 'no-circles'),
        path,
      ).toEqual(told)
  }
})
