import type { Query, Queryable, Statement, Tx } from './port.ts'
import { q } from './query.ts'

/** Runs one statement; what an adapter or its transaction provides. */
export type Run = (statement: Statement) => Promise<Ran>

export interface Ran {
  rows: unknown[]
  affected: number
  /** As the server names what it did: `INSERT`, `COMMIT`. */
  command: string
}

const compile = (query: Query<unknown> | Statement): Statement => {
  if ('text' in query) return query
  const { sql, parameters } = query.compile(q as never)
  return { text: sql, values: parameters }
}

/** The convenience of `Queryable` over a bare `Run`. */
export class Statements implements Queryable {
  readonly #run: Run

  constructor(run: Run) {
    this.#run = run
  }

  async rows<R>(query: Query<R> | Statement): Promise<R[]> {
    return (await this.#run(compile(query))).rows as R[]
  }

  async maybe<R>(query: Query<R> | Statement): Promise<R | undefined> {
    return (await this.rows<R>(query as Query<R>))[0]
  }

  async one<R>(query: Query<R> | Statement): Promise<R> {
    const rows = await this.rows<R>(query as Query<R>)
    if (rows.length !== 1) throw new Error(`expected one row, got ${rows.length}`)
    return rows[0] as R
  }

  async run(query: Query<unknown> | Statement): Promise<number> {
    return (await this.#run(compile(query))).affected
  }
}

export class TxStatements extends Statements {
  readonly transactional = true as const
}

/** Commits when `work` resolves; rolls back, then rethrows, when it rejects. The connection is the caller's. */
export async function inTransaction<T>(run: Run, work: (tx: Tx) => Promise<T>): Promise<T> {
  const command = (text: string) => run({ text, values: [] })
  await command('BEGIN')
  try {
    const result = await work(new TxStatements(run))
    // The server answers otherwise, without an error, when a statement had failed and `work` had swallowed that.
    if ((await command('COMMIT')).command !== 'COMMIT')
      throw new Error('the transaction was rolled back: a statement in it had failed')
    return result
  } catch (error) {
    await command('ROLLBACK').catch(() => {})
    throw error
  }
}
