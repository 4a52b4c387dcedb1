import { join } from 'node:path'
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'
import { isCi } from './tools/test/mode.ts'
import { missingNeeds } from './tools/test/needs.ts'

type ProjectOptions = NonNullable<TestProjectInlineConfiguration['test']>

const project = (test: ProjectOptions): TestProjectInlineConfiguration => ({ test })

const setup = { globalSetup: './test/harness/global-setup.ts' }

/** Far above what a test with processes of its own takes: a busy machine must not fail it. */
const patient = { testTimeout: 400_000, hookTimeout: 400_000, expect: { poll: { timeout: 120_000 } } }

/**
 * Files of one kind share the modules that they load: that halves the time. Each makes what it changes (databases,
 * apps, clocks) for itself, and undoes what it does to its process.
 */
const together = { isolate: false }

/** Run on each database. What only a server can show (its end, two real connections) is named `*.postgres.test.ts`. */
const databaseTests = ['{src,test,bench,tools}/**/*.db.test.ts']
const postgresTests = ['{src,test,bench,tools}/**/*.postgres.test.ts']
/** CI runs all of them on both; elsewhere the second database has those whose subject is the database or the engine. */
const testsOfDatabase = {
  pglite: databaseTests,
  postgres: [
    ...(isCi ? databaseTests : ['src/{db,engine,main}/**/*.db.test.ts', 'test/*.db.test.ts']),
    ...postgresTests,
  ],
}

const projects = [
  project({
    ...together,
    name: 'unit',
    include: ['{src,web,test,bench,tools}/**/*.test.ts'],
    exclude: ['**/node_modules/**', ...databaseTests, ...postgresTests, 'test/{e2e,chaos,browser}/**'],
  }),
  ...(['pglite', 'postgres'] as const).map((kind) =>
    project({
      ...setup,
      ...together,
      name: kind,
      include: testsOfDatabase[kind],
      alias: { '@node-rs/argon2': join(import.meta.dirname, 'test/harness/cheap-argon2.ts') },
      env: { FABWIRE_TEST_DATABASE: kind },
    }),
  ),
  project({
    ...setup,
    ...together,
    ...patient,
    name: 'e2e',
    include: ['test/e2e/**/*.test.ts'],
    // After the others, beside the browser: together they wait least.
    sequence: { groupOrder: 1 },
  }),
  project({
    ...setup,
    ...together,
    ...patient,
    name: 'browser',
    include: ['test/browser/**/*.test.ts'],
    sequence: { groupOrder: 1 },
  }),
  project({
    ...setup,
    ...patient,
    name: 'chaos',
    include: ['test/chaos/**/*.test.ts'],
    // Alone: it uses the whole machine by itself.
    fileParallelism: false,
    maxWorkers: 1,
    sequence: { groupOrder: 2 },
  }),
]

/** What a project needs and this machine lacks leaves it out; `npm test` installs it or says so. */
const missing = new Set(missingNeeds().map((need) => need.project))

export default defineConfig({
  test: {
    // Some tests set the time zone of their process, which a thread cannot.
    pool: 'forks',
    // One more than the cores that it is made for: tests wait a third of their time, for PostgreSQL, processes, pages.
    maxWorkers: 3,
    // Far above what a test takes: a busy machine must not fail it.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Below the tests' own, so that what was wrong is told.
    expect: { poll: { timeout: 25_000 } },
    projects: projects.filter(({ test }) => !missing.has(String(test?.name))),
  },
})
