import { Problem } from '../../contract/errors.ts'
import type { FilePart } from '../../contract/route.ts'
import { cleanFileName, cleanMediaType } from '../../domain/records/file.ts'
import type { Clock } from '../../platform/clock.ts'
import { newId } from '../../platform/ids.ts'
import type { Log } from '../../platform/log.ts'
import type { Storage } from '../../platform/storage/index.ts'

export interface FilesOptions {
  clock: Clock
  log: Log
  storage: Storage
  /** Of one file. */
  maxUploadBytes: number
}

/** A file in the storage, before anybody knows of it. */
export interface ReceivedFile {
  id: string
  name: string
  bytes: number
  media_type: string
  /** Lower-case hex. */
  sha256: string
  storage_key: string
  created_at: Date
}

/** Reads a form: `receive` gets its files one by one, and its fields are answered when all of it has come. */
export type ReadUpload<Fields> = (receive: (file: FilePart) => Promise<void>) => Promise<Fields>

/** What becomes of files that have come in whole. */
export interface Recording<Fields, Result> {
  workspaceId: string
  /** Gives them rows, in one transaction. */
  record(files: readonly ReceivedFile[], fields: Fields): Promise<Result>
  /** Whether the file has a row. */
  isRecorded(id: string): Promise<boolean>
}

/** Takes the files of a form, streaming: all of them get a row, or nothing of them stays in the storage. */
export function uploadReceiver({ clock, log, storage, maxUploadBytes }: FilesOptions) {
  async function receive(workspaceId: string, part: FilePart): Promise<ReceivedFile> {
    const clean = cleanFileName(part.fileName)
    if ('refused' in clean)
      throw new Problem('validation_failed', { errors: [{ path: 'file', message: clean.refused }] })
    const at = clock.now()
    const id = newId(at)
    const key = `${workspaceId}/${id}`
    const mediaType = cleanMediaType(part.mediaType)
    const stored = await storage.put(key, part.stream, { maxBytes: maxUploadBytes, mediaType })
    return { id, name: clean.name, media_type: mediaType, storage_key: key, created_at: at, ...stored }
  }

  /** A connection that breaks at the commit leaves open whether it happened; bytes with a row must stay. */
  async function mustStay(
    [first]: readonly ReceivedFile[],
    isRecorded: (id: string) => Promise<boolean>,
  ): Promise<boolean> {
    if (first === undefined) return false
    return isRecorded(first.id).catch((err: unknown) => {
      log.warn({ err, storage_key: first.storage_key }, 'files may stay in the storage without a row')
      return true
    })
  }

  return async <Fields, Result>(
    readUpload: ReadUpload<Fields>,
    { workspaceId, record, isRecorded }: Recording<Fields, Result>,
  ): Promise<Result> => {
    const received: ReceivedFile[] = []
    try {
      const fields = await readUpload(async (part) => {
        received.push(await receive(workspaceId, part))
      })
      return await record(received, fields)
    } catch (error) {
      if (!(await mustStay(received, isRecorded)))
        for (const { storage_key } of received) await removeStored({ log, storage }, storage_key)
      throw error
    }
  }
}

/** Removes bytes that no row names any more. What cannot be removed is waste, and said in the log. */
export async function removeStored(
  { log, storage }: Pick<FilesOptions, 'log' | 'storage'>,
  storageKey: string,
): Promise<void> {
  await storage
    .delete(storageKey)
    .catch((err: unknown) => log.warn({ err, storage_key: storageKey }, 'a file stays in the storage unused'))
}
