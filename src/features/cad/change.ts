import type { CadFileAnswer, CadFilePatch } from '../../contract/cad.ts'
import { notFound, Problem } from '../../contract/errors.ts'
import { isUniqueViolation, type Tx } from '../../db/port.ts'
import { type Actor, ownerOf } from '../../domain/access/principal.ts'
import { geometryFormatOf } from '../../domain/geometry/format.ts'
import { cleanFileName } from '../../domain/records/file.ts'
import { recordAudit } from '../audit/index.ts'
import { removeStored } from '../files/index.ts'
import { askAgain, askForGeometry, dropGeometries, geometriesOf, removePreview } from '../geometry/index.ts'
import * as store from './file-store.ts'
import { namedFolder } from './folders.ts'
import type { CadOptions } from './options.ts'
import { presentFile } from './present.ts'
import { describeFile } from './upload.ts'

/** A new name as it is given: unlike that of an upload it is not tidied up, but refused. */
function checkedName(name: string): string {
  const clean = cleanFileName(name)
  const message = 'refused' in clean ? clean.refused : 'must not contain slashes'
  if ('refused' in clean || clean.name !== name.normalize('NFC'))
    throw new Problem('validation_failed', { errors: [{ path: 'name', message }] })
  return clean.name
}

/** Asks for the geometry of the newest version anew where the change matters to it. Returns previews to remove. */
async function reconsiderShape(
  tx: Tx,
  workspaceId: string,
  before: store.CadFileRow,
  { name, units, at }: store.FileChange,
): Promise<string[]> {
  const { version_id: id, storage_key } = before
  if (geometryFormatOf(name) === geometryFormatOf(before.name))
    return units === before.units ? [] : askAgain(tx, id, units, at)
  const previews = await dropGeometries(tx, [id])
  await askForGeometry(tx, workspaceId, [{ id, of: 'cad_version', name, units, storage_key, created_at: at }])
  return previews
}

/** Changes and deletes files of a library. */
export function cadChanges(options: CadOptions) {
  const { db, clock } = options

  async function hold(tx: Tx, actor: Actor, id: string): Promise<store.CadFileRow> {
    const row = await store.holdFile(tx, ownerOf(actor.principal), id)
    if (row === undefined) throw notFound()
    return row
  }

  async function change(tx: Tx, actor: Actor, id: string, patch: CadFilePatch) {
    const { workspaceId } = actor.principal
    const before = await hold(tx, actor, id)
    const library = { workspaceId, customerId: before.customer_id }
    if (patch.folder_id !== undefined) await namedFolder(tx, library, patch.folder_id, 'folder_id')
    const after: store.FileChange = {
      name: patch.name === undefined ? before.name : checkedName(patch.name),
      folderId: patch.folder_id === undefined ? before.folder_id : patch.folder_id,
      units: patch.units === undefined ? before.units : patch.units,
      at: clock.now(),
    }
    await store.updateFile(tx, before, after).catch((error: unknown) => {
      throw isUniqueViolation(error, store.fileNames) ? new Problem('name_taken') : error
    })
    const previews = await reconsiderShape(tx, workspaceId, before, after)
    await recordAudit(tx, {
      workspaceId,
      actor,
      action: 'cad_file.update',
      subject: id,
      before: { name: before.name, folder_id: before.folder_id, units: before.units },
      after: { name: after.name, folder_id: after.folderId, units: after.units },
      at: after.at,
    })
    const { name, folderId, units, at } = after
    const row = { ...before, name, folder_id: folderId, units, updated_at: at }
    return { answer: presentFile(row, await geometriesOf(tx, [row.version_id])), previews }
  }

  return {
    async update(actor: Actor, id: string, patch: CadFilePatch): Promise<CadFileAnswer> {
      const { answer, previews } = await db.transaction((tx) => change(tx, actor, id, patch))
      await removePreview(options, ...previews)
      return answer
    },

    /** With all its versions. Rows go first: bytes without a row are waste, a row without bytes a broken promise. */
    async remove(actor: Actor, id: string): Promise<void> {
      const { keys, previews } = await db.transaction(async (tx) => {
        const row = await hold(tx, actor, id)
        const versions = await store.versionKeys(tx, id)
        const dropped = await dropGeometries(
          tx,
          versions.map((version) => version.id),
        )
        await store.deleteFile(tx, id)
        await recordAudit(tx, {
          workspaceId: actor.principal.workspaceId,
          actor,
          action: 'cad_file.delete',
          subject: id,
          before: describeFile(row),
          at: clock.now(),
        })
        return { keys: versions.map(({ storage_key }) => storage_key), previews: dropped }
      })
      for (const key of keys) await removeStored(options, key)
      await removePreview(options, ...previews)
    },
  }
}
