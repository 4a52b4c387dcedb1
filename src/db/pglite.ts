import { PGlite, type Transaction } from '@electric-sql/pglite'
import type { Db, Listener, Statement, Tx } from './port.ts'
import { Statements, TxStatements } from './statements.ts'

export interface PgliteOptions {
  /** Folder of the database's files; absent: in memory. */
  folder?: string
  /** A dumped database folder (tar, gzip) to start from when the folder is empty: ten times faster than initdb. */
  template?: Blob
}

const int8 = 20
const int8Array = 1016
const bytea = 17

const parsers = {
  [int8]: Number,
  [int8Array]: (text: string) =>
    text === '{}'
      ? []
      : text
          .slice(1, -1)
          .split(',')
          .map((part) => (part === 'NULL' ? null : Number(part))),
  [bytea]: (text: string) => Buffer.from(text.slice(2), 'hex'),
}

/** PostgreSQL in this process: one connection, so transactions run one after another. */
export async function openPglite(options: PgliteOptions = {}): Promise<EmbeddedDb> {
  const lite = await PGlite.create({
    ...(options.folder !== undefined && { dataDir: options.folder }),
    ...(options.template !== undefined && { loadDataDir: options.template }),
    parsers,
  })
  return new EmbeddedDb(lite)
}

export class EmbeddedDb extends Statements implements Db {
  readonly kind = 'pglite'
  readonly #lite: PGlite
  #count = 0

  constructor(lite: PGlite) {
    super((statement) => this.#send(lite, statement))
    this.#lite = lite
  }

  get statementCount(): number {
    return this.#count
  }

  async #send(target: PGlite | Transaction, { text, values }: Statement) {
    this.#count++
    const result = await target.query(text, values as unknown[])
    return { rows: result.rows as unknown[], affected: result.affectedRows ?? 0 }
  }

  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#lite.transaction((transaction) =>
      work(new TxStatements((statement) => this.#send(transaction, statement))),
    )
  }

  async listen(channel: string, listener: Listener): Promise<() => Promise<void>> {
    const stop = await this.#lite.listen(channel, (payload) => listener.onPayload(payload))
    listener.onState?.('up')
    return () => stop()
  }

  /** The whole database as a gzipped tar, for `template`. */
  dump(): Promise<Blob> {
    return this.#lite.dumpDataDir('gzip')
  }

  async close(): Promise<void> {
    if (!this.#lite.closed) await this.#lite.close()
  }
}
