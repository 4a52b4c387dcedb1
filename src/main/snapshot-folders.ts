import { randomUUID } from 'node:crypto'
import { mkdir, readdir, rm, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { databaseFolder } from './database.ts'

/** Copies of the embedded database's files, each for one reader that must not disturb the server. */
const snapshotsFolder = (dataDir: string): string => join(dataDir, 'snapshots')

const idForm = /^[0-9a-f-]{36}$/

export function snapshotFolder(dataDir: string, id: string): string {
  if (!idForm.test(id)) throw new RangeError('not an id of a snapshot')
  return join(snapshotsFolder(dataDir), id)
}

/** A copy must leave the server room to go on. */
const roomFactor = 1.5

export interface SnapshotFolder {
  /** Where it lies depends on how one sees the data folder: `snapshotFolder`. */
  id: string
  remove(): Promise<void>
}

/** Makes one with `copy`, unless the disk is too full for it. */
export async function makeSnapshot(
  dataDir: string,
  copy: (folder: string) => Promise<void>,
): Promise<SnapshotFolder> {
  const id = randomUUID()
  const place = snapshotFolder(dataDir, id)
  await mkdir(snapshotsFolder(dataDir), { recursive: true, mode: 0o700 })
  await refuseFull(dataDir)
  const remove = () => rm(place, { recursive: true, force: true })
  try {
    await copy(place)
    return { id, remove }
  } catch (error) {
    await remove()
    throw error
  }
}

async function refuseFull(dataDir: string): Promise<void> {
  const { bavail, bsize } = await statfs(dataDir)
  const needed = roomFactor * (await bytesOf(databaseFolder(dataDir)))
  if (bavail * bsize < needed)
    throw new Error(
      `${dataDir} has too little free space for a copy of the database (${Math.ceil(needed / 2 ** 20)} MiB)`,
    )
}

async function bytesOf(folder: string): Promise<number> {
  let bytes = 0
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    // What vanishes while we count is no matter.
    bytes += await stat(join(entry.parentPath, entry.name)).then(
      ({ size }) => size,
      () => 0,
    )
  }
  return bytes
}

/** Removes what killed processes left. Only for whoever holds the data folder. */
export const sweepSnapshots = (dataDir: string): Promise<void> =>
  rm(snapshotsFolder(dataDir), { recursive: true, force: true })
