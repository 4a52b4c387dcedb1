import { notFound, Problem } from '../../contract/errors.ts'
import type { FileFields } from '../../contract/projects.ts'
import type { FilePart } from '../../contract/route.ts'
import { rememberAnswer } from '../../db/idempotency-store.ts'
import type { Db } from '../../db/port.ts'
import { type Actor, ownerOf } from '../../domain/access/principal.ts'
import { cleanFileName, cleanMediaType, kindOfFile } from '../../domain/records/file.ts'
import type { Clock } from '../../platform/clock.ts'
import { newId } from '../../platform/ids.ts'
import type { Log } from '../../platform/log.ts'
import type { Storage } from '../../platform/storage/index.ts'
import { recordAudit } from '../audit/index.ts'
import { presentUploaded } from './file-answer.ts'
import * as fileStore from './file-store.ts'
import { holdProject } from './store.ts'

export interface FilesOptions {
  db: Db
  clock: Clock
  log: Log
  storage: Storage
  /** Of one file. */
  maxUploadBytes: number
}

export type ReadUpload = (receive: (file: FilePart) => Promise<void>) => Promise<FileFields>

/** A file in the storage, before anybody knows of it. */
type Received = Omit<fileStore.FileRow, 'kind' | 'units'>

/** What the audit log keeps of a file. */
export const describeFile = ({ projectId }: fileStore.Place, { name, bytes, sha256 }: fileStore.FileRow) => ({
  project_id: projectId,
  name,
  bytes,
  sha256,
})

/** Takes the files of a form into a project, streaming: all of them, or nothing stays in storage and database. */
export function fileReceiver({ db, clock, log, storage, maxUploadBytes }: FilesOptions) {
  async function receive(place: fileStore.Place, part: FilePart): Promise<Received> {
    const clean = cleanFileName(part.fileName)
    if ('refused' in clean)
      throw new Problem('validation_failed', { errors: [{ path: 'file', message: clean.refused }] })
    const at = clock.now()
    const id = newId(at)
    const key = `${place.workspaceId}/${id}`
    const mediaType = cleanMediaType(part.mediaType)
    const stored = await storage.put(key, part.stream, { maxBytes: maxUploadBytes, mediaType })
    return { id, name: clean.name, media_type: mediaType, storage_key: key, created_at: at, ...stored }
  }

  async function record(actor: Actor, place: fileStore.Place, rows: readonly fileStore.FileRow[]) {
    return db.transaction(async (tx) => {
      const project = await holdProject(tx, ownerOf(actor.principal), place.projectId)
      if (project === undefined) throw notFound()
      await fileStore.insertFiles(tx, place, rows)
      for (const row of rows)
        await recordAudit(tx, {
          workspaceId: place.workspaceId,
          actor,
          action: 'file.upload',
          subject: row.id,
          after: describeFile(place, row),
          at: row.created_at,
        })
      const answer = presentUploaded(rows)
      await rememberAnswer(tx, actor.claim, answer)
      return answer
    })
  }

  async function discard(files: readonly Received[]): Promise<void> {
    for (const { storage_key } of files)
      await storage
        .delete(storage_key)
        .catch((err: unknown) => log.warn({ err, storage_key }, 'a refused file stays in the storage'))
  }

  /** A connection that breaks at the commit leaves open whether it happened; bytes with a row must stay. */
  async function isRecorded(place: fileStore.Place, [first]: readonly Received[]): Promise<boolean> {
    if (first === undefined) return false
    return fileStore.findFile(db, place, first.id).then(
      (row) => row !== undefined,
      (err: unknown) => {
        log.warn({ err, storage_key: first.storage_key }, 'files may stay in the storage without a row')
        return true
      },
    )
  }

  return async (actor: Actor, place: fileStore.Place, readUpload: ReadUpload) => {
    const received: Received[] = []
    try {
      const { kind, units = null } = await readUpload(async (part) => {
        received.push(await receive(place, part))
      })
      const rows = received.map((file) => ({ ...file, kind: kind ?? kindOfFile(file.name), units }))
      return await record(actor, place, rows)
    } catch (error) {
      if (!(await isRecorded(place, received))) await discard(received)
      throw error
    }
  }
}
