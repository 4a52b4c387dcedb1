import type { CadFileAnswer, CadFolderAnswer, CadVersionAnswer } from '../../contract/cad.ts'
import type { GeometryAnswer } from '../../contract/geometry.ts'
import type { CadFileRow, OldVersionRow, VersionRow } from './file-store.ts'
import type { FolderRow } from './folder-store.ts'

type GeometryOf = (id: string) => GeometryAnswer

const presentParts = (
  { version_id, version, bytes, sha256, media_type, units }: VersionRow,
  of: GeometryOf,
) => ({
  version,
  bytes,
  sha256,
  media_type,
  units,
  geometry: of(version_id),
})

export const presentFile = (row: CadFileRow, of: GeometryOf): CadFileAnswer => ({
  id: row.id,
  name: row.name,
  folder_id: row.folder_id,
  customer_id: row.customer_id,
  ...presentParts(row, of),
  created_at: row.created_at.toISOString(),
  updated_at: row.updated_at.toISOString(),
})

export const presentVersion = (row: OldVersionRow, of: GeometryOf): CadVersionAnswer => ({
  ...presentParts(row, of),
  created_at: row.created_at.toISOString(),
})

export const presentFolder = ({ depth: _, created_at, ...row }: FolderRow): CadFolderAnswer => ({
  ...row,
  created_at: created_at.toISOString(),
})

/** One file as itself, several as a list. */
export function presentUploaded(rows: readonly CadFileRow[], of: GeometryOf) {
  const [only, ...more] = rows.map((row) => presentFile(row, of))
  return more.length === 0 ? only : { data: [only, ...more] }
}
