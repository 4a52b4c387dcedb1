import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { errorCodes } from '../src/contract/errors.ts'
import { readMigrations } from '../src/db/migrate.ts'
import { staleOutputs } from '../tools/generate/outputs.ts'

/** What no tool sees: the repository reads itself. Each rule lists what breaks it, so a failure names the place. */

const root = join(import.meta.dirname, '..')

/** All files of the project, committed or not yet, as paths from the root. */
const files: readonly string[] = execFileSync('git', ['ls-files', '-z', '-co', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\0')
  .filter((path) => path !== '' && existsSync(join(root, path)))

const read = (path: string): string => readFileSync(join(root, path), 'utf8')

const isTest = (path: string): boolean =>
  /\.test\.tsx?$/.test(path) || /\/(testing\/|test-)[^/]+$/.test(path) || path.startsWith('test/')
const shipped = files.filter((path) => /^src\/.*\.ts$/.test(path) && !isTest(path))
const tests = files.filter((path) => /\.tsx?$/.test(path) && isTest(path))

/** `path:line: text` of every line that matches; lines of comments aside. */
function linesOf(paths: readonly string[], pattern: RegExp): string[] {
  return paths.flatMap((path) =>
    read(path)
      .split('\n')
      .map((text, index) => ({ text: text.trim(), line: index + 1 }))
      .filter(({ text }) => pattern.test(text) && !/^(\/\/|\/?\*)/.test(text))
      .map(({ text, line }) => `${path}:${line}: ${text}`),
  )
}

const without = (paths: readonly string[], allowed: RegExp): string[] =>
  paths.filter((path) => !allowed.test(path))

describe('rooms', () => {
  const mayHaveSql = /^src\/db\/|store\.ts$/

  test('SQL stands only in db/ and in stores', () => {
    const written =
      /['"`](SELECT|INSERT INTO|UPDATE|DELETE FROM|WITH|CREATE|ALTER|DROP|TRUNCATE|NOTIFY|LOCK) /
    const built = /\.(selectFrom|insertInto|updateTable|deleteFrom)\(|\bsql`|db\/query\.ts'/
    const elsewhere = without(shipped, mayHaveSql)
    expect([...linesOf(elsewhere, written), ...linesOf(elsewhere, built)]).toEqual([])
  })

  test('only platform/config reads the environment', () => {
    expect(linesOf(without(shipped, /^src\/platform\/config[^/]*\.ts$/), /\bprocess\.env\b/)).toEqual([])
  })

  test('only main/ and cli/ know the process', () => {
    const elsewhere = without(shipped, /^src\/(main|cli)\/|^src\/platform\/config[^/]*\.ts$/)
    // Which system this is and which process are facts that platform/ may tell apart by.
    const uses = linesOf(elsewhere, /(?<![\w.'"`])process\.\w/).filter(
      (use) => !(use.startsWith('src/platform/') && /process\.(platform|pid)\b/.test(use)),
    )
    expect(uses).toEqual([])
  })

  test('types are imported at the top, where the law of imports sees them', () => {
    const code = files.filter((path) => /\.tsx?$/.test(path))
    expect(linesOf(code, /(?<!typeof )\bimport\(['"][^'"]+['"]\)\.[A-Z]/)).toEqual([])
  })
})

describe('tests', () => {
  test('do not sleep', () => {
    const waits =
      /(?<!pg_)\bsleep\(|\bdelay\(|setTimeout.*timers\/promises|setTimeout\(\s*(resolve|done|r|\(\) => resolve)\b/
    // The faults of `npm run chaos` last for a while, of real time.
    expect(linesOf(without(tests, /^test\/(house\.test|chaos\/pause)\.ts$/), waits)).toEqual([])
  })

  test('assert nothing about elapsed time', () => {
    expect(linesOf(tests, /expect\([^)]*(performance\.now|Date\.now)\(/)).toEqual([])
  })
})

describe('what is written down', () => {
  test('every error code has a page, and every page a code', () => {
    const pages = files
      .filter((path) => /^docs\/errors\/[^/]+\.md$/.test(path))
      .map((path) => basename(path, '.md'))
      .filter((name) => name !== 'README')
    expect(pages.sort()).toEqual([...errorCodes].sort())
  })

  test('generated files are current (npm run generate)', async () => {
    expect(await staleOutputs()).toEqual([])
  })

  test('migrations are numbered without a gap', async () => {
    const names = files.filter((path) => path.startsWith('src/db/migrations/')).map((path) => basename(path))
    expect(names.filter((name) => !/^\d{4}_[a-z0-9_]+\.sql$/.test(name))).toEqual([])
    expect((await readMigrations()).map(({ version }) => version)).toEqual(names.map((_, index) => index + 1))
  })

  describe('security cases (docs/security-cases.md)', () => {
    /** Cases of which something is held by no test yet. A line of the page and this list change together. */
    const notYet: readonly number[] = []

    const cases = [...read('docs/security-cases.md').matchAll(/^\| (\d+) \|(.*)$/gm)].map(
      ([, number, line = '']) => ({
        number: Number(number),
        tests: [...line.matchAll(/`([^`]+) › ([^`]+)`/g)].map(([, path = '', title = '']) => ({
          path,
          title,
        })),
        isOpen: line.includes('Not yet:'),
      }),
    )

    test('each of the forty stands there once, with a test or with what is missing', () => {
      expect(cases.map(({ number }) => number)).toEqual(Array.from({ length: 40 }, (_, index) => index + 1))
      expect(cases.filter(({ tests, isOpen }) => tests.length === 0 && !isOpen)).toEqual([])
    })

    test('what is not held yet is what we know of', () => {
      expect(cases.filter(({ isOpen }) => isOpen).map(({ number }) => number)).toEqual(notYet)
    })

    test('every test it names exists', () => {
      const isThere = ({ path, title }: { path: string; title: string }) =>
        tests.includes(path) && ["'", '"', '`'].some((quote) => read(path).includes(quote + title + quote))
      expect(cases.flatMap((one) => one.tests).filter((one) => !isThere(one))).toEqual([])
    })
  })

  test('every file that SECURITY.md names exists', () => {
    const named = [...read('SECURITY.md').matchAll(/`((?:src|test|docs|bench)\/[^`]+)`/g)].map(
      ([, path = '']) => path,
    )
    expect(without(named, /\/$/).filter((path) => !files.includes(path))).toEqual([])
  })

  // Routes: every row of src/main/routes.ts has access and a test for each status it can give. To come with the table.
})

describe('files', () => {
  const code = files.filter((path) => /\.(tsx?|m?js|css)$/.test(path))

  test('have kebab-case names', () => {
    const kebab = /^\.?[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/
    // The dashboard's routes name their parameters: `$id.tsx`.
    expect(code.filter((path) => !kebab.test(basename(path).replaceAll('$', '')))).toEqual([])
  })

  test('in src/ are at most 400 lines long', () => {
    const tooLong = without(
      files.filter((path) => /^src\/.*\.ts$/.test(path)),
      /\.gen\.ts$/,
    ).filter((path) => read(path).split('\n').length > 401)
    expect(tooLong).toEqual([])
  })

  test('in src/ have no default export', () => {
    expect(linesOf(shipped, /^export default\b/)).toEqual([])
  })
})

describe('the tree can be copied anywhere', () => {
  const texts = files.filter((path) => !/\.(png|jpg|ico|woff2?|stl|step|stp|glb|gz)$/i.test(path))
  const literal = (word: string): string => word.replace(/[^\w/]/g, '\\$&')
  const mentions = (words: readonly string[]): string[] => {
    const pattern = new RegExp(words.map((word) => `(?<![\\w.-])${literal(word)}(?![\\w-])`).join('|'))
    return texts.filter((path) => words.length > 0 && pattern.test(read(path)))
  }

  test('it names no folder of this machine', () => {
    // Where the checkout, or its parent, is itself such a common folder, naming it proves nothing.
    const common = [
      '/',
      '/tmp',
      tmpdir(),
      homedir(),
      '/home',
      '/srv',
      '/opt',
      '/app',
      '/usr/src',
      '/root',
      '/mnt',
    ]
    expect(mentions([root, dirname(root)].filter((path) => !common.includes(path)))).toEqual([])
  })

  test('it names no package registry', () => {
    const configured = process.env.npm_config_registry ?? ''
    const hosts = ['registry.npmjs' + '.org', 'registry.yarnpkg' + '.com', 'npm.pkg.github' + '.com']
    if (URL.canParse(configured)) hosts.push(new URL(configured).host)
    expect(mentions(hosts)).toEqual([])
  })

  test('the lock file says nothing of where packages came from, and lacks none of them', () => {
    interface Entry {
      resolved?: string
      optionalDependencies?: Record<string, string>
    }
    const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, Entry> }
    expect(
      Object.entries(packages).filter(([path, { resolved }]) => resolved && !/^sdk$|^web$/.test(path)),
    ).toEqual([])
    // Where a registry lacks the build for another platform, npm leaves it out without a word, and then `npm ci`
    // refuses the lock. The cure is a version whose builds are all there.
    const locked = new Set(Object.keys(packages).map((path) => path.replace(/^.*node_modules\//, '')))
    const missing = Object.values(packages)
      .flatMap(({ optionalDependencies }) => Object.keys(optionalDependencies ?? {}))
      .filter((name) => !locked.has(name))
    expect(missing).toEqual([])
  })
})
