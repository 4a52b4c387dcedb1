import { pageRequest, toPage } from '../../contract/common.ts'
import { notFound, Problem } from '../../contract/errors.ts'
import type { FileAnswer, FileFields, FilePatch } from '../../contract/projects.ts'
import { Answer } from '../../contract/route.ts'
import type { Queryable } from '../../db/port.ts'
import { type Actor, ownerOf } from '../../domain/access/principal.ts'
import { recordAudit } from '../audit/index.ts'
import { downloadHeaders, type ReadUpload, removeStored } from '../files/index.ts'
import { askAgain, dropGeometries, geometriesOf, previewReader, removePreview } from '../geometry/index.ts'
import { presentFile } from './file-answer.ts'
import * as fileStore from './file-store.ts'
import * as store from './store.ts'
import { describeFile, fileReceiver, type ProjectFilesOptions } from './upload.ts'

export type FileService = ReturnType<typeof fileService>

/** Bytes of CAD files are looked at for their shape; those of others are not. */
const shapesIn = (rows: readonly fileStore.FileRow[]): string[] =>
  rows.filter(({ kind }) => kind === 'cad').map(({ id }) => id)

async function presentOne(db: Queryable, row: fileStore.FileRow): Promise<FileAnswer> {
  return presentFile(row, await geometriesOf(db, shapesIn([row])))
}

export function fileService(options: ProjectFilesOptions) {
  const { db, clock, storage } = options
  const receiveFiles = fileReceiver(options)
  const readPreview = previewReader(options)

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
      const rows = await fileStore.listFiles(db, place, limit + 1, after)
      const geometryOf = await geometriesOf(db, shapesIn(rows))
      return toPage(rows, limit, (row) => presentFile(row, geometryOf))
    },

    async read(actor: Actor, projectId: string, id: string): Promise<FileAnswer> {
      return presentOne(db, await find(await placeOf(actor, projectId), id))
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

    async preview(actor: Actor, projectId: string, id: string) {
      const row = await find(await placeOf(actor, projectId), id)
      return readPreview(row.id)
    },

    /** Stores one or several files; all of them or none. */
    async upload(actor: Actor, projectId: string, readUpload: ReadUpload<FileFields>) {
      const place = await placeOf(actor, projectId)
      return receiveFiles(actor, place, readUpload)
    },

    /** States the units of a file; its geometry is computed anew. */
    async update(actor: Actor, projectId: string, id: string, { units }: FilePatch): Promise<FileAnswer> {
      const place = await placeOf(actor, projectId)
      const before = await find(place, id)
      if (units === undefined || units === before.units) return presentOne(db, before)
      const { row, previews } = await db.transaction(async (tx) => {
        const changed = await fileStore.updateUnits(tx, place, id, units)
        if (changed === undefined) throw notFound()
        const at = clock.now()
        const lost = await askAgain(tx, id, units, at)
        await recordAudit(tx, {
          workspaceId: place.workspaceId,
          actor,
          action: 'file.update',
          subject: id,
          before: { units: before.units },
          after: { units },
          at,
        })
        return { row: changed, previews: lost }
      })
      await removePreview(options, ...previews)
      return presentOne(db, row)
    },

    /** The row goes first: bytes without a row are waste, a row without bytes would be a broken promise. */
    async remove(actor: Actor, projectId: string, id: string): Promise<void> {
      const place = await placeOf(actor, projectId)
      const { row, previews } = await db.transaction(async (tx) => {
        const held = await fileStore.holdFile(tx, place, id)
        if (held === undefined) throw notFound()
        const lost = await dropGeometries(tx, [id])
        await fileStore.deleteFile(tx, place, id)
        await recordAudit(tx, {
          workspaceId: place.workspaceId,
          actor,
          action: 'file.delete',
          subject: id,
          before: describeFile(place, held),
          at: clock.now(),
        })
        return { row: held, previews: lost }
      })
      await removeStored(options, row.storage_key)
      await removePreview(options, ...previews)
    },
  }
}
