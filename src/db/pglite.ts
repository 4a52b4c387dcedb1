import { constants } from 'node:fs'
import { cp } from 'node:fs/promises'
import { setTimeout } from 'node:timers/promises'
import type pg from 'pg'
import { assertRoom } from './disk-room.ts'
import { throwTranslated } from './failures.ts'
import { connectPglite } from './pglite-client.ts'
import { type PgliteOptions, type PgliteServer, startPglite } from './pglite-server.ts'
import { startPgliteThread } from './pglite-thread.ts'
import {
  DatabaseUnavailableError,
  type Db,
  type Listener,
  type ListenState,
  type Statement,
  type Tx,
} from './port.ts'
import { inTransaction, Statements } from './statements.ts'
import { Turns } from './turns.ts'

/**
 * PostgreSQL in this process: one connection, so transactions run one after another. With files it runs on a thread
 * of its own; in memory, as tests want it, on this one: starting a thread takes longer than the tests would save.
 */
export async function openPglite(options: PgliteOptions = {}): Promise<EmbeddedDb> {
  const server = await (options.folder === undefined ? startPglite(options) : startPgliteThread(options))
  return new EmbeddedDb(server, await connectPglite(server), options.folder)
}

/** Between two tries to open a database that panicked. */
const firstReopenMs = 1_000
const lastReopenMs = 10_000

interface Heard {
  channel: string
  listener: Listener
}

export class EmbeddedDb extends Statements implements Db {
  readonly kind = 'pglite'
  readonly #folder: string | undefined
  readonly #heard = new Set<Heard>()
  readonly #turns = new Turns()
  readonly #closing = new AbortController()
  #server: PgliteServer
  /** Undefined from a panic until it is open again. */
  #client: pg.Client | undefined
  #panic: unknown
  #reopening: Promise<void> | undefined
  #count = 0

  constructor(server: PgliteServer, client: pg.Client, folder: string | undefined) {
    super((statement) => this.#turns.share(() => this.#send(statement)))
    this.#server = server
    this.#folder = folder
    this.#use(client)
  }

  #use(client: pg.Client): void {
    this.#client = client
    client.on('notification', ({ channel, payload = '' }) => {
      for (const heard of this.#heard) if (heard.channel === channel) heard.listener.onPayload(payload)
    })
    client.on('error', (error) => this.#panicked(error))
  }

  #panicked(error: unknown): void {
    if (this.#client === undefined) return
    this.#client = undefined
    this.#panic = error
    this.#tell('down')
    // In memory there is nothing to come back to.
    if (this.#folder !== undefined) this.#reopening = this.#reopen(this.#folder)
  }

  #tell(state: ListenState): void {
    for (const { listener } of this.#heard) listener.onState?.(state)
  }

  /** Opens another one on the files, as a start after kill -9 does; until then every statement is refused. */
  async #reopen(folder: string): Promise<void> {
    const { signal } = this.#closing
    await this.#server.close()
    for (let waitMs = firstReopenMs; !signal.aborted; waitMs = Math.min(2 * waitMs, lastReopenMs)) {
      try {
        await assertRoom(`${folder}.room`)
        this.#server = await startPgliteThread({ folder })
        const client = await connectPglite(this.#server)
        for (const { channel } of this.#heard) await client.query(listenText(channel))
        this.#use(client)
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

  async #send({ text, values, name }: Statement, client = this.#client) {
    this.#count++
    if (client === undefined) throw new DatabaseUnavailableError(this.#panic)
    const result = await client
      .query({ text, values: values as unknown[], ...(name !== undefined && { name }) })
      .catch(throwTranslated)
    return { rows: result.rows as unknown[], affected: result.rowCount ?? 0, command: result.command }
  }

  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#turns.alone(() => {
      // Always on the connection that it began on: one that was opened since knows nothing of it.
      const client = this.#client
      return inTransaction((statement) => this.#send(statement, client), work)
    })
  }

  async listen(channel: string, listener: Listener): Promise<() => Promise<void>> {
    await this.run({ text: listenText(channel), values: [] })
    const entry = { channel, listener }
    this.#heard.add(entry)
    listener.onState?.('up')
    return async () => {
      this.#heard.delete(entry)
    }
  }

  /**
   * Copies the database's files to a folder that does not exist yet, as they are between two transactions; all others
   * wait meanwhile. Where the disk can share blocks, that takes no time and no space.
   */
  async copyTo(folder: string): Promise<void> {
    const from = this.#folder
    if (from === undefined) throw new Error('a database in memory has no files')
    await this.#turns.alone(async () => {
      // What is in the files then is whole by itself, without a recovery.
      await this.#send({ text: 'CHECKPOINT', values: [] })
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
    await this.#turns.alone(async () => {
      const client = this.#client
      this.#client = undefined
      this.#panic = new Error('the database is closed')
      await client?.end()
      await this.#server.close()
    })
  }
}

const listenText = (channel: string): string => `LISTEN "${channel}"`
