import { applyMigrations, holdMigrations, type Migration, readApplied } from '../migrate.ts'
import type { Tx } from '../port.ts'
import { notCopied, quoted, readTables } from './catalogue.ts'
import { speakPlainly } from './dump.ts'
import { CopyError } from './load.ts'

const statement = (text: string, ...values: unknown[]) => ({ text, values })

/** Who is connected gets this long to end what it does. */
const lockTimeout = '10s'

/** Written by every start, so an empty deployment has them too. */
const harmless = [...notCopied, 'deployment']

async function refuseFilled(tx: Tx, tables: readonly string[]): Promise<void> {
  for (const name of tables.filter((table) => !harmless.includes(table))) {
    const { filled } = await tx.one<{ filled: boolean }>(
      statement(`SELECT EXISTS (SELECT FROM ${quoted(name)}) AS filled`),
    )
    if (filled) throw new CopyError(`the database is not empty: table ${name} has rows`)
  }
}

async function refuseServed(tx: Tx, now: Date): Promise<void> {
  const { served } = await tx.one<{ served: boolean }>(
    statement('SELECT EXISTS (SELECT FROM engine_nodes WHERE lease_until > $1) AS served', now),
  )
  if (served) throw new CopyError('a server is running on the database: stop it first')
}

/** Throws unless the database holds no tables, or a deployment that nobody has used yet. */
export async function refuseUsed(tx: Tx, migrations: readonly Migration[], now: Date): Promise<void> {
  const tables = (await readTables(tx)).map(({ name }) => name)
  if (tables.length === 0) return
  if (!tables.includes('schema_migrations'))
    throw new CopyError(`the database is not empty: it has a table ${tables[0]}`)
  await refuseFilled(tx, tables)
  if (tables.includes('engine_nodes')) await refuseServed(tx, now)
  const applied = await readApplied(tx)
  if (applied.length > migrations.length)
    throw new CopyError(
      `the database has tables of a newer version (migration ${applied.length}) than the rows (${migrations.length}); give one without tables`,
    )
}

/** Brings an unused database to the schema of these migrations; any other is refused. */
export async function prepareTarget(tx: Tx, migrations: readonly Migration[], now: Date): Promise<void> {
  await speakPlainly(tx)
  await tx.run(statement('SELECT set_config($1, $2, true)', 'lock_timeout', lockTimeout))
  await holdMigrations(tx)
  await refuseUsed(tx, migrations, now)
  await applyMigrations(tx, migrations)
}
