import { Problem } from '../../contract/errors.ts'
import type { Queryable, Tx } from '../../db/port.ts'
import { filesOfProject } from '../projects/index.ts'
import { listNewest, listNumbers } from './file-store.ts'

/** A file that a line of a quote or an order refers to. */
export interface PartFile {
  /** Of the project file, or of the file in CAD Cloud. */
  file_id: string | null
  /** Pins the version that is the newest now; null for a project file, which never changes. */
  cad_version_id: string | null
}

const noFile: PartFile = { file_id: null, cad_version_id: null }

/**
 * What the lines of a quote or an order refer to, each a file of the project, or one of the customer's CAD Cloud, or
 * none. 400 for a line that names anything else.
 */
export async function resolvePartFiles(
  tx: Tx,
  place: { workspaceId: string; customerId: number; projectId: string },
  lines: readonly { file_id?: string | undefined }[],
): Promise<PartFile[]> {
  const named = [...new Set(lines.flatMap(({ file_id }) => file_id ?? []))]
  if (named.length === 0) return lines.map(() => noFile)
  const ofProject = await filesOfProject(tx, place, named)
  const others = named.filter((id) => !ofProject.has(id))
  const newest = others.length === 0 ? [] : await listNewest(tx, place, others)
  const versions = new Map(newest.map(({ id, version_id }) => [id, version_id]))
  const message = 'is not a file of the project, nor of the customer’s CAD Cloud'
  const errors = lines.flatMap(({ file_id }, index) =>
    file_id === undefined || ofProject.has(file_id) || versions.has(file_id)
      ? []
      : [{ path: `lines[${index}].file_id`, message }],
  )
  if (errors.length > 0) throw new Problem('validation_failed', { errors })
  return lines.map(({ file_id = null }) => ({
    file_id,
    cad_version_id: (file_id === null ? undefined : versions.get(file_id)) ?? null,
  }))
}

/** The number of a pinned version; null for none, and for one whose file was deleted. */
export type VersionNumberOf = (versionId: string | null) => number | null

/** The numbers of the versions that lines pin, in one query, or none where no line pins any. */
export async function pinnedVersions(
  db: Queryable,
  workspaceId: string,
  lines: readonly Pick<PartFile, 'cad_version_id'>[],
): Promise<VersionNumberOf> {
  const ids = lines.flatMap(({ cad_version_id }) => cad_version_id ?? [])
  const rows = ids.length === 0 ? [] : await listNumbers(db, workspaceId, ids)
  const numbers = new Map(rows.map(({ id, version }) => [id, version]))
  return (id) => (id === null ? undefined : numbers.get(id)) ?? null
}
