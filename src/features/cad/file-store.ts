import type { Queryable, Tx } from '../../db/port.ts'
import { q, sql } from '../../db/query.ts'
import type { Owner } from '../../domain/access/principal.ts'
import { nameKey } from '../../domain/records/cad-folder.ts'
import type { FileUnits } from '../../domain/records/file.ts'
import type { Library } from './folder-store.ts'

export interface VersionRow {
  version_id: string
  version: number
  bytes: number
  media_type: string
  /** Lower-case hex. */
  sha256: string
  storage_key: string
  units: FileUnits | null
}

/** A file with its newest version. */
export interface CadFileRow extends VersionRow {
  id: string
  name: string
  folder_id: string | null
  customer_id: number
  created_at: Date
  updated_at: Date
}

const versionColumns = [
  ...(['cad_versions.id as version_id', 'cad_versions.version', 'cad_versions.bytes'] as const),
  ...(['cad_versions.media_type', 'cad_versions.sha256', 'cad_versions.storage_key'] as const),
  'cad_versions.units',
] as const

const fileColumns = [
  ...(['cad_files.id', 'cad_files.name', 'cad_files.folder_id', 'cad_files.customer_id'] as const),
  ...(['cad_files.created_at', 'cad_files.updated_at'] as const),
] as const

/** Files that the owner sees: every reading query of this file begins here. */
const seenBy = ({ workspaceId, customerId }: Owner) => {
  const files = q.selectFrom('cad_files').where('cad_files.workspace_id', '=', workspaceId)
  return customerId === null ? files : files.where('cad_files.customer_id', '=', customerId)
}

const newestOf = (owner: Owner) =>
  seenBy(owner)
    .innerJoin('cad_versions', (join) =>
      join
        .onRef('cad_versions.file_id', '=', 'cad_files.id')
        .onRef('cad_versions.version', '=', 'cad_files.newest_version'),
    )
    .select([...fileColumns, ...versionColumns])
    .$castTo<CadFileRow>()

export const findFile = (db: Queryable, owner: Owner, id: string) =>
  db.maybe(newestOf(owner).where('cad_files.id', '=', id))

/** Those of these files that the owner sees. */
export const listNewest = (db: Queryable, owner: Owner, ids: readonly string[]) =>
  db.rows(newestOf(owner).where('cad_files.id', 'in', [...ids]))

export interface FileFilter {
  /** Null: in none. */
  folderId: string | null | undefined
  customerId: number | undefined
  /** A part of the name, in any case. */
  name: string | undefined
  /** The last id seen. */
  after: string | undefined
}

/** Newest first. */
export const listFiles = (db: Queryable, owner: Owner, filter: FileFilter, limit: number) => {
  const { folderId, customerId, name, after } = filter
  let files = newestOf(owner).orderBy('cad_files.id', 'desc').limit(limit)
  if (folderId === null) files = files.where('cad_files.folder_id', 'is', null)
  else if (folderId !== undefined) files = files.where('cad_files.folder_id', '=', folderId)
  if (customerId !== undefined) files = files.where('cad_files.customer_id', '=', customerId)
  if (name !== undefined) files = files.where(sql<boolean>`strpos(name_key, ${nameKey(name)}) > 0`)
  if (after !== undefined) files = files.where('cad_files.id', '<', after)
  return db.rows(files)
}

export interface OldVersionRow extends VersionRow {
  name: string
  created_at: Date
}

const versionsOf = (owner: Owner, id: string) =>
  seenBy(owner)
    .innerJoin('cad_versions', 'cad_versions.file_id', 'cad_files.id')
    .select(['cad_files.name', 'cad_versions.created_at', ...versionColumns])
    .where('cad_files.id', '=', id)
    .$castTo<OldVersionRow>()

/** Newest first. `before` is the last number seen. */
export const listVersions = (
  db: Queryable,
  owner: Owner,
  id: string,
  limit: number,
  before: number | undefined,
) => {
  const versions = versionsOf(owner, id).orderBy('cad_versions.version', 'desc').limit(limit)
  return db.rows(before === undefined ? versions : versions.where('cad_versions.version', '<', before))
}

export const findVersion = (db: Queryable, owner: Owner, id: string, version: number) =>
  db.maybe(versionsOf(owner, id).where('cad_versions.version', '=', version))

export interface NewFile extends Library {
  id: string
  folderId: string | null
  name: string
  at: Date
}

/** The file of this name, made or counted up by one version; it stays locked to the end of the transaction. */
export const takeName = (tx: Tx, { workspaceId, customerId, folderId, id, name, at }: NewFile) =>
  tx.one(
    q
      .insertInto('cad_files')
      .values({
        id,
        workspace_id: workspaceId,
        customer_id: customerId,
        folder_id: folderId,
        name,
        name_key: nameKey(name),
        newest_version: 1,
        created_at: at,
        updated_at: at,
      })
      .onConflict((conflict) =>
        conflict
          .columns(['workspace_id', 'customer_id', 'folder_id', 'name_key'])
          .doUpdateSet({ newest_version: sql`cad_files.newest_version + 1`, updated_at: at }),
      )
      .returning(['id', 'name', 'newest_version', 'created_at'])
      .$castTo<{ id: string; name: string; newest_version: number; created_at: Date }>(),
  )

export const unitsOf = async (tx: Tx, fileId: string, version: number): Promise<FileUnits | null> => {
  const row = await tx.maybe(
    q
      .selectFrom('cad_versions')
      .select('units')
      .where('file_id', '=', fileId)
      .where('version', '=', version)
      .$castTo<{ units: FileUnits | null }>(),
  )
  return row?.units ?? null
}

export const insertVersion = (
  tx: Tx,
  workspaceId: string,
  fileId: string,
  { version_id, ...row }: VersionRow & { created_at: Date },
) =>
  tx.run(
    q
      .insertInto('cad_versions')
      .values({ ...row, id: version_id, workspace_id: workspaceId, file_id: fileId }),
  )

/** Whether there is such a version, in any library of the workspace. */
export const isVersion = async (db: Queryable, workspaceId: string, versionId: string): Promise<boolean> =>
  (await db.maybe(
    q
      .selectFrom('cad_versions')
      .select('id')
      .where('workspace_id', '=', workspaceId)
      .where('id', '=', versionId),
  )) !== undefined

export const listNumbers = (db: Queryable, workspaceId: string, versionIds: readonly string[]) =>
  db.rows(
    q
      .selectFrom('cad_versions')
      .select(['id', 'version'])
      .where('workspace_id', '=', workspaceId)
      .where('id', 'in', [...versionIds]),
  )

/** Keeps a visible file, with its newest version, as it is until the transaction ends. */
export const holdFile = async (tx: Tx, owner: Owner, id: string): Promise<CadFileRow | undefined> => {
  // Locked first, read then: a version that was added while this waited is seen.
  await tx.maybe(seenBy(owner).select('cad_files.id').where('cad_files.id', '=', id).forUpdate())
  return findFile(tx, owner, id)
}

export interface FileChange {
  name: string
  folderId: string | null
  units: FileUnits | null
  at: Date
}

/** Of a file that is held. Throws a violation of `fileNames` when there is one of this name in the folder. */
export async function updateFile(
  tx: Tx,
  { id, version_id }: Pick<CadFileRow, 'id' | 'version_id'>,
  { name, folderId, units, at }: FileChange,
): Promise<void> {
  await tx.run(
    q
      .updateTable('cad_files')
      .set({ name, name_key: nameKey(name), folder_id: folderId, updated_at: at })
      .where('id', '=', id),
  )
  await tx.run(q.updateTable('cad_versions').set({ units }).where('id', '=', version_id))
}

export const fileNames = 'cad_files_name'

/** All versions of a file that is held. */
export const versionKeys = (tx: Tx, fileId: string) =>
  tx.rows(q.selectFrom('cad_versions').select(['id', 'storage_key']).where('file_id', '=', fileId))

/** With all its versions. */
export const deleteFile = (tx: Tx, fileId: string) =>
  tx.run(q.deleteFrom('cad_files').where('id', '=', fileId))
