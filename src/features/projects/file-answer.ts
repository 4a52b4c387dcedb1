import type { GeometryAnswer } from '../../contract/geometry.ts'
import type { FileAnswer } from '../../contract/projects.ts'
import type { FileRow } from './file-store.ts'

/** Only CAD files have a shape. */
export function presentFile(
  { storage_key: _, created_at, ...row }: FileRow,
  geometryOf: (id: string) => GeometryAnswer,
): FileAnswer {
  const geometry = row.kind === 'cad' ? geometryOf(row.id) : null
  return { ...row, geometry, created_at: created_at.toISOString() }
}

/** One file as itself, several as a list. */
export function presentUploaded(rows: readonly FileRow[], geometryOf: (id: string) => GeometryAnswer) {
  const [only, ...more] = rows.map((row) => presentFile(row, geometryOf))
  return more.length === 0 ? only : { data: [only, ...more] }
}
