import { notFound, Problem } from '../../contract/errors.ts'
import type { Tx } from '../../db/port.ts'
import type { Owner } from '../../domain/access/principal.ts'
import { findFileIds, type Place } from './file-store.ts'
import { holdProject, type ProjectRow } from './store.ts'

/** The project under which a record is made, which stays until the transaction ends. 404 for one the owner does not see. */
export async function projectForRecord(tx: Tx, owner: Owner, id: string): Promise<ProjectRow> {
  const project = await holdProject(tx, owner, id)
  if (project === undefined) throw notFound()
  return project
}

/** 400 unless each line that names a file names one of the project. */
export async function requireFiles(
  tx: Tx,
  place: Place,
  fileIds: readonly (string | undefined)[],
): Promise<void> {
  const named = [...new Set(fileIds.filter((id) => id !== undefined))]
  if (named.length === 0) return
  const found = new Set((await findFileIds(tx, place, named)).map(({ id }) => id))
  const errors = fileIds.flatMap((id, index) =>
    id === undefined || found.has(id)
      ? []
      : [{ path: `lines[${index}].file_id`, message: 'is not a file of the project' }],
  )
  if (errors.length > 0) throw new Problem('validation_failed', { errors })
}
