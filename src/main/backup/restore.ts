import { Loading, prepareTarget } from '../../db/copy/index.ts'
import type { Migration } from '../../db/migrate.ts'
import type { Tx } from '../../db/port.ts'
import { type Entry, readArchive } from '../../platform/archive/index.ts'
import type { Config } from '../../platform/config.ts'
import type { Storage } from '../../platform/storage/index.ts'
import { openStorage } from '../storage.ts'
import { BackupError } from './backup-error.ts'
import { type Examined, examine, migrationsOf } from './examine.ts'
import { keyOf, type Manifest, tableOf } from './manifest.ts'
import { type PlacedKey, placeKey } from './restored-key.ts'
import { openTarget } from './target.ts'

export interface RestoreOptions {
  source: string
  /** Leave what lies in the file storage where it is, instead of refusing a storage that is not empty. */
  keepFiles: boolean
  /** Event ids to leave out: those that were given after the backup was made. */
  eventIdGap: number
  now: Date
  signal: AbortSignal
  /** The backup is whole and fits; now things begin to change. */
  onExamined?(examined: Examined): void
}

export interface RestoreReport extends Examined {
  key: PlacedKey
  /** The highest event id that was given before; the next is one more. */
  lastEventId: number
}

/**
 * Puts a backup into an empty database and an empty file storage. The backup is read twice: first whole, with nothing
 * changed; then into one transaction, which is compared with the backup before it is committed.
 */
export async function restore(config: Config, options: RestoreOptions): Promise<RestoreReport> {
  const { source, signal, now } = options
  const examined = await examine(source, signal)
  const migrations = await migrationsOf(examined.header)
  const target = await openTarget(config, migrations, now)
  try {
    const storage = await openStorage(config, { alone: config.databaseUrl === undefined })
    if (!options.keepFiles) await refuseFilled(storage)
    const key = await placeKey(config, examined)
    options.onExamined?.(examined)
    const sequences = sequencesOf(examined.manifest, options.eventIdGap)
    try {
      await target.load((tx) =>
        withFiles(storage, options, () => fill(tx, storage, migrations, examined, options)),
      )
    } catch (error) {
      await key.undo()
      throw error
    }
    const lastEventId = sequences.find(({ name }) => name === eventIds)?.lastValue ?? 0
    return { ...examined, key, lastEventId }
  } finally {
    await target.close()
  }
}

const eventIds = 'events_id_seq'

const sequencesOf = ({ sequences }: Manifest, eventIdGap: number) =>
  sequences.map(({ name, last_value, is_called }) => {
    const gap = name === eventIds ? eventIdGap : 0
    return { name, lastValue: last_value + gap, isCalled: is_called || gap > 0 }
  })

async function refuseFilled(storage: Storage): Promise<void> {
  for await (const { key } of storage.list(''))
    throw new BackupError(
      `the file storage is not empty (it has ${key}); --keep-files leaves what is there and adds the backup's`,
    )
}

/** When `work` fails, the storage is as empty as it was. */
async function withFiles(
  storage: Storage,
  { keepFiles }: RestoreOptions,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!keepFiles) for await (const { key } of storage.list('')) await storage.delete(key)
    throw error
  }
}

async function fill(
  tx: Tx,
  storage: Storage,
  migrations: readonly Migration[],
  { manifest }: Examined,
  { source, signal, now, eventIdGap }: RestoreOptions,
): Promise<void> {
  await prepareTarget(tx, migrations, now)
  const loading = await Loading.begin(tx, manifest.tables)
  for await (const { path, bytes, body } of readArchive(source)) {
    signal.throwIfAborted()
    const table = tableOf(path)
    const key = keyOf(path)
    if (table !== undefined) for await (const lines of linesOf(body)) await loading.add(table, lines)
    if (key !== undefined) await storage.put(key, body, { maxBytes: bytes, signal })
  }
  await loading.finish(sequencesOf(manifest, eventIdGap))
  for (const { name, rows, sha256 } of manifest.tables) {
    const found = await loading.digest(name)
    if (found.rows !== rows || found.sha256 !== sha256)
      throw new BackupError(`table ${name} did not arrive as it was; nothing was restored`)
  }
}

/** The lines of a body, those that came in one chunk together. */
async function* linesOf(body: Entry['body']): AsyncGenerator<string[], void, void> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let rest = ''
  for await (const chunk of body) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = lines.pop() as string
    if (lines.length > 0) yield lines
  }
}
