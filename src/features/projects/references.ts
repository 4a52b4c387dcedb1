import { notFound } from '../../contract/errors.ts'
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

/** Which of these are files of the project. */
export async function filesOfProject(
  tx: Tx,
  place: Place,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  return new Set((await findFileIds(tx, place, ids)).map(({ id }) => id))
}
