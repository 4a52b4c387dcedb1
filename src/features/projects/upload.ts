import { notFound } from '../../contract/errors.ts'
import type { FileFields } from '../../contract/projects.ts'
import { rememberAnswer } from '../../db/idempotency-store.ts'
import type { Db } from '../../db/port.ts'
import { type Actor, ownerOf } from '../../domain/access/principal.ts'
import { kindOfFile } from '../../domain/records/file.ts'
import { recordAudit } from '../audit/index.ts'
import { type FilesOptions, type ReadUpload, type ReceivedFile, uploadReceiver } from '../files/index.ts'
import { askForGeometry } from '../geometry/index.ts'
import { presentUploaded } from './file-answer.ts'
import * as fileStore from './file-store.ts'
import { holdProject } from './store.ts'

export interface ProjectFilesOptions extends FilesOptions {
  db: Db
}

/** What the audit log keeps of a file. */
export const describeFile = ({ projectId }: fileStore.Place, { name, bytes, sha256 }: fileStore.FileRow) => ({
  project_id: projectId,
  name,
  bytes,
  sha256,
})

/** Takes the files of a form into a project: all of them, or none. */
export function fileReceiver(options: ProjectFilesOptions) {
  const { db } = options
  const receiveUpload = uploadReceiver(options)

  const toRows = (files: readonly ReceivedFile[], { kind, units }: FileFields): fileStore.FileRow[] =>
    files.map((file) => ({ ...file, kind: kind ?? kindOfFile(file.name), units: units ?? null }))

  async function record(actor: Actor, place: fileStore.Place, rows: readonly fileStore.FileRow[]) {
    const { workspaceId } = place
    return db.transaction(async (tx) => {
      const project = await holdProject(tx, ownerOf(actor.principal), place.projectId)
      if (project === undefined) throw notFound()
      await fileStore.insertFiles(tx, place, rows)
      const shapes = rows.filter(({ kind }) => kind === 'cad')
      const geometryOf = await askForGeometry(
        tx,
        workspaceId,
        shapes.map((row) => ({ ...row, of: 'project_file' })),
      )
      for (const row of rows)
        await recordAudit(tx, {
          workspaceId,
          actor,
          action: 'file.upload',
          subject: row.id,
          after: describeFile(place, row),
          at: row.created_at,
        })
      const answer = presentUploaded(rows, geometryOf)
      await rememberAnswer(tx, actor.claim, answer)
      return answer
    })
  }

  return (actor: Actor, place: fileStore.Place, readUpload: ReadUpload<FileFields>) =>
    receiveUpload(readUpload, {
      workspaceId: place.workspaceId,
      record: (files, fields) => record(actor, place, toRows(files, fields)),
      isRecorded: async (id) => (await fileStore.findFile(db, place, id)) !== undefined,
    })
}
