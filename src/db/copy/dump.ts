import { createHash } from 'node:crypto'
import type { Queryable, Tx } from '../port.ts'
import { quoted, readTables, type Table } from './catalogue.ts'

/** Batches grow and shrink towards this, so that memory stays flat whatever a row weighs. */
const batchBytes = 1_048_576
const firstRows = 16
const mostRows = 2_000

const statement = (text: string, ...values: unknown[]) => ({ text, values })

/**
 * Makes this transaction, which must not have read anything yet, see one moment and change nothing. On the embedded
 * database nobody else could write meanwhile; there it only says so.
 */
export async function freeze(tx: Tx): Promise<void> {
  await tx.run(statement('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY'))
  await speakPlainly(tx)
}

/**
 * Makes every value's text the same on every server, whatever its settings, and lets the transaction take its time.
 * Needed wherever rows are dumped or loaded.
 */
export const speakPlainly = (tx: Tx): Promise<number> =>
  tx.run(
    statement(`
      SELECT set_config(s.name, w.value, true)
      FROM (VALUES ('TimeZone', 'UTC'), ('DateStyle', 'ISO, YMD'), ('IntervalStyle', 'postgres'),
                   ('extra_float_digits', '1'), ('bytea_output', 'hex'), ('statement_timeout', '0'),
                   ('idle_in_transaction_session_timeout', '0'), ('transaction_timeout', '0')) AS w (name, value)
      JOIN pg_settings s ON lower(s.name) = lower(w.name)`),
  )

/** How many rows to ask for next, after so many bytes came in so many rows. */
const nextCount = (rows: number, bytes: number): number =>
  Math.max(1, Math.min(mostRows, rows * 4, Math.floor((batchBytes * rows) / Math.max(bytes, 1))))

async function* fetchAll<R extends { line: string }>(tx: Tx, cursor: string, select: string) {
  await tx.run(statement(`DECLARE ${cursor} NO SCROLL CURSOR FOR ${select}`))
  for (let count = firstRows; ; ) {
    const rows = await tx.rows<R>(statement(`FETCH ${count} FROM ${cursor}`))
    if (rows.length === 0) break
    yield rows
    let bytes = 0
    for (const { line } of rows) bytes += line.length
    count = nextCount(rows.length, bytes)
  }
  await tx.run(statement(`CLOSE ${cursor}`))
}

/**
 * The rows of a table in batches, in the order of its key. A row is one line: a JSON array with each column as
 * PostgreSQL writes it as text, or null. The same row gives the same line on every database.
 */
export async function* dumpRows(tx: Tx, table: Table): AsyncGenerator<string[], void, void> {
  const values = table.columns.map(({ name }) => `t.${quoted(name)}::text`).join(', ')
  const select = `SELECT to_json(ARRAY[${values}]::text[])::text AS line FROM ${quoted(table.name)} t
                  ORDER BY ${table.order.join(', ')}`
  for await (const rows of fetchAll(tx, 'dumped_rows', select)) yield rows.map(({ line }) => line)
}

export interface Digest {
  rows: number
  /** Lower-case hex of the SHA-256 of all lines, each with its line feed. */
  sha256: string
}

/** What tells the content of one table from any other. */
export class RowDigest {
  readonly #hash = createHash('sha256')
  #rows = 0

  add(lines: readonly string[]): void {
    for (const line of lines) this.#hash.update(line).update('\n')
    this.#rows += lines.length
  }

  /** Only once. */
  finish(): Digest {
    return { rows: this.#rows, sha256: this.#hash.digest('hex') }
  }
}

export async function digestTable(tx: Tx, table: Table): Promise<Digest> {
  const digest = new RowDigest()
  for await (const lines of dumpRows(tx, table)) digest.add(lines)
  return digest.finish()
}

/** A file that some row names by its place in the file storage. */
export interface NamedFile {
  key: string
  /** As the row has it, where it has one. */
  sha256: string | null
}

/** By this name a column says that it holds a key of the file storage; `sha256` beside it is the file's. */
const keyColumn = 'storage_key'

/** Every stored file that the rows name, once each, in batches. */
export async function* dumpNamedFiles(tx: Tx): AsyncGenerator<NamedFile[], void, void> {
  const selects = (await readTables(tx as Queryable))
    .filter(({ columns }) => columns.some(({ name }) => name === keyColumn))
    .map(({ name, columns }) => {
      const sum = columns.some((column) => column.name === 'sha256') ? 'sha256::text' : 'NULL::text'
      return `SELECT ${keyColumn} AS line, ${sum} AS sha256 FROM ${quoted(name)}`
    })
  if (selects.length === 0) return
  const select = `SELECT line, min(sha256) AS sha256 FROM (${selects.join(' UNION ALL ')}) AS named
                  WHERE line IS NOT NULL GROUP BY line ORDER BY line COLLATE "C"`
  for await (const rows of fetchAll<{ line: string; sha256: string | null }>(tx, 'named_files', select))
    yield rows.map(({ line, sha256 }) => ({ key: line, sha256 }))
}
