import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, statfsSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Linux's file system in memory. */
const memory = '/dev/shm'
const folder = join(memory, 'fabwire-tests')

/** Several times what the tests write at any one moment. */
const leastBytes = 4 * 2 ** 30
const keptMs = 24 * 60 * 60 * 1_000

function hasRoom(): boolean {
  if (!existsSync(memory) || process.availableMemory() < 2 * leastBytes) return false
  const { bavail, bsize } = statfsSync(memory)
  return bavail * bsize >= leastBytes
}

/** What runs that were killed left there. */
function removeOld(): void {
  for (const path of readdirSync(folder).map((name) => join(folder, name))) {
    const since = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()
    if (Date.now() - since > keptMs) rmSync(path, { recursive: true, force: true })
  }
}

/**
 * Where there is room, tests keep their temporary files in memory, unless TMPDIR says where: a database is hundreds of
 * small files, and on a disk most of the time of making and removing one goes into those.
 */
export function keepScratchInMemory(): void {
  if (process.env.TMPDIR !== undefined || !hasRoom()) return
  mkdirSync(folder, { recursive: true })
  // PostgreSQL's own user makes files there as well.
  chmodSync(folder, 0o1777)
  removeOld()
  process.env.TMPDIR = folder
}
