import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'
import { missingNeeds } from './tools/test/needs.ts'

type ProjectOptions = NonNullable<TestProjectInlineConfiguration['test']>

const project = (test: ProjectOptions): TestProjectInlineConfiguration => ({ test })

const setup = { globalSetup: './test/harness/global-setup.ts' }

/** Spawned servers and browsers take turns: they would disturb each other's times on a small machine. */
const alone = { fileParallelism: false, maxWorkers: 1, testTimeout: 60_000, hookTimeout: 120_000 }

const databaseTests = ['{src,test,bench,tools}/**/*.db.test.ts']

const projects = [
  project({
    name: 'unit',
    include: ['{src,test,bench,tools}/**/*.test.ts'],
    exclude: [...databaseTests, 'test/{e2e,browser}/**'],
  }),
  ...(['pglite', 'postgres'] as const).map((kind) =>
    project({
      ...setup,
      name: kind,
      include: databaseTests,
      env: { FABWIRE_TEST_DATABASE: kind },
      testTimeout: 20_000,
      hookTimeout: 60_000,
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
]

/** What a project needs and this machine lacks leaves it out; `npm test` installs it or says so. */
const missing = new Set(missingNeeds().map((need) => need.project))

export default defineConfig({
  test: {
    pool: 'threads',
    maxWorkers: 2,
    projects: projects.filter(({ test }) => !missing.has(String(test?.name))),
  },
})
