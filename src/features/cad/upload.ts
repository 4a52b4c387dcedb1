import type { CadFileFields } from '../../contract/cad.ts'
import { rememberAnswer } from '../../db/idempotency-store.ts'
import type { Tx } from '../../db/port.ts'
import { type Actor, ownerOf } from '../../domain/access/principal.ts'
import { newId } from '../../platform/ids.ts'
import { recordAudit } from '../audit/index.ts'
import { type ReadUpload, type ReceivedFile, uploadReceiver } from '../files/index.ts'
import { askForGeometry } from '../geometry/index.ts'
import { customerFor } from '../workspace/index.ts'
import * as store from './file-store.ts'
import type { Library } from './folder-store.ts'
import { namedFolder } from './folders.ts'
import type { CadOptions } from './options.ts'
import { presentUploaded } from './present.ts'

/** What the audit log keeps of a file. */
export const describeFile = ({ name, folder_id, customer_id, version, bytes, sha256 }: store.CadFileRow) => ({
  name,
  folder_id,
  customer_id,
  version,
  bytes,
  sha256,
})

/**
 * Adds a received file to a library: a new one, or one more version of the one that has its name in the folder. Units
 * that are not stated again are those of the version before.
 */
async function addVersion(
  tx: Tx,
  library: Library,
  folderId: string | null,
  file: ReceivedFile,
  units: CadFileFields['units'],
): Promise<store.CadFileRow> {
  const at = file.created_at
  const { id, name, newest_version, created_at } = await store.takeName(tx, {
    ...library,
    id: newId(at),
    folderId,
    name: file.name,
    at,
  })
  const version: store.VersionRow = {
    version_id: file.id,
    version: newest_version,
    bytes: file.bytes,
    media_type: file.media_type,
    sha256: file.sha256,
    storage_key: file.storage_key,
    units: units ?? (await store.unitsOf(tx, id, newest_version - 1)),
  }
  await store.insertVersion(tx, library.workspaceId, id, { ...version, created_at: at })
  return {
    id,
    name,
    folder_id: folderId,
    customer_id: library.customerId,
    created_at,
    updated_at: at,
    ...version,
  }
}

/** Takes the files of a form into a library: all of them, or none. */
export function cadReceiver(options: CadOptions) {
  const { db } = options
  const receiveUpload = uploadReceiver(options)

  async function record(tx: Tx, actor: Actor, files: readonly ReceivedFile[], fields: CadFileFields) {
    const owner = ownerOf(actor.principal)
    const { workspaceId } = owner
    const library = { workspaceId, customerId: await customerFor(tx, owner, fields.customer_id) }
    const folder = await namedFolder(tx, library, fields.folder_id, 'folder_id')
    const rows: store.CadFileRow[] = []
    for (const file of files) rows.push(await addVersion(tx, library, folder?.id ?? null, file, fields.units))
    const geometryOf = await askForGeometry(
      tx,
      workspaceId,
      rows.map(({ version_id, name, units, storage_key, updated_at }) => {
        return { id: version_id, of: 'cad_version', name, units, storage_key, created_at: updated_at }
      }),
    )
    for (const row of rows)
      await recordAudit(tx, {
        workspaceId,
        actor,
        action: 'cad_file.upload',
        subject: row.id,
        after: describeFile(row),
        at: row.updated_at,
      })
    const answer = presentUploaded(rows, geometryOf)
    await rememberAnswer(tx, actor.claim, answer)
    return answer
  }

  return (actor: Actor, readUpload: ReadUpload<CadFileFields>) => {
    const { workspaceId } = actor.principal
    return receiveUpload(readUpload, {
      workspaceId,
      record: (files, fields) => db.transaction((tx) => record(tx, actor, files, fields)),
      isRecorded: (id) => store.isVersion(db, workspaceId, id),
    })
  }
}
