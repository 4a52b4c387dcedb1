import type { Queryable } from '../../db/port.ts'
import { findFileOfCustomer } from '../projects/index.ts'
import { findFile } from './file-store.ts'

/** A file that a line of a quote or an order refers to. */
export interface PartFile {
  /** Of the project file, or of the file in CAD Cloud. */
  fileId: string
  /** Pins the version that is the newest now; null for a project file, which never changes. */
  cadVersionId: string | null
  name: string
  bytes: number
  sha256: string
}

/**
 * The file that a customer's part refers to: one of their projects (of `projectId` alone, where it is given), or of
 * their CAD Cloud. Undefined when it is neither.
 */
export async function resolvePartFile(
  db: Queryable,
  owner: { workspaceId: string; customerId: number; projectId?: string },
  fileId: string,
): Promise<PartFile | undefined> {
  const { workspaceId, customerId } = owner
  const ofProject = await findFileOfCustomer(db, owner, fileId)
  const ofLibrary = ofProject ? undefined : await findFile(db, { workspaceId, customerId }, fileId)
  const found = ofProject ?? ofLibrary
  if (found === undefined) return undefined
  const { name, bytes, sha256 } = found
  return { fileId, cadVersionId: ofLibrary?.version_id ?? null, name, bytes, sha256 }
}
