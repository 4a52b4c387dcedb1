import type { FileAnswer } from '../../contract/projects.ts'
import type { FileRow } from './file-store.ts'

export function presentFile({ storage_key: _, created_at, ...row }: FileRow): FileAnswer {
  return { ...row, geometry: null, created_at: created_at.toISOString() }
}

/** One file as itself, several as a list. */
export function presentUploaded(rows: readonly FileRow[]) {
  const [only, ...more] = rows.map(presentFile)
  return more.length === 0 ? only : { data: [only, ...more] }
}
