import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, open, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { openDirectoryStorage } from './directory.ts'
import { StorageUnavailableError } from './storage.ts'
import { collect, type StorageUnderTest, storageConformance } from './testing/conformance.ts'

const run = promisify(execFile)
const makeFolder = () => mkdtemp(join(tmpdir(), 'fabwire-files-'))

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}

storageConformance('a directory', async (): Promise<StorageUnderTest> => {
  const folder = await makeFolder()
  return {
    storage: await openDirectoryStorage({ directory: folder }),
    residue: () => filesIn(folder),
    close: () => rm(folder, { recursive: true }),
  }
})

describe('the directory adapter', () => {
  let folder: string
  const body = (text: string) => Readable.from([Buffer.from(text)])
  beforeEach(async () => {
    folder = await makeFolder()
  })
  afterEach(async () => {
    vi.restoreAllMocks()
    await rm(folder, { recursive: true })
  })

  test('makes its folders 0700 and its files 0600', async () => {
    const directory = join(folder, 'deep', 'files')
    const storage = await openDirectoryStorage({ directory })
    await storage.put('a/b', body('x'), { maxBytes: 1 })
    const modes = await Promise.all(
      [directory, join(directory, 'a'), join(directory, 'a', 'b.file')].map(
        async (path) => (await stat(path)).mode & 0o777,
      ),
    )
    expect(modes).toEqual([0o700, 0o700, 0o600])
  })

  test('puts to one key at once leave one of them whole', async () => {
    const storage = await openDirectoryStorage({ directory: folder })
    const bodies = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(300_000))
    await Promise.all(bodies.map((text) => storage.put('same', body(text), { maxBytes: 300_000 })))
    expect(bodies).toContain(await readFile(join(folder, 'same.file'), 'utf8'))
    expect(await filesIn(folder)).toHaveLength(1)
  })

  test('a start sweeps unfinished files that nobody touched for an hour', async () => {
    await openDirectoryStorage({ directory: folder })
    const [old, young] = ['old', 'young'].map((name) => join(folder, '.unfinished', name)) as [string, string]
    for (const path of [old, young]) await writeFile(path, 'half')
    const nowMs = (await stat(young)).mtimeMs
    await utimes(old, new Date(0), nowMs / 1000 - 3601)
    await openDirectoryStorage({ directory: folder, now: () => nowMs })
    expect(await filesIn(folder)).toEqual([young])
    await openDirectoryStorage({ directory: folder, orphanAgeMs: 0 })
    expect(await filesIn(folder)).toEqual([])
  })

  test.each(['writeFile', 'sync'] as const)('a disk that fails in %s leaves nothing behind', async (step) => {
    const storage = await openDirectoryStorage({ directory: folder })
    const handle = await open(join(folder, '.unfinished'))
    const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
    vi.spyOn(Object.getPrototypeOf(handle), step).mockRejectedValueOnce(full)
    const source = body('x')
    const failure = await storage.put('full', source, { maxBytes: 1 }).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(StorageUnavailableError)
    expect(failure).toMatchObject({ reason: 'ENOSPC', cause: full })
    expect(source.destroyed).toBe(true)
    expect(await filesIn(folder)).toEqual([])
    await handle.close()
  })

  test('a place that cannot be taken leaves nothing behind', async () => {
    const storage = await openDirectoryStorage({ directory: folder })
    await mkdir(join(folder, 'taken.file'))
    const put = storage.put('taken', body('x'), { maxBytes: 1 })
    await expect(put).rejects.toMatchObject({ name: 'StorageUnavailableError', reason: 'EISDIR' })
    expect(await filesIn(folder)).toEqual([])
  })

  test('a folder that is gone is unavailable, and back without a reopening', async () => {
    const storage = await openDirectoryStorage({ directory: join(folder, 'files') })
    await rm(join(folder, 'files'), { recursive: true })
    await expect(storage.check()).rejects.toThrow(StorageUnavailableError)
    await expect(storage.put('a', body('x'), { maxBytes: 1 })).rejects.toThrow(StorageUnavailableError)
    await expect(collect(storage.list(''))).rejects.toThrow(StorageUnavailableError)
    await mkdir(join(folder, 'files', '.unfinished'), { recursive: true })
    await storage.check()
    await storage.put('a', body('x'), { maxBytes: 1 })
  })

  test('a folder that cannot be made is unavailable', async () => {
    await writeFile(join(folder, 'taken'), '')
    const opening = openDirectoryStorage({ directory: join(folder, 'taken', 'files') })
    await expect(opening).rejects.toMatchObject({ name: 'StorageUnavailableError', reason: 'ENOTDIR' })
  })

  test('a disk that is really full', async (context) => {
    const small = join(folder, 'small')
    await mkdir(small)
    const mounted = await run('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'none', small]).then(
      () => true,
      () => false,
    )
    if (!mounted) console.warn('SKIPPED: no right to mount a small file system for the full-disk test')
    context.skip(!mounted, 'mounting is not allowed here')
    try {
      const storage = await openDirectoryStorage({ directory: join(small, 'files') })
      await storage.put('fits', body('x'.repeat(600_000)), { maxBytes: 600_000 })
      const failed = storage.put('too-much', body('x'.repeat(900_000)), { maxBytes: 900_000 })
      await expect(failed).rejects.toMatchObject({ name: 'StorageUnavailableError', reason: 'ENOSPC' })
      expect(await filesIn(small)).toHaveLength(1)
      await storage.check()
      await storage.delete('fits')
      await storage.put('too-much', body('x'.repeat(900_000)), { maxBytes: 900_000 })
    } finally {
      await run('umount', [small])
    }
  })
})
