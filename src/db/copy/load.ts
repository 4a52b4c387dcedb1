import type { Tx } from '../port.ts'
import { notCopied, quoted, readTables, type Sequence, type Table, type TableShape } from './catalogue.ts'
import { type Digest, digestTable, speakPlainly } from './dump.ts'

/** The rows do not fit the place they were to go to. The message is one line for the operator. */
export class CopyError extends Error {
  override readonly name = 'CopyError'
}

const statement = (text: string, ...values: unknown[]) => ({ text, values })

/** Of one insert. */
const mostRows = 1_000
const mostChars = 4_194_304

interface Suspended {
  drop: string
  restore: string
}

/**
 * Foreign keys of the schema: they are taken away while rows come in and made again afterwards, where they test all
 * rows at once. So it does not matter in which order tables refer to each other, or that a table refers to itself.
 */
const foreignKeys = (tx: Tx): Promise<Suspended[]> =>
  tx.rows<Suspended>(
    statement(`
      SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS drop,
             format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname,
                    pg_get_constraintdef(oid)) AS restore
      FROM pg_constraint
      WHERE contype = 'f' AND conparentid = 0 AND connamespace = current_schema()::regnamespace
      ORDER BY conrelid::regclass::text, conname`),
  )

/** Triggers have done their work when the rows were written first. */
const triggers = (tx: Tx): Promise<Suspended[]> =>
  tx.rows<Suspended>(
    statement(`
      SELECT format('ALTER TABLE %s DISABLE TRIGGER %I', t.tgrelid::regclass, t.tgname) AS drop,
             format('ALTER TABLE %s ENABLE %sTRIGGER %I', t.tgrelid::regclass,
                    CASE t.tgenabled WHEN 'A' THEN 'ALWAYS ' WHEN 'R' THEN 'REPLICA ' ELSE '' END, t.tgname) AS restore
      FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
      WHERE NOT t.tgisinternal AND t.tgparentid = 0 AND t.tgenabled <> 'D'
        AND c.relnamespace = current_schema()::regnamespace
      ORDER BY c.relname, t.tgname`),
  )

/** The only bounds that are made anew from a text: days and ranges of plain values. */
const boundForm = /^(DEFAULT|FOR VALUES FROM \('?[\w:. +-]+'?\) TO \('?[\w:. +-]+'?\))$/

/**
 * Gives the target the partitions of the source. Those of its own, which a start may have made for its day, hold
 * nothing and may overlap: they go. A default partition is part of the schema and stays.
 */
async function replacePartitions(tx: Tx, source: TableShape, target: TableShape): Promise<void> {
  const kept = new Set(target.partitions.filter(({ bound }) => bound === 'DEFAULT').map(({ name }) => name))
  for (const { name } of target.partitions)
    if (!kept.has(name)) await tx.run(statement(`DROP TABLE ${quoted(name)}`))
  for (const { name, bound } of source.partitions) {
    if (kept.has(name)) continue
    if (!boundForm.test(bound))
      throw new CopyError(`partition ${name} has bounds that cannot be made: ${bound}`)
    await tx.run(statement(`CREATE TABLE ${quoted(name)} PARTITION OF ${quoted(source.name)} ${bound}`))
  }
}

const columnsOf = ({ columns }: TableShape): string =>
  columns.map(({ name, type }) => `${name} ${type}`).join(', ')

/**
 * Takes the rows of `tables` into the tables of the same names, all in one transaction. What stood in them before is
 * removed: `prepareTarget` has made sure that it was nothing.
 */
export class Loading {
  readonly #tx: Tx
  readonly #targets: ReadonlyMap<string, { table: Table; insert: string }>
  readonly #suspended: Suspended[]

  private constructor(tx: Tx, targets: readonly Table[], suspended: Suspended[]) {
    this.#tx = tx
    this.#suspended = suspended
    this.#targets = new Map(targets.map((table) => [table.name, { table, insert: insertOf(table) }]))
  }

  static async begin(tx: Tx, tables: readonly TableShape[]): Promise<Loading> {
    await speakPlainly(tx)
    const found = await readTables(tx)
    const targets: Table[] = []
    for (const table of tables) {
      const target = found.find(({ name }) => name === table.name && !notCopied.includes(name))
      if (target === undefined)
        throw new CopyError(`table ${table.name} has no place in this version's schema`)
      if (columnsOf(target) !== columnsOf(table))
        throw new CopyError(`table ${table.name} has other columns in this version's schema`)
      await replacePartitions(tx, table, target)
      targets.push(target)
    }
    const suspended = [...(await foreignKeys(tx)), ...(await triggers(tx))]
    for (const { drop } of suspended) await tx.run(statement(drop))
    const cleared = found.map(({ name }) => name).filter((name) => name !== 'schema_migrations')
    if (cleared.length > 0) await tx.run(statement(`TRUNCATE ${cleared.map(quoted).join(', ')}`))
    return new Loading(tx, targets, suspended)
  }

  #target(name: string): { table: Table; insert: string } {
    const target = this.#targets.get(name)
    if (target === undefined) throw new CopyError(`rows of table ${name} were not announced`)
    return target
  }

  /** Inserts rows as `dumpRows` wrote them. */
  async add(name: string, lines: readonly string[]): Promise<void> {
    const { table, insert } = this.#target(name)
    for (let from = 0; from < lines.length; ) {
      const to = batchEnd(lines, from)
      await this.#tx.run({ text: insert, values: toColumns(lines.slice(from, to), table) })
      from = to
    }
  }

  /** Sets the sequences, lets foreign keys test all rows, and triggers work again. */
  async finish(sequences: readonly Sequence[]): Promise<void> {
    for (const { name, lastValue, isCalled } of sequences)
      await this.#tx.run(statement('SELECT setval($1::regclass, $2, $3)', quoted(name), lastValue, isCalled))
    for (const { restore } of this.#suspended) await this.#tx.run(statement(restore))
    await this.#tx.run(statement('ANALYZE'))
  }

  /** What now stands in a table. */
  digest(name: string): Promise<Digest> {
    return digestTable(this.#tx, this.#target(name).table)
  }
}

function insertOf({ name, columns }: Table): string {
  const names = columns.map((column) => quoted(column.name)).join(', ')
  const values = columns.map((column) => `r.${quoted(column.name)}::${column.type}`).join(', ')
  const parameters = columns.map((_, index) => `$${index + 1}::text[]`).join(', ')
  return `INSERT INTO ${quoted(name)} (${names}) OVERRIDING SYSTEM VALUE
          SELECT ${values} FROM unnest(${parameters}) AS r (${names})`
}

function batchEnd(lines: readonly string[], from: number): number {
  let to = from
  for (let chars = 0; to < lines.length && to - from < mostRows; to++) {
    chars += (lines[to] as string).length
    if (chars > mostChars && to > from) break
  }
  return to
}

function toColumns(lines: readonly string[], { name, columns: { length } }: Table): unknown[][] {
  const columns: unknown[][] = Array.from({ length }, () => [])
  for (const line of lines) {
    const row: unknown = JSON.parse(line)
    if (!Array.isArray(row) || row.length !== length)
      throw new CopyError(`a row of ${name} has no right form`)
    for (const [index, value] of row.entries()) (columns[index] as unknown[]).push(value)
  }
  return columns
}
