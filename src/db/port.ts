import type { Compilable, RawBuilder } from 'kysely'

/**
 * The database as the rest of the program knows it: PostgreSQL, either a server or the one embedded in this
 * process. Both adapters pass the same conformance suite and run the same SQL.
 */

/** SQL text with its parameters. A `name` asks for a prepared statement, for the hot paths. */
export interface Statement {
  text: string
  values: readonly unknown[]
  name?: string
  /** A server that has not answered by then counts as unavailable. Named statements have a limit by themselves. */
  timeoutMs?: number
}

/** A query written with Kysely, as `db/query.ts` makes them; `R` is its row. */
export type Query<R> = Compilable<R> | RawBuilder<R>

export interface Queryable {
  /** All rows. */
  rows<R>(query: Query<R>): Promise<R[]>
  rows<R = Record<string, unknown>>(query: Statement): Promise<R[]>
  /** The only row; anything else is a fault of ours and throws. */
  one<R>(query: Query<R>): Promise<R>
  one<R = Record<string, unknown>>(query: Statement): Promise<R>
  /** The first row, if any. */
  maybe<R>(query: Query<R>): Promise<R | undefined>
  maybe<R = Record<string, unknown>>(query: Statement): Promise<R | undefined>
  /** How many rows a write changed. */
  run(query: Query<unknown> | Statement): Promise<number>
}

/** Queries of one transaction. What needs a transaction asks for this type. */
export interface Tx extends Queryable {
  readonly transactional: true
}

export type ListenState = 'up' | 'down'

export interface Listener {
  onPayload(payload: string): void
  /** `down`: notifications may be missed from now on. `up`: they arrive again, some may have been missed. */
  onState?(state: ListenState): void
}

/** What connections are called where a server shows them to others (`pg_stat_activity`). */
export const connectionName = (processTag: string): string => `fabwire ${processTag}`

export interface Db extends Queryable {
  readonly kind: 'pglite' | 'postgres'
  /** Twelve hex digits in the name of this process's connections; undefined where there are no others to see it. */
  readonly processTag?: string
  /** Statements sent since the start; tests and benches count with it. */
  readonly statementCount: number
  /** Commits when `work` resolves; rolls back, then rethrows, when it rejects. */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /** Hears `pg_notify` of any node. A hint: polling is the truth. Resolves with how to stop. */
  listen(channel: string, listener: Listener): Promise<() => Promise<void>>
  close(): Promise<void>
}

/** The database cannot be reached or refuses for a reason that passes. Becomes 503. */
export class DatabaseUnavailableError extends Error {
  constructor(cause: unknown) {
    super('the database is not available', { cause })
    this.name = 'DatabaseUnavailableError'
  }
}

const uniqueViolation = '23505'

/** True when the error is the violation of this unique index or constraint. */
export function isUniqueViolation(error: unknown, constraint: string): boolean {
  const { code, constraint: name } = error as { code?: unknown; constraint?: unknown }
  return code === uniqueViolation && name === constraint
}
