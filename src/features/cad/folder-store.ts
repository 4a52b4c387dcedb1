import type { Queryable, Tx } from '../../db/port.ts'
import { q } from '../../db/query.ts'
import type { Owner } from '../../domain/access/principal.ts'
import { nameKey } from '../../domain/records/cad-folder.ts'

export interface FolderRow {
  id: string
  customer_id: number
  parent_id: string | null
  /** 1 at the top. */
  depth: number
  name: string
  created_at: Date
}

/** Whose library. */
export interface Library {
  workspaceId: string
  customerId: number
}

const columns = ['id', 'customer_id', 'parent_id', 'depth', 'name', 'created_at'] as const

export interface FolderFilter {
  /** Null: at the top. */
  parentId: string | null | undefined
  customerId: number | undefined
  /** The last id seen. */
  after: string | undefined
}

/** Folders that the owner sees, newest first. */
export const listFolders = (db: Queryable, owner: Owner, filter: FolderFilter, limit: number) => {
  let folders = q
    .selectFrom('cad_folders')
    .select(columns)
    .where('workspace_id', '=', owner.workspaceId)
    .orderBy('id', 'desc')
    .limit(limit)
  if (owner.customerId !== null) folders = folders.where('customer_id', '=', owner.customerId)
  if (filter.customerId !== undefined) folders = folders.where('customer_id', '=', filter.customerId)
  if (filter.parentId === null) folders = folders.where('parent_id', 'is', null)
  else if (filter.parentId !== undefined) folders = folders.where('parent_id', '=', filter.parentId)
  if (filter.after !== undefined) folders = folders.where('id', '<', filter.after)
  return db.rows(folders.$castTo<FolderRow>())
}

export const findFolder = (db: Queryable, { workspaceId, customerId }: Library, id: string) =>
  db.maybe(
    q
      .selectFrom('cad_folders')
      .select(columns)
      .where('workspace_id', '=', workspaceId)
      .where('customer_id', '=', customerId)
      .where('id', '=', id)
      .$castTo<FolderRow>(),
  )

/** Throws a violation of `folderNames` when there is one of this name already. */
export const insertFolder = (tx: Tx, workspaceId: string, row: FolderRow) =>
  tx.run(
    q.insertInto('cad_folders').values({ ...row, workspace_id: workspaceId, name_key: nameKey(row.name) }),
  )

export const folderNames = 'cad_folders_name'
