import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * Writes the chunks to `temporary`, then moves that to `path`, each step synced: after it a power
 * cut cannot take the file back, and after a failure neither name exists.
 * Both must be in one file system; the folder of `temporary` must exist.
 */
export async function writeDurably(
  chunks: AsyncIterable<Uint8Array>,
  temporary: string,
  path: string,
): Promise<void> {
  let at = temporary
  let handle: FileHandle | undefined
  try {
    handle = await open(temporary, 'wx', 0o600)
    await handle.writeFile(chunks)
    await handle.sync()
    await handle.close()
    await makeFolder(dirname(path))
    await rename(temporary, path)
    at = path
    await syncFolder(dirname(path))
  } catch (error) {
    // Closing twice is harmless, and the first fault is the one to tell.
    await handle?.close().catch(() => {})
    await rm(at, { force: true }).catch(() => {})
    throw error
  }
}

/** Makes the folder, mode 0700, and syncs every folder that got a new entry by it. */
async function makeFolder(folder: string): Promise<void> {
  const firstMade = await mkdir(folder, { recursive: true, mode: 0o700 })
  if (!firstMade) return
  for (let at = folder; at.length >= firstMade.length; at = dirname(at)) await syncFolder(dirname(at))
}

/** A rename is on disk only once its folder is synced. Windows has no such call. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
