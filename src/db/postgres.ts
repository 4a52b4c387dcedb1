import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { throwTranslated, translateFailure } from './failures.ts'
import { clientTypes } from './parsers.ts'
import { connectionName, type Db, type Listener, type Statement, type Tx } from './port.ts'
import { PostgresListener } from './postgres-listener.ts'
import { Statements, TxStatements } from './statements.ts'

export interface PostgresOptions {
  url: string
  /** Connections at most. */
  poolSize?: number
  /** What cannot be thrown to anybody: idle connections that break, a lost notification link. */
  onBackgroundError?(error: unknown): void
}

/** Hot statements take milliseconds. A link that swallows all that is sent would keep them waiting for a quarter of an hour. */
const namedTimeoutMs = 15_000

/** Whatever the URL says: others must find this process's connections. */
function named(url: string, tag: string): string {
  const full = new URL(url)
  full.searchParams.set('application_name', connectionName(tag))
  return full.href
}

/** Connects lazily: the first statement finds out whether the server is there. */
export function connectPostgres(options: PostgresOptions): Db {
  const onBackgroundError = options.onBackgroundError ?? (() => {})
  const tag = randomBytes(6).toString('hex')
  const config: pg.PoolConfig = {
    connectionString: named(options.url, tag),
    max: options.poolSize ?? 10,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    types: clientTypes,
  }
  const pool = new pg.Pool(config)
  pool.on('error', onBackgroundError)
  return new PostgresDb(pool, new PostgresListener(config, onBackgroundError), onBackgroundError, tag)
}

class PostgresDb extends Statements implements Db {
  readonly kind = 'postgres'
  readonly processTag: string
  readonly #pool: pg.Pool
  readonly #listener: PostgresListener
  readonly #onBackgroundError: (error: unknown) => void
  #count = 0

  constructor(
    pool: pg.Pool,
    listener: PostgresListener,
    onBackgroundError: (error: unknown) => void,
    processTag: string,
  ) {
    super((statement) => this.#send(pool, statement))
    this.processTag = processTag
    this.#pool = pool
    this.#listener = listener
    this.#onBackgroundError = onBackgroundError
  }

  get statementCount(): number {
    return this.#count
  }

  async #send(client: pg.Pool | pg.PoolClient, { text, values, name, timeoutMs }: Statement) {
    this.#count++
    const limitMs = timeoutMs ?? (name === undefined ? undefined : namedTimeoutMs)
    const query: pg.QueryConfig & { query_timeout?: number } = {
      text,
      values: values as unknown[],
      ...(name !== undefined && { name }),
      ...(limitMs !== undefined && { query_timeout: limitMs }),
    }
    try {
      const result = await client.query(query)
      return { rows: result.rows as unknown[], affected: result.rowCount ?? 0, command: result.command }
    } catch (error) {
      throw translateFailure(error)
    }
  }

  async transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect().catch(throwTranslated)
    // The pool hears only idle connections break. Unheard, a break between two statements would end the process.
    client.on('error', this.#onBackgroundError)
    // A connection on which BEGIN, COMMIT or ROLLBACK failed is in an unknown state: it must not be used again.
    let broken = true
    try {
      await this.#send(client, { text: 'BEGIN', values: [] })
      try {
        const result = await work(new TxStatements((statement) => this.#send(client, statement)))
        await this.#commit(client)
        broken = false
        return result
      } catch (error) {
        await this.#send(client, { text: 'ROLLBACK', values: [] }).then(
          () => {
            broken = false
          },
          () => {},
        )
        throw error
      }
    } finally {
      client.off('error', this.#onBackgroundError)
      client.release(broken)
    }
  }

  async #commit(client: pg.PoolClient): Promise<void> {
    this.#count++
    const { command } = await client.query('COMMIT').catch(throwTranslated)
    // The server answers so, without an error, when a statement had failed and `work` had swallowed that.
    if (command !== 'COMMIT') throw new Error('the transaction was rolled back: a statement in it had failed')
  }

  listen(channel: string, listener: Listener): Promise<() => Promise<void>> {
    return this.#listener.listen(channel, listener).catch(throwTranslated)
  }

  async close(): Promise<void> {
    await this.#listener.close()
    await this.#pool.end()
  }
}
