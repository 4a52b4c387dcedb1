import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'
import { missingNeeds } from './tools/test/needs.ts'

type ProjectOptions = NonNullable<TestProjectInlineConfiguration['test']>

const project = (test: ProjectOptions): TestProjectInlineConfiguration => ({ test })

const setup = { globalSetup: './test/harness/global-setup.ts' }

/** Spawned servers and browsers take turns: they would disturb each other's times on a small machine. */
const alone = { fileParallelism: false, maxWorkers: 1, testTimeout: 60_000, hookTimeout: 120_000 }

/** Run on each database. What only a server can show (its end, two real connections) is named `*.postgres.test.ts`. */
const databaseTests = ['{src,test,bench,tools}/**/*.db.test.ts']
const postgresTests = ['{src,test,bench,tools}/**/*.postgres.test.ts']

const projects = [
  project({
    name: 'unit',
    include: ['{src,web,test,bench,tools}/**/*.test.ts'],
    exclude: [...databaseTests, ...postgresTests, 'test/{e2e,chaos,browser}/**'],
  }),
  ...(['pglite', 'postgres'] as const).map((kind) =>
    project({
      ...setup,
      name: kind,
      include: [...databaseTests, ...(kind === 'postgres' ? postgresTests : [])],
      env: { FABWIRE_TEST_DATABASE: kind },
    }),
  ),
  project({
    ...setup,
    ...alone,
    name: 'e2e',
    include: ['test/e2e/**/*.test.ts'],
    sequence: { groupOrder: 1 },
  }),
  project({
    ...setup,
    ...alone,
    name: 'browser',
    include: ['test/browser/**/*.test.ts'],
    sequence: { groupOrder: 2 },
  }),
  project({
    ...setup,
    ...alone,
    name: 'chaos',
    include: ['test/chaos/**/*.test.ts'],
    sequence: { groupOrder: 3 },
  }),
]

/** What a project needs and this machine lacks leaves it out; `npm test` installs it or says so. */
const missing = new Set(missingNeeds().map((need) => need.project))

export default defineConfig({
  test: {
    // Some tests set the time zone of their process, which a thread cannot.
    pool: 'forks',
    maxWorkers: 2,
    // Far above what a test takes: a busy machine must not fail it.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: projects.filter(({ test }) => !missing.has(String(test?.name))),
  },
})
