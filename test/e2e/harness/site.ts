import { join } from 'node:path'
import { openPglite } from '../../../src/db/pglite.ts'
import type { Db } from '../../../src/db/port.ts'
import { connectPostgres } from '../../../src/db/postgres.ts'
import { Api } from './http.ts'
import type { Ending, Fabwire, Finished, Variables } from './process.ts'

/** Starts `fabwire …` so that it is gone when the test is over. */
export type Start = (args: readonly string[], variables: Variables, input?: string) => Promise<Fabwire>

/** A deployment: its variables and its data outlive the process that serves it. */
export class Site {
  readonly #start: Start
  readonly variables: Variables
  /** Its API, without a credential, wherever it listens at the moment. */
  readonly api = new Api(() => this.url)
  #process: Fabwire | undefined
  #url: string | undefined

  constructor(start: Start, variables: Variables) {
    this.#start = start
    this.variables = variables
  }

  get dataDir(): string {
    return this.variables.FABWIRE_DATA_DIR as string
  }

  get process(): Fabwire {
    if (this.#process === undefined) throw new Error('the site was never started')
    return this.#process
  }

  /** Its origin. Throws while nothing listens. */
  get url(): string {
    if (this.#url === undefined) throw new Error('the site is down')
    return this.#url
  }

  /** Begins a start, which may fail. `more` counts for this process only. */
  async launch(more: Variables = {}): Promise<Fabwire> {
    this.#url = undefined
    this.#process = await this.#start(['serve'], { ...this.variables, ...more })
    return this.#process
  }

  /** Resolves when it listens. */
  async start(more?: Variables): Promise<this> {
    const started = await this.launch(more)
    this.#url = await started.url()
    return this
  }

  /** Starts with something wrong, waits for the end and returns what it said. */
  async startInVain(more: Variables): Promise<Finished> {
    return (await this.#start(['serve'], { ...this.variables, ...more })).finish()
  }

  get isUp(): boolean {
    return this.#url !== undefined
  }

  stop(): Promise<Ending> {
    this.#url = undefined
    return this.process.stop()
  }

  crash(): Promise<Ending> {
    this.#url = undefined
    return this.process.crash()
  }

  /** An operator's command on its data. */
  async run(args: readonly string[], more: Variables = {}, input?: string): Promise<Finished> {
    return (await this.#start(args, { ...this.variables, ...more }, input)).finish()
  }

  /** Looks into its database, behind the program's back. With the embedded one, no process may serve it. */
  async inDatabase<T>(work: (db: Db) => Promise<T>): Promise<T> {
    const { DATABASE_URL } = this.variables
    const db =
      DATABASE_URL === undefined
        ? await openPglite({ folder: join(this.dataDir, 'database') })
        : connectPostgres({ url: DATABASE_URL, poolSize: 2 })
    try {
      return await work(db)
    } finally {
      await db.close()
    }
  }
}
