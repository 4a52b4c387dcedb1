import type { Queryable } from '../port.ts'

export interface Column {
  name: string
  /** As the database writes it: `timestamp with time zone`, `numeric(20,6)`. */
  type: string
}

export interface Partition {
  name: string
  /** `FOR VALUES FROM ('…') TO ('…')` or `DEFAULT`. */
  bound: string
}

/** What a table looks like, wherever it stands. What is computed from other columns is no column here. */
export interface TableShape {
  name: string
  columns: Column[]
  /** Empty unless its rows stand in partitions. */
  partitions: Partition[]
}

/** A table of a database. */
export interface Table extends TableShape {
  /** SQL that puts its rows into the same order on every database: the primary key, texts by their bytes. */
  order: string[]
}

export interface Sequence {
  name: string
  lastValue: number
  /** Whether `lastValue` has been given out. */
  isCalled: boolean
}

/** Tables that belong to one database and its running nodes: what was migrated, who is alive, who holds what. */
export const notCopied: readonly string[] = ['schema_migrations', 'engine_nodes', 'lanes']

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

const statement = (text: string, ...values: unknown[]) => ({ text, values })

interface TableRow {
  name: string
  columns: string[]
  types: string[]
  order: string[]
  partitions: string[]
  bounds: string[]
}

/**
 * Every table of the schema, without those of extensions; partitions belong to their table. Found in the catalogue, so
 * that a new migration needs no word here.
 */
export async function readTables(db: Queryable): Promise<Table[]> {
  const rows = await db.rows<TableRow>(
    statement(`
      SELECT c.relname::text AS name,
        ARRAY(SELECT a.attname::text FROM pg_attribute a
              WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
              ORDER BY a.attnum) AS columns,
        ARRAY(SELECT format_type(a.atttypid, a.atttypmod) FROM pg_attribute a
              WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
              ORDER BY a.attnum) AS types,
        ARRAY(SELECT 't.' || quote_ident(a.attname) || CASE WHEN a.attcollation <> 0 THEN ' COLLATE "C"' ELSE '' END
              FROM pg_index i CROSS JOIN unnest(i.indkey) WITH ORDINALITY AS k (attnum, n)
              JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum
              WHERE i.indrelid = c.oid AND i.indisprimary ORDER BY k.n) AS "order",
        ARRAY(SELECT p.relname::text FROM pg_inherits h JOIN pg_class p ON p.oid = h.inhrelid
              WHERE h.inhparent = c.oid ORDER BY p.relname COLLATE "C") AS partitions,
        ARRAY(SELECT pg_get_expr(p.relpartbound, p.oid) FROM pg_inherits h JOIN pg_class p ON p.oid = h.inhrelid
              WHERE h.inhparent = c.oid ORDER BY p.relname COLLATE "C") AS bounds
      FROM pg_class c
      WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
        AND NOT EXISTS (SELECT FROM pg_depend d
                        WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
      ORDER BY c.relname COLLATE "C"`),
  )
  return rows.map(({ name, columns, types, order, partitions, bounds }) => ({
    name,
    columns: columns.map((column, index) => ({ name: column, type: types[index] as string })),
    // Without a key, by everything there is.
    order: order.length > 0 ? order : ['t::text COLLATE "C"'],
    partitions: partitions.map((partition, index) => ({ name: partition, bound: bounds[index] as string })),
  }))
}

/** The tables whose rows make up the deployment. */
export const readCopiedTables = async (db: Queryable): Promise<Table[]> =>
  (await readTables(db)).filter(({ name }) => !notCopied.includes(name))

/** Sequences stand outside of transactions: read after the rows, none is behind them. */
export async function readSequences(db: Queryable): Promise<Sequence[]> {
  const names = await db.rows<{ name: string }>(
    statement(`
      SELECT c.relname::text AS name FROM pg_class c
      WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'S'
        AND NOT EXISTS (SELECT FROM pg_depend d
                        WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
      ORDER BY c.relname COLLATE "C"`),
  )
  const sequences: Sequence[] = []
  for (const { name } of names) {
    const row = await db.one<{ last_value: number; is_called: boolean }>(
      statement(`SELECT last_value, is_called FROM ${quoted(name)}`),
    )
    sequences.push({ name, lastValue: row.last_value, isCalled: row.is_called })
  }
  return sequences
}
