import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, test as base, inject } from 'vitest'
import { connectPostgres } from '../../../src/db/postgres.ts'
import { isCi } from '../../../tools/test/mode.ts'
import { type Cluster, type ClusterOptions, startCluster } from '../../harness/cluster.ts'
import { LogWatch } from '../../harness/log-watch.ts'
import { type Behaviour, type Receiver, startReceiver } from '../../harness/receiver.ts'
import { Fabwire, type Finished, type Variables } from './process.ts'
import { Site } from './site.ts'

export type DatabaseKind = 'pglite' | 'postgres'

const server = inject('postgresUrl')

/** The databases of this machine. Without a PostgreSQL the run says so in large letters (tools/test/needs.ts). */
export const databaseKinds: readonly DatabaseKind[] =
  server === undefined ? ['pglite'] : ['pglite', 'postgres']
/** For what has nothing to do with the database: a server starts in a third of the time on PostgreSQL. */
export const anyDatabase: DatabaseKind = server === undefined ? 'pglite' : 'postgres'

/** Both under CI; elsewhere this one is enough for what hardly depends on it, or is tested elsewhere on both. */
export const mostly = (kind: DatabaseKind): readonly DatabaseKind[] =>
  isCi ? databaseKinds : [kind === 'postgres' ? anyDatabase : kind]

/** What every test server is told: any port, receivers on this machine, and only what is worth reading in the log. */
const usual: Variables = {
  PORT: '0',
  LOG_LEVEL: 'warn',
  FABWIRE_RATE_LIMIT: 'off',
  FABWIRE_ALLOW_INSECURE_TARGETS: '127.0.0.0/8',
}

/** Makes what a test needs, and in the end removes all of it, the last first, whatever became of the test. */
export class Sandbox {
  readonly #undo: (() => Promise<unknown>)[] = []
  readonly #started: Fabwire[] = []
  readonly #servers: Fabwire[] = []

  async close(): Promise<void> {
    for (const undo of this.#undo.splice(0).reverse()) await undo()
    // Commands are asked for secrets, servers never are.
    for (const { stdout, stderr } of this.#servers)
      new LogWatch().assertClean(`${stdout}${stderr}`.split(/^/m))
  }

  /** The end of what each process said. */
  showOutput(): void {
    const mostChars = 4_000
    for (const [index, { stdout, stderr }] of this.#started.entries())
      console.log(`process ${index + 1} of this test:\n${stderr}${stdout.slice(-mostChars)}`)
  }

  /** Something else to be done in the end. */
  finally(undo: () => void): void {
    this.#undo.push(async () => undo())
  }

  async folder(): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'fabwire-e2e-'))
    this.#undo.push(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }))
    return folder
  }

  async receiver(behaviour?: Behaviour): Promise<Receiver> {
    const receiver = await startReceiver(behaviour)
    this.#undo.push(() => receiver.close())
    return receiver
  }

  /** A PostgreSQL server of the test's own, to be stopped. */
  async cluster(options?: ClusterOptions): Promise<Cluster> {
    const cluster = await startCluster(options)
    this.#undo.push(() => cluster.remove())
    return cluster
  }

  /** The URL of an empty database on the server that all tests share. */
  async database(): Promise<string> {
    if (server === undefined) throw new Error('there is no PostgreSQL: loop over `databaseKinds`')
    const name = `e2e_${randomUUID().replaceAll('-', '')}`
    await onServer(server, `CREATE DATABASE ${name}`)
    this.#undo.push(() => onServer(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`))
    const url = new URL(server)
    url.pathname = `/${name}`
    return url.href
  }

  /** A deployment with fresh data, not yet started. */
  async site(kind: DatabaseKind, variables: Variables = {}): Promise<Site> {
    const folder = await this.folder()
    const data: Variables =
      kind === 'pglite'
        ? { FABWIRE_DATA_DIR: join(folder, 'data') }
        : {
            FABWIRE_DATA_DIR: join(folder, 'data'),
            DATABASE_URL: variables.DATABASE_URL ?? (await this.database()),
            FABWIRE_MASTER_KEY: newMasterKey(),
          }
    return new Site((...given) => this.start(...given), { ...usual, ...data, ...variables })
  }

  /** Starts `fabwire …` in a folder of its own. */
  async start(args: readonly string[], variables: Variables = {}, input?: string): Promise<Fabwire> {
    const started = new Fabwire(args, await this.folder(), variables, input)
    this.#started.push(started)
    if (args[0] === 'serve') this.#servers.push(started)
    this.#undo.push(() => started.crash())
    return started
  }

  /** Runs `fabwire …` to its end. */
  async run(args: readonly string[], variables?: Variables, input?: string): Promise<Finished> {
    return (await this.start(args, variables, input)).finish()
  }
}

export const newMasterKey = (): string => randomBytes(32).toString('base64')

async function onServer(url: string, text: string): Promise<void> {
  const db = connectPostgres({ url, poolSize: 1 })
  try {
    await db.run({ text, values: [] })
  } finally {
    await db.close()
  }
}

/** One sandbox for the tests of a describe block, which follow one another on it. */
export function sharedSandbox(): Sandbox {
  const sandbox = new Sandbox()
  afterEach(({ task }) => {
    if (task.result?.state === 'fail') sandbox.showOutput()
  })
  afterAll(() => sandbox.close())
  return sandbox
}

/** A test with a sandbox of its own. When it fails, it shows what its processes said. */
export const test = base.extend('sandbox', async ({ onTestFailed }, { onCleanup }) => {
  const sandbox = new Sandbox()
  onTestFailed(() => sandbox.showOutput())
  onCleanup(() => sandbox.close())
  return sandbox
})
