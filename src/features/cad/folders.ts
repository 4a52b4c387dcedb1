import type { CadFolderAnswer, CadFolderInput, CadFolderQuery } from '../../contract/cad.ts'
import { pageRequest, toPage } from '../../contract/common.ts'
import { Problem } from '../../contract/errors.ts'
import { rememberAnswer } from '../../db/idempotency-store.ts'
import { isUniqueViolation, type Tx } from '../../db/port.ts'
import { type Actor, ownerOf } from '../../domain/access/principal.ts'
import { deepestFolder } from '../../domain/records/cad-folder.ts'
import { newId } from '../../platform/ids.ts'
import { recordAudit } from '../audit/index.ts'
import { customerFor } from '../workspace/index.ts'
import * as store from './folder-store.ts'
import type { CadOptions } from './options.ts'
import { presentFolder } from './present.ts'

/** `root` in a query is null in the table. */
export const folderInQuery = (id: string | undefined): string | null | undefined =>
  id === 'root' ? null : id

/** The folder that an input names; null for the top. 400 for one that this library does not have. */
export async function namedFolder(
  tx: Tx,
  library: store.Library,
  id: string | null | undefined,
  path: string,
): Promise<store.FolderRow | null> {
  if (id === undefined || id === null) return null
  const folder = await store.findFolder(tx, library, id)
  if (folder === undefined)
    throw new Problem('validation_failed', { errors: [{ path, message: 'is not a folder of this library' }] })
  return folder
}

export type CadFolderService = ReturnType<typeof cadFolderService>

export function cadFolderService({ db, clock }: CadOptions) {
  async function insert(tx: Tx, { workspaceId }: store.Library, row: store.FolderRow): Promise<void> {
    await store.insertFolder(tx, workspaceId, row).catch((error: unknown) => {
      throw isUniqueViolation(error, store.folderNames) ? new Problem('name_taken') : error
    })
  }

  return {
    async list(actor: Actor, query: CadFolderQuery) {
      const { limit, after } = pageRequest(query)
      const filter = { parentId: folderInQuery(query.parent_id), customerId: query.customer_id, after }
      const rows = await store.listFolders(db, ownerOf(actor.principal), filter, limit + 1)
      return toPage(rows, limit, presentFolder)
    },

    async create(actor: Actor, input: CadFolderInput): Promise<CadFolderAnswer> {
      const owner = ownerOf(actor.principal)
      const { workspaceId } = owner
      const at = clock.now()
      return db.transaction(async (tx) => {
        const library = { workspaceId, customerId: await customerFor(tx, owner, input.customer_id) }
        const parent = await namedFolder(tx, library, input.parent_id, 'parent_id')
        const depth = (parent?.depth ?? 0) + 1
        if (depth > deepestFolder)
          throw new Problem('limit_reached', { detail: `Folders go ${deepestFolder} levels deep.` })
        const row: store.FolderRow = {
          id: newId(at),
          customer_id: library.customerId,
          parent_id: parent?.id ?? null,
          depth,
          name: input.name.normalize('NFC'),
          created_at: at,
        }
        await insert(tx, library, row)
        const after = { name: row.name, parent_id: row.parent_id, customer_id: row.customer_id }
        await recordAudit(tx, { workspaceId, actor, action: 'cad_folder.create', subject: row.id, after, at })
        const answer = presentFolder(row)
        await rememberAnswer(tx, actor.claim, answer)
        return answer
      })
    },
  }
}
