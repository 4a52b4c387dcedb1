import type {
  CadFileAnswer,
  CadFileFields,
  CadFileQuery,
  CadUsageAnswer,
  CadUsageQuery,
  CadVersionQuery,
} from '../../contract/cad.ts'
import { decodeCursor, encodeCursor, pageRequest, toPage } from '../../contract/common.ts'
import { notFound, Problem } from '../../contract/errors.ts'
import { Answer } from '../../contract/route.ts'
import { type Actor, ownerOf } from '../../domain/access/principal.ts'
import { downloadHeaders, type ReadUpload } from '../files/index.ts'
import { geometriesOf, previewReader } from '../geometry/index.ts'
import { cadChanges } from './change.ts'
import * as store from './file-store.ts'
import { folderInQuery } from './folders.ts'
import type { CadOptions } from './options.ts'
import { presentFile, presentVersion } from './present.ts'
import { cadReceiver } from './upload.ts'
import { readUsage } from './usage-store.ts'

const versionForm = /^\d{1,9}$/

export type CadService = ReturnType<typeof cadService>

/** A customer's library of CAD files. */
export function cadService(options: CadOptions) {
  const { db, storage } = options
  const receive = cadReceiver(options)
  const readPreview = previewReader(options)

  async function find(actor: Actor, id: string): Promise<store.CadFileRow> {
    const row = await store.findFile(db, ownerOf(actor.principal), id)
    if (row === undefined) throw notFound()
    return row
  }

  async function findVersion(actor: Actor, id: string, { version }: CadVersionQuery) {
    if (version === undefined) return find(actor, id)
    const row = await store.findVersion(db, ownerOf(actor.principal), id, version)
    if (row === undefined) throw notFound()
    return row
  }

  return {
    ...cadChanges(options),

    async list(actor: Actor, query: CadFileQuery) {
      const { limit, after } = pageRequest(query)
      const filter = {
        folderId: folderInQuery(query.folder_id),
        customerId: query.customer_id,
        name: query.name,
        after,
      }
      const rows = await store.listFiles(db, ownerOf(actor.principal), filter, limit + 1)
      const geometryOf = await geometriesOf(
        db,
        rows.map(({ version_id }) => version_id),
      )
      return toPage(rows, limit, (row) => presentFile(row, geometryOf))
    },

    async usage(actor: Actor, { customer_id }: CadUsageQuery): Promise<CadUsageAnswer> {
      const held = await readUsage(db, ownerOf(actor.principal), customer_id)
      return { ...held, bytes: Number(held.bytes) }
    },

    async read(actor: Actor, id: string): Promise<CadFileAnswer> {
      const row = await find(actor, id)
      return presentFile(row, await geometriesOf(db, [row.version_id]))
    },

    async versions(actor: Actor, id: string, query: { limit: number; cursor?: string | undefined }) {
      await find(actor, id)
      const before = decodeCursor(query.cursor, versionForm)
      const number = before === undefined ? undefined : Number(before)
      const owner = ownerOf(actor.principal)
      const rows = await store.listVersions(db, owner, id, query.limit + 1, number)
      const geometryOf = await geometriesOf(
        db,
        rows.map(({ version_id }) => version_id),
      )
      const shown = rows.slice(0, query.limit)
      const last = rows.length > shown.length ? shown.at(-1) : undefined
      return {
        data: shown.map((row) => presentVersion(row, geometryOf)),
        next_cursor: last ? encodeCursor(String(last.version)) : null,
      }
    },

    /** The bytes of a version, as a download only. */
    async content(actor: Actor, id: string, query: CadVersionQuery) {
      const row = await findVersion(actor, id, query)
      const stored = await storage.get(row.storage_key)
      if (stored !== null) return new Answer(stored.stream, downloadHeaders(row, stored.bytes))
      // Deleted since; or else its bytes are lost, which is ours to know.
      await findVersion(actor, id, query)
      throw new Problem('internal', { cause: new Error(`the bytes of file ${id} are not in the storage`) })
    },

    async preview(actor: Actor, id: string, query: CadVersionQuery) {
      return readPreview((await findVersion(actor, id, query)).version_id)
    },

    /** Stores one or several files, or new versions of them; all or none. */
    upload: (actor: Actor, readUpload: ReadUpload<CadFileFields>) => receive(actor, readUpload),
  }
}
