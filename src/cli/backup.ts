import { text } from 'node:stream/consumers'
import { parseArgs } from 'node:util'
import { BackupError, backup, copyToPostgres, type Manifest, restore } from '../main/backup/index.ts'
import { environment, readConfig } from '../platform/config.ts'
import { renderComparison, renderCounts } from './backup-tables.ts'
import { UsageError } from './command.ts'

/** The backup was written, yet files that rows name were missing or other than they should be. */
const incompleteExitCode = 3

const print = (line: string) => void process.stdout.write(`${line}\n`)
const warn = (line: string) => void process.stderr.write(`fabwire: ${line}\n`)

/** Aborts when the operator interrupts, so that nothing half-made stays behind. A second time ends at once. */
function interruption(): AbortSignal {
  const controller = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => controller.abort(new BackupError(`interrupted (${signal})`)))
  return controller.signal
}

function only(what: string, positionals: readonly string[]): string {
  const [value, ...more] = positionals
  if (value === undefined || value === '' || more.length > 0) throw new UsageError(`needs ${what}`)
  return value
}

/** Names some of what may be many. */
function warnOfFiles(keys: readonly string[], what: string): void {
  const shown = keys.slice(0, 10).join(', ')
  if (keys.length > 0)
    warn(`${keys.length} ${what}: ${shown}${keys.length > 10 ? `, and ${keys.length - 10} more` : ''}`)
}

function reportFiles({ missing, damaged }: Manifest['files']): void {
  warnOfFiles(
    missing,
    'files are named in the database but were not in the file storage (deleted meanwhile, or lost)',
  )
  warnOfFiles(
    damaged,
    'files are not what the database says of them; they are in the backup as they were found',
  )
  if (missing.length + damaged.length > 0) process.exitCode = incompleteExitCode
}

export async function runBackup(args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { 'without-key': { type: 'boolean', default: false } },
  })
  const target = only('where to write: a file.tar.gz or a folder', positionals)
  const { header, manifest, served } = await backup(readConfig(environment()), {
    target,
    withKey: !values['without-key'],
    now: new Date(),
    signal: interruption(),
  })
  print(renderCounts(manifest))
  print(`written to ${target}${served ? ', while the server ran' : ''}`)
  reportFiles(manifest.files)
  if (header.master_key.included)
    warn(
      `${target} holds the master key: whoever reads it can read every secret of the shop. Keep it as you would keep the key, or use --without-key and keep the key elsewhere.`,
    )
  else if (header.master_key.fingerprint !== null)
    warn(
      `the master key (fingerprint ${header.master_key.fingerprint}) is not in it, and without that key the secrets in it are lost`,
    )
}

function parseGap(value: string | undefined): number {
  if (value === undefined) return 0
  if (!/^\d{1,12}$/.test(value)) throw new UsageError('--event-id-gap takes a whole number')
  return Number(value)
}

export async function runRestore(args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      'keep-files': { type: 'boolean', default: false },
      'event-id-gap': { type: 'string' },
    },
  })
  const source = only('a backup: a file.tar.gz or a folder', positionals)
  const config = readConfig(environment())
  const { header, manifest, key, lastEventId } = await restore(config, {
    source,
    keepFiles: values['keep-files'],
    eventIdGap: parseGap(values['event-id-gap']),
    now: new Date(),
    signal: interruption(),
    onExamined: ({ header: { made_at, program } }) =>
      print(`${source}: whole, made ${made_at} by Fabwire ${program}`),
  })
  print(renderCounts(manifest))
  reportFiles(manifest.files)
  print(`restored as of ${header.made_at}; the next event gets id ${lastEventId + 1}`)
  if (key.place === undefined) return
  const isFile = key.place !== 'FABWIRE_MASTER_KEY'
  print(`the master key is ${isFile ? 'in ' : ''}${key.place}`)
  if (isFile && config.databaseUrl !== undefined)
    print(`set FABWIRE_MASTER_KEY to the content of ${key.place} before the start`)
}

export async function runCopy(args: readonly string[]): Promise<void> {
  const { positionals } = parseArgs({ args: [...args], allowPositionals: true })
  const given = only(
    'the DATABASE_URL of an empty database, or - to read it from standard input',
    positionals,
  )
  const url = given === '-' ? (await text(process.stdin)).trim() : given
  // Read as the variable would be: what works here works there.
  readConfig({ DATABASE_URL: url })
  const config = readConfig(environment())
  const { tables, keyPlace, place, files } = await copyToPostgres(config, {
    url,
    now: new Date(),
    signal: interruption(),
  })
  print(renderComparison(tables))
  print(`everything is in ${place}, the same on both sides`)
  warnOfFiles(files.missing, 'files are named in the database but are not in the file storage')
  print('\nStart the server with:')
  print(`  DATABASE_URL         the URL that you gave (${place})`)
  if (keyPlace === 'FABWIRE_MASTER_KEY') print('  FABWIRE_MASTER_KEY   as it is set now')
  else if (keyPlace !== undefined) print(`  FABWIRE_MASTER_KEY   the content of ${keyPlace}`)
  if (config.s3 === undefined)
    print(`  FABWIRE_DATA_DIR     ${config.dataDir}, as now: the files stay there (${files.count})`)
  print(
    `The embedded database is unchanged, but does not start any more: two copies would both send what waits.`,
  )
}
