import { notFound } from '../../contract/errors.ts'
import { Answer } from '../../contract/route.ts'
import type { Db } from '../../db/port.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Log } from '../../platform/log.ts'
import type { Storage } from '../../platform/storage/index.ts'
import { removeStored } from '../files/index.ts'
import * as store from './store.ts'

interface PreviewOptions {
  db: Db
  clock: Clock
  log: Log
  storage: Storage
}

export const previewMediaType = 'model/gltf-binary'

/** For the API reference. */
export const previewDescription =
  'A binary glTF file with the triangles of the shape. 404 while there is none: not computed yet, a drawing, more than a million triangles. Send the `ETag` back in `If-None-Match` and an unchanged one is answered with 304.'

/** Each run writes to a place of its own: a preview never changes. Returns the place. */
export async function keepPreview(
  { storage }: Pick<PreviewOptions, 'storage'>,
  { workspace_id, run }: Pick<store.GeometryJob, 'workspace_id' | 'run'>,
  preview: Uint8Array,
): Promise<string> {
  const key = `${workspace_id}/previews/${run}`
  await storage.put(key, oneChunk(preview), { maxBytes: preview.byteLength, mediaType: previewMediaType })
  return key
}

async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, void> {
  yield bytes
}

/** Removes previews that no row names any more. */
export async function removePreview(
  options: Pick<PreviewOptions, 'log' | 'storage'>,
  ...keys: readonly string[]
): Promise<void> {
  for (const key of keys) await removeStored(options, key)
}

/**
 * A triangulated copy to look at, of a file that the caller may see. 404 while there is none. One that is lost, such as
 * after a restored backup, is made again.
 */
export function previewReader({ db, clock, storage }: PreviewOptions) {
  return async (id: string) => {
    const [row] = await store.listGeometries(db, [id])
    const key = row?.preview_key
    if (!key) throw notFound()
    const stored = await storage.get(key)
    if (stored === null) {
      await db.transaction((tx) => store.askForPreview(tx, id, key, clock.now()))
      throw notFound()
    }
    return new Answer<never>(stored.stream, {
      'content-type': previewMediaType,
      'content-length': String(stored.bytes),
      // Another shape has another place in the storage.
      etag: `"${key.slice(key.lastIndexOf('/') + 1)}"`,
      'cache-control': 'private, no-cache',
      'x-content-type-options': 'nosniff',
    })
  }
}
