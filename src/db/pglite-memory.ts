import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { MemoryFS, PGlite } from '@electric-sql/pglite'

/** The files of a stopped embedded database, read once, for any number of databases in memory. */
export interface DatabaseFiles {
  /** Relative to the data folder; parents before children. */
  folders: readonly string[]
  files: readonly { path: string; size: number; start: Uint8Array }[]
}

/** The end of what is not zero: most of a log segment is empty, and empty memory costs nothing. */
function withoutEmptyEnd(bytes: Uint8Array): Uint8Array {
  let end = bytes.length
  while (end > 0 && bytes[end - 1] === 0) end--
  return bytes.subarray(0, end)
}

/** Reads a folder with the files of a database that no process uses. */
export async function readDatabaseFiles(folder: string): Promise<DatabaseFiles> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const pathOf = (entry: (typeof entries)[number]) => relative(folder, join(entry.parentPath, entry.name))
  const folders = entries.filter((entry) => entry.isDirectory()).map(pathOf)
  const paths = entries.filter((entry) => entry.isFile()).map(pathOf)
  const files = paths.map(async (path) => {
    const bytes = await readFile(join(folder, path))
    return { path, size: bytes.length, start: withoutEmptyEnd(bytes) }
  })
  return { folders: folders.sort(), files: await Promise.all(files) }
}

/**
 * A file system in memory that begins with a copy of these files. PGlite's own way, `loadDataDir`, unpacks a tar: that
 * takes longer than everything else that a start does.
 */
export class FilledMemory extends MemoryFS {
  readonly #from: DatabaseFiles

  constructor(from: DatabaseFiles) {
    super()
    this.#from = from
  }

  /** Called when PGlite looks for files that it had before. */
  override async initialSyncFs(): Promise<void> {
    const { pg } = this
    if (pg === undefined) throw new Error('PGlite did not introduce itself')
    const { FS } = pg.Module
    const { PGDATA } = PGlite.paths
    FS.mkdirTree(PGDATA)
    for (const folder of this.#from.folders) FS.mkdir(`${PGDATA}/${folder}`)
    for (const { path, size, start } of this.#from.files) {
      const bytes = new Uint8Array(size)
      bytes.set(start)
      // The file is these very bytes, not one more copy.
      FS.writeFile(`${PGDATA}/${path}`, bytes, { canOwn: true })
    }
  }
}
