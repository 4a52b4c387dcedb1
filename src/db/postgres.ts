import pg from 'pg'
import { DatabaseUnavailableError, type Db, type Listener, type Statement, type Tx } from './port.ts'
import { PostgresListener } from './postgres-listener.ts'
import { Statements, TxStatements } from './statements.ts'

export interface PostgresOptions {
  url: string
  /** Connections at most. */
  poolSize?: number
  /** What cannot be thrown to anybody: idle connections that break, a lost notification link. */
  onBackgroundError?(error: unknown): void
}

const int8 = 20
const int8Array = 1016
const parseInt8Array = (text: string): (number | null)[] =>
  text === '{}'
    ? []
    : text
        .slice(1, -1)
        .split(',')
        .map((part) => (part === 'NULL' ? null : Number(part)))

/** bigint columns hold ids and sizes, all below 2^53. */
const types: pg.CustomTypesConfig = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === int8) return Number
    if (oid === int8Array) return parseInt8Array
    return pg.types.getTypeParser(oid, format as 'text')
  },
} as pg.CustomTypesConfig

/** SQLSTATE classes that pass: connection, resources, operator intervention; and the sockets' own codes. */
const passing = /^(08|53|57P)/
const passingSocket = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'ETIMEDOUT',
  'EPIPE',
  'ENOENT',
  'EAI_AGAIN',
])

function translate(error: unknown): unknown {
  const { code, message } = error as { code?: string; message?: string }
  if (code !== undefined && (passing.test(code) || passingSocket.has(code)))
    return new DatabaseUnavailableError(error)
  // node-postgres gives these no code.
  if (
    /Connection terminated|timeout exceeded when trying to connect|Client has encountered/.test(message ?? '')
  )
    return new DatabaseUnavailableError(error)
  return error
}

/** Connects lazily: the first statement finds out whether the server is there. */
export function connectPostgres(options: PostgresOptions): Db {
  const onBackgroundError = options.onBackgroundError ?? (() => {})
  const config: pg.PoolConfig = {
    connectionString: options.url,
    max: options.poolSize ?? 10,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    types,
  }
  const pool = new pg.Pool(config)
  pool.on('error', onBackgroundError)
  const listener = new PostgresListener(config, onBackgroundError)
  return new PostgresDb(pool, listener)
}

class PostgresDb extends Statements implements Db {
  readonly kind = 'postgres'
  readonly #pool: pg.Pool
  readonly #listener: PostgresListener
  #count = 0

  constructor(pool: pg.Pool, listener: PostgresListener) {
    super((statement) => this.#send(pool, statement))
    this.#pool = pool
    this.#listener = listener
  }

  get statementCount(): number {
    return this.#count
  }

  async #send(client: pg.Pool | pg.PoolClient, { text, values, name }: Statement) {
    this.#count++
    try {
      const result = await client.query({
        text,
        values: values as unknown[],
        ...(name !== undefined && { name }),
      })
      return { rows: result.rows as unknown[], affected: result.rowCount ?? 0 }
    } catch (error) {
      throw translate(error)
    }
  }

  async transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect().catch((error) => {
      throw translate(error)
    })
    // A connection on which BEGIN, COMMIT or ROLLBACK failed is in an unknown state: it must not be used again.
    let broken = true
    try {
      await this.#send(client, { text: 'BEGIN', values: [] })
      try {
        const result = await work(new TxStatements((statement) => this.#send(client, statement)))
        await this.#send(client, { text: 'COMMIT', values: [] })
        broken = false
        return result
      } catch (error) {
        await client.query('ROLLBACK').then(
          () => {
            broken = false
          },
          () => {},
        )
        throw error
      }
    } finally {
      client.release(broken)
    }
  }

  listen(channel: string, listener: Listener): Promise<() => Promise<void>> {
    return this.#listener.listen(channel, listener)
  }

  async close(): Promise<void> {
    await this.#listener.close()
    await this.#pool.end()
  }
}
