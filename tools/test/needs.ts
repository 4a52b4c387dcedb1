import { existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** What tests need beyond npm. Whoever finds it missing skips the tests, or installs it (tools/test/install.ts). */

const oldestPostgres = 15
const postgresHome = '/usr/lib/postgresql'

/** Folder of the newest PostgreSQL server's programs, `initdb` and `pg_ctl` among them. */
export function findPostgresBin(): string | undefined {
  const versions = existsSync(postgresHome) ? readdirSync(postgresHome).map(Number) : []
  const packaged = versions
    .filter((version) => version >= oldestPostgres)
    .sort((a, b) => b - a)
    .map((version) => join(postgresHome, String(version), 'bin'))
  return [...packaged, ...pathFolders()].find((folder) => existsSync(join(folder, 'initdb')))
}

/** Chromium without the windows that nobody sees: the same engine for two thirds of the work. */
const headlessShell = 'chromium-headless-shell'
const chromiumNames = ['chromium', 'chromium-browser', 'google-chrome']

const findOneOf = (names: readonly string[]): string | undefined =>
  ['/usr/bin', ...pathFolders()]
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find((path) => existsSync(path))

/** A Chromium, a whole one before the shell of one. */
export const findChromium = (): string | undefined => findOneOf([...chromiumNames, headlessShell])

/** What the tests drive. */
export const findTestBrowser = (): string | undefined => findOneOf([headlessShell, ...chromiumNames])

/** A program on the path. */
export const findProgram = (name: string): string | undefined =>
  pathFolders()
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path))

const pathFolders = (): string[] => (process.env.PATH ?? '').split(delimiter).filter(Boolean)

export interface Need {
  /** The vitest project that cannot run without it; undefined where a few tests look for themselves. */
  project?: string
  what: string
  /** Debian's package. */
  package: string
  isPresent(): boolean
}

/** What runs `docs/samples`, beside Node. */
const sampleLanguages = [
  ['python3', 'Python', 'python3'],
  ['go', 'Go', 'golang-go'],
  ['php', 'PHP', 'php-cli'],
] as const

const needs: readonly Need[] = [
  {
    project: 'postgres',
    what: 'a PostgreSQL server (or TEST_DATABASE_URL)',
    package: 'postgresql',
    isPresent: () => process.env.TEST_DATABASE_URL !== undefined || findPostgresBin() !== undefined,
  },
  {
    project: 'browser',
    what: 'Chromium',
    package: headlessShell,
    isPresent: () => findTestBrowser() !== undefined,
  },
  ...sampleLanguages.map(([program, name, debianPackage]) => ({
    what: `${name}, in which a sample of the guide is run,`,
    package: debianPackage,
    isPresent: () => findProgram(program) !== undefined,
  })),
]

export const missingNeeds = (): Need[] => needs.filter((need) => !need.isPresent())

/** Debian's packages that make the tests faster where they are missing; nothing is skipped without them. */
export const missingHelps = (): string[] =>
  findTestBrowser() !== undefined && findOneOf([headlessShell]) === undefined ? [headlessShell] : []
