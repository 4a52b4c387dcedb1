import type { Queryable, Tx } from '../../db/port.ts'
import { q } from '../../db/query.ts'
import type { FileKind, FileUnits } from '../../domain/records/file.ts'

/** A project whose id the caller has found to be visible, in its workspace. */
export interface Place {
  workspaceId: string
  projectId: string
}

export interface FileRow {
  id: string
  kind: FileKind
  name: string
  bytes: number
  media_type: string
  /** Lower-case hex. */
  sha256: string
  storage_key: string
  units: FileUnits | null
  created_at: Date
}

const columns = [
  ...(['id', 'kind', 'name', 'bytes', 'media_type', 'sha256'] as const),
  ...(['storage_key', 'units', 'created_at'] as const),
]

const filesIn = ({ workspaceId, projectId }: Place) =>
  q
    .selectFrom('files')
    .select(columns)
    .where('workspace_id', '=', workspaceId)
    .where('project_id', '=', projectId)
    .$castTo<FileRow>()

export const findFile = (db: Queryable, place: Place, id: string) =>
  db.maybe(filesIn(place).where('id', '=', id))

/** Which of these ids are files of the project. */
export const findFileIds = (db: Queryable, place: Place, ids: readonly string[]) =>
  db.rows(
    filesIn(place)
      .clearSelect()
      .select('id')
      .where('id', 'in', [...ids])
      .$castTo<{ id: string }>(),
  )

/** Newest first. `after` is the last id seen. */
export const listFiles = (db: Queryable, place: Place, limit: number, after: string | undefined) => {
  const files = filesIn(place).orderBy('id', 'desc').limit(limit)
  return db.rows(after === undefined ? files : files.where('id', '<', after))
}

export const insertFiles = (tx: Tx, { workspaceId, projectId }: Place, rows: readonly FileRow[]) =>
  tx.run(
    q
      .insertInto('files')
      .values(rows.map((row) => ({ ...row, workspace_id: workspaceId, project_id: projectId }))),
  )

/** The file, which only this transaction can change. */
export const holdFile = (tx: Tx, place: Place, id: string) =>
  tx.maybe(filesIn(place).where('id', '=', id).forUpdate())

export const deleteFile = (tx: Tx, { workspaceId, projectId }: Place, id: string) =>
  tx.run(
    q
      .deleteFrom('files')
      .where('workspace_id', '=', workspaceId)
      .where('project_id', '=', projectId)
      .where('id', '=', id),
  )

/** The file as it then is; nothing when somebody has deleted it. */
export const updateUnits = (tx: Tx, { workspaceId, projectId }: Place, id: string, units: FileUnits | null) =>
  tx.maybe(
    q
      .updateTable('files')
      .set({ units })
      .where('workspace_id', '=', workspaceId)
      .where('project_id', '=', projectId)
      .where('id', '=', id)
      .returning(columns)
      .$castTo<FileRow>(),
  )
