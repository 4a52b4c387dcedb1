import { constants, existsSync } from 'node:fs'
import { cp, mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { PGlite, type Transaction } from '@electric-sql/pglite'
import { throwTranslated } from './failures.ts'
import { assertRoom, GuardedPglite } from './guarded-pglite.ts'
import { parsers } from './parsers.ts'
import type { Db, Listener, ListenState, Statement, Tx } from './port.ts'
import { Statements, TxStatements } from './statements.ts'

export interface PgliteOptions {
  /** Folder of the database's files; absent: in memory. */
  folder?: string
  /** A dumped database folder (tar, gzip) to start from when the folder is empty: ten times faster than initdb. */
  template?: Blob
}

const bytea = 17

const embeddedParsers = {
  ...parsers,
  [bytea]: (text: string) => Buffer.from(text.slice(2), 'hex'),
}

/** PostgreSQL in this process: one connection, so transactions run one after another. */
export async function openPglite({ folder, template }: PgliteOptions = {}): Promise<EmbeddedDb> {
  if (folder === undefined)
    return new EmbeddedDb(await openGuarded({ ...(template && { loadDataDir: template }) }))
  if (!existsSync(join(folder, 'PG_VERSION'))) await initialise(folder, template)
  return new EmbeddedDb(await openGuarded({ dataDir: folder }), folder)
}

async function openGuarded(options: { dataDir?: string; loadDataDir?: Blob }): Promise<GuardedPglite> {
  const lite = new GuardedPglite({ ...options, parsers: embeddedParsers })
  await lite.waitReady
  return lite
}

/** Makes the files beside `folder` and moves them there whole: killed halfway, the next start begins again. */
async function initialise(folder: string, template: Blob | undefined): Promise<void> {
  const partial = `${folder}.partial`
  await rm(partial, { recursive: true, force: true })
  await mkdir(partial, { recursive: true })
  const lite = await PGlite.create({ dataDir: partial, ...(template && { loadDataDir: template }) })
  await lite.close()
  await rename(partial, folder).catch(async (error) => {
    await rm(partial, { recursive: true, force: true })
    throw error
  })
}

/** Between two tries to open a database that panicked. */
const firstReopenMs = 1_000
const lastReopenMs = 10_000

interface Heard {
  name: string
  hear(payload: string): void
  listener: Listener
}

export class EmbeddedDb extends Statements implements Db {
  readonly kind = 'pglite'
  readonly #folder: string | undefined
  readonly #heard = new Set<Heard>()
  #lite: GuardedPglite
  #reopening: Promise<void> | undefined
  readonly #closing = new AbortController()
  #count = 0

  constructor(lite: GuardedPglite, folder?: string) {
    super((statement) => this.#send(this.#lite, statement))
    this.#lite = lite
    this.#folder = folder
    this.#guard(lite)
  }

  #guard(lite: GuardedPglite): void {
    lite.onPanic = () => {
      this.#tell('down')
      // In memory there is nothing to come back to.
      if (this.#folder !== undefined) this.#reopening = this.#reopen(this.#folder)
    }
  }

  #tell(state: ListenState): void {
    for (const { listener } of this.#heard) listener.onState?.(state)
  }

  /** Opens another one on the files, as a start after kill -9 does; until then every statement is refused. */
  async #reopen(folder: string): Promise<void> {
    const { signal } = this.#closing
    for (let waitMs = firstReopenMs; !signal.aborted; waitMs = Math.min(2 * waitMs, lastReopenMs)) {
      try {
        await assertRoom(`${folder}.room`)
        const lite = await openGuarded({ dataDir: folder })
        for (const { name, hear } of this.#heard) await lite.listen(name, hear)
        this.#lite = lite
        this.#guard(lite)
        this.#tell('up')
        return
      } catch {
        await setTimeout(waitMs, undefined, { signal }).catch(() => {})
      }
    }
  }

  get statementCount(): number {
    return this.#count
  }

  async #send(target: PGlite | Transaction, { text, values }: Statement) {
    this.#count++
    const result = await target.query(text, values as unknown[]).catch(throwTranslated)
    return { rows: result.rows as unknown[], affected: result.affectedRows ?? 0 }
  }

  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    // PGlite sends BEGIN and the end by itself; they count as they do on a server.
    this.#count += 2
    return this.#lite.transaction((transaction) =>
      work(new TxStatements((statement) => this.#send(transaction, statement))),
    )
  }

  async listen(channel: string, listener: Listener): Promise<() => Promise<void>> {
    // Unquoted, PGlite folds the name to lower case; the stop it returns forgets the quotes.
    const name = `"${channel}"`
    const hear = (payload: string) => listener.onPayload(payload)
    await this.#lite.listen(name, hear).catch(throwTranslated)
    const entry = { name, hear, listener }
    this.#heard.add(entry)
    listener.onState?.('up')
    return async () => {
      this.#heard.delete(entry)
      if (!this.#lite.hasPanicked) await this.#lite.unlisten(name, hear)
    }
  }

  /** The whole database as a gzipped tar, for `template`. */
  dump(): Promise<Blob> {
    return this.#lite.dumpDataDir('gzip')
  }

  /**
   * Copies the database's files to a folder that does not exist yet, as they are between two transactions; all others
   * wait meanwhile. Where the disk can share blocks, that takes no time and no space.
   */
  async copyTo(folder: string): Promise<void> {
    const from = this.#folder
    if (from === undefined) throw new Error('a database in memory has no files')
    await this.#lite.transaction(async (transaction) => {
      // What is in the files then is whole by itself, without a recovery.
      await transaction.exec('CHECKPOINT')
      await cp(from, folder, {
        recursive: true,
        force: false,
        errorOnExist: true,
        mode: constants.COPYFILE_FICLONE,
      })
    })
  }

  async close(): Promise<void> {
    this.#closing.abort()
    await this.#reopening
    if (!this.#lite.closed && !this.#lite.hasPanicked) await this.#lite.close()
  }
}
