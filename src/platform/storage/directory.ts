import { randomUUID } from 'node:crypto'
import { type FileHandle, mkdir, open, opendir, readdir, rm, stat } from 'node:fs/promises'
import { join, relative, resolve, sep } from 'node:path'
import { writeDurably } from './durable-write.ts'
import { meter } from './meter.ts'
import { assertStorageKey, type ListedFile, type Storage, StorageUnavailableError } from './storage.ts'

/** `.` is in no key: a stored file can meet neither a folder of keys nor the unfinished ones. */
const SUFFIX = '.file'
const UNFINISHED = '.unfinished'
const HOUR_MS = 3_600_000

export interface DirectoryStorageOptions {
  /** Made with mode 0700 when missing; it should be ours alone. */
  directory: string
  /**
   * How long an unfinished file must lie untouched before a start removes it. Default one hour,
   * because another process may be writing to the same folder; 0 for whoever is alone in it.
   */
  orphanAgeMs?: number
  now?: () => number
}

/**
 * Files in a folder. A put writes beside the final place, syncs and renames, so that neither a
 * killed process nor a power cut leaves a half file under a key.
 *
 * @throws {StorageUnavailableError} when the folder can be neither made nor used
 */
export async function openDirectoryStorage(options: DirectoryStorageOptions): Promise<Storage> {
  const { orphanAgeMs = HOUR_MS, now = Date.now } = options
  const root = resolve(options.directory)
  const unfinished = join(root, UNFINISHED)
  await orUnavailable(async () => {
    await mkdir(unfinished, { recursive: true, mode: 0o700 })
    await sweep(unfinished, orphanAgeMs === 0 ? Number.POSITIVE_INFINITY : now() - orphanAgeMs)
  })

  function pathOf(key: string): string {
    assertStorageKey(key)
    return join(root, ...key.split('/')) + SUFFIX
  }

  return {
    async put(key, source, putOptions) {
      const path = pathOf(key)
      const metered = meter(source, putOptions)
      try {
        await writeDurably(metered.chunks, join(unfinished, randomUUID()), path)
        return metered.result()
      } catch (error) {
        const failure = metered.failure()
        throw failure ? failure.error : unavailable(error)
      } finally {
        metered.close()
      }
    },
    async get(key) {
      const path = pathOf(key)
      return orUnavailable(async () => {
        const handle = await open(path, 'r').catch(nullIfAbsent)
        if (!handle) return null
        const { size } = await handle.stat().catch(closing(handle))
        return { stream: handle.createReadStream(), bytes: size }
      })
    },
    async delete(key) {
      const path = pathOf(key)
      await orUnavailable(() => rm(path, { force: true }))
    },
    list: (prefix) => listFiles(root, prefix),
    check: () => orUnavailable(() => tryFolder(unfinished)),
  }
}

async function* listFiles(root: string, prefix: string): AsyncGenerator<ListedFile> {
  try {
    for await (const entry of await opendir(root, { recursive: true })) {
      if (!entry.isFile() || !entry.name.endsWith(SUFFIX)) continue
      const path = join(entry.parentPath, entry.name)
      const key = relative(root, path).slice(0, -SUFFIX.length).replaceAll(sep, '/')
      const found = key.startsWith(prefix) ? await stat(path).catch(nullIfAbsent) : null
      if (found) yield { key, bytes: found.size, writtenAt: found.mtime }
    }
  } catch (error) {
    throw unavailable(error)
  }
}

async function sweep(unfinished: string, untouchedSinceMs: number): Promise<void> {
  for (const name of await readdir(unfinished)) {
    const path = join(unfinished, name)
    const found = await stat(path).catch(nullIfAbsent)
    if (found && found.mtimeMs <= untouchedSinceMs) await rm(path, { force: true })
  }
}

/**
 * Making an entry is the only proof of a writable folder. An empty one, so that a full disk, which
 * can still serve every download, does not take the whole server out of service.
 */
async function tryFolder(unfinished: string): Promise<void> {
  const path = join(unfinished, randomUUID())
  const handle = await open(path, 'wx', 0o600)
  await handle.close()
  await rm(path, { force: true })
}

function closing(handle: FileHandle): (error: unknown) => Promise<never> {
  return async (error) => {
    await handle.close().catch(() => {})
    throw error
  }
}

function nullIfAbsent(error: unknown): null {
  if (codeOf(error) === 'ENOENT') return null
  throw error
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
}

function unavailable(error: unknown): StorageUnavailableError {
  return new StorageUnavailableError(codeOf(error), { cause: error })
}

async function orUnavailable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw unavailable(error)
  }
}
