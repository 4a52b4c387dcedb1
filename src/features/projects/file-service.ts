import { pageRequest, toPage } from '../../contract/common.ts'
import { notFound, Problem } from '../../contract/errors.ts'
import type { FileAnswer } from '../../contract/projects.ts'
import { Answer } from '../../contract/route.ts'
import { type Actor, ownerOf } from '../../domain/access/principal.ts'
import { recordAudit } from '../audit/index.ts'
import { downloadHeaders } from './download.ts'
import { presentFile } from './file-answer.ts'
import * as fileStore from './file-store.ts'
import * as store from './store.ts'
import { describeFile, type FilesOptions, fileReceiver, type ReadUpload } from './upload.ts'

export type FileService = ReturnType<typeof fileService>

export function fileService(options: FilesOptions) {
  const { db, clock, log, storage } = options
  const receiveFiles = fileReceiver(options)

  /** The project as a place for files, when the caller sees it. */
  async function placeOf({ principal }: Actor, projectId: string): Promise<fileStore.Place> {
    const owner = ownerOf(principal)
    if ((await store.findProject(db, owner, projectId)) === undefined) throw notFound()
    return { workspaceId: owner.workspaceId, projectId }
  }

  async function find(place: fileStore.Place, id: string): Promise<fileStore.FileRow> {
    const row = await fileStore.findFile(db, place, id)
    if (row === undefined) throw notFound()
    return row
  }

  return {
    async list(actor: Actor, projectId: string, query: { limit: number; cursor?: string | undefined }) {
      const place = await placeOf(actor, projectId)
      const { limit, after } = pageRequest(query)
      return toPage(await fileStore.listFiles(db, place, limit + 1, after), limit, presentFile)
    },

    async read(actor: Actor, projectId: string, id: string): Promise<FileAnswer> {
      return presentFile(await find(await placeOf(actor, projectId), id))
    },

    /** The bytes, as a download only. */
    async content(actor: Actor, projectId: string, id: string) {
      const place = await placeOf(actor, projectId)
      const row = await find(place, id)
      const stored = await storage.get(row.storage_key)
      if (stored !== null) return new Answer(stored.stream, downloadHeaders(row, stored.bytes))
      // Deleted since; or else its bytes are lost, which is ours to know.
      await find(place, id)
      throw new Problem('internal', { cause: new Error(`the bytes of file ${id} are not in the storage`) })
    },

    /** Stores one or several files; all of them or none. */
    async upload(actor: Actor, projectId: string, readUpload: ReadUpload) {
      const place = await placeOf(actor, projectId)
      return receiveFiles(actor, place, readUpload)
    },

    /** The row goes first: bytes without a row are waste, a row without bytes would be a broken promise. */
    async remove(actor: Actor, projectId: string, id: string): Promise<void> {
      const place = await placeOf(actor, projectId)
      const row = await db.transaction(async (tx) => {
        const deleted = await fileStore.deleteFile(tx, place, id)
        if (deleted === undefined) throw notFound()
        await recordAudit(tx, {
          workspaceId: place.workspaceId,
          actor,
          action: 'file.delete',
          subject: deleted.id,
          before: describeFile(place, deleted),
          at: clock.now(),
        })
        return deleted
      })
      await storage
        .delete(row.storage_key)
        .catch((err: unknown) =>
          log.warn({ err, storage_key: row.storage_key }, 'a deleted file stays in the storage'),
        )
    },
  }
}
