import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Db, Queryable, Tx } from './port.ts'

const folder = join(import.meta.dirname, 'migrations')

export interface Migration {
  version: number
  name: string
  sql: string
  /** SHA-256 of the file: an applied migration must not be edited. */
  checksum: string
}

/** The database does not fit this program. The message is one line for the operator. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError'
}

/** The migrations of this program, in order: `migrations/0001_start.sql` and on, without gaps. */
export async function readMigrations(): Promise<Migration[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.sql')).sort()
  return Promise.all(
    files.map(async (file, index) => {
      const version = Number(file.slice(0, 4))
      if (version !== index + 1) throw new MigrationError(`migrations have a gap at ${file}`)
      const sql = await readFile(join(folder, file), 'utf8')
      return {
        version,
        name: file.slice(5, -4),
        sql,
        checksum: createHash('sha256').update(sql).digest('hex'),
      }
    }),
  )
}

export type AppliedMigration = Omit<Migration, 'sql'>

/** What a migrated database was made with, in order. */
export const readApplied = (db: Queryable): Promise<AppliedMigration[]> =>
  db.rows<AppliedMigration>({
    text: 'SELECT version, name, checksum FROM schema_migrations ORDER BY version',
    values: [],
  })

function refuseMisfit(applied: readonly AppliedMigration[], known: readonly Migration[]): void {
  for (const row of applied) {
    const migration = known[row.version - 1]
    if (migration === undefined)
      throw new MigrationError(
        `the database is too new: it has migration ${row.version} (${row.name}), this program knows ${known.length}`,
      )
    if (migration.checksum !== row.checksum)
      throw new MigrationError(
        `migration ${row.version} (${row.name}) is not the one that the database was made with`,
      )
  }
}

/** Any number would do; every node must use the same. */
const migrationLock = 4_657_001

/**
 * Brings the database to this program's version; forward only, each migration in one transaction with its record.
 * Several nodes may start at once: they take turns. Returns the names of what was applied.
 */
export async function migrate(db: Db): Promise<string[]> {
  const known = await readMigrations()
  return db.transaction((tx) => applyMigrations(tx, known))
}

/** Whoever else would migrate waits for the end of this transaction. */
export const holdMigrations = (tx: Tx) =>
  tx.run({ text: 'SELECT pg_advisory_xact_lock($1)', values: [migrationLock] })

/** Applies those of `known` that the database has not seen, and keeps every other node waiting until the commit. */
export async function applyMigrations(tx: Tx, known: readonly Migration[]): Promise<string[]> {
  await holdMigrations(tx)
  await tx.run({
    text: `CREATE TABLE IF NOT EXISTS schema_migrations (
      version integer PRIMARY KEY, name text NOT NULL, checksum text NOT NULL,
      applied_at timestamptz NOT NULL DEFAULT now())`,
    values: [],
  })
  const applied = await readApplied(tx)
  refuseMisfit(applied, known)
  const pending = known.slice(applied.length)
  for (const { version, name, sql, checksum } of pending) {
    for (const statement of splitStatements(sql)) await tx.run({ text: statement, values: [] })
    await tx.run({
      text: 'INSERT INTO schema_migrations (version, name, checksum) VALUES ($1, $2, $3)',
      values: [version, name, checksum],
    })
  }
  return pending.map(({ name }) => name)
}

/** Splits a script at the semicolons that end lines, outside `$$` bodies: one statement per call is all that every driver takes. */
export function splitStatements(sql: string): string[] {
  const statements: string[] = []
  let current = ''
  let inBody = false
  for (const line of sql.split('\n')) {
    if (!inBody && line.trimStart().startsWith('--')) continue
    current += `${line}\n`
    if ((line.match(/\$\$/g)?.length ?? 0) % 2 === 1) inBody = !inBody
    if (!inBody && line.trimEnd().endsWith(';')) {
      statements.push(current.trim())
      current = ''
    }
  }
  if (current.trim() !== '') statements.push(current.trim())
  return statements
}
