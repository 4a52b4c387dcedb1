import { createHash } from 'node:crypto'
import { pipeline, Transform } from 'node:stream'
import { finished } from 'node:stream/promises'
import type { FilePart } from '../contract/route.ts'
import { canonicalJson } from '../domain/canonical-json.ts'
import { sha256 } from '../platform/crypto.ts'

type Receive = (file: FilePart) => Promise<void>

/** Tells a form from another while it streams by: by its fields, and by names, types and bytes of its files. */
export class FormFingerprint {
  readonly #files: unknown[] = []

  /** Hands each file on to `receive` and hashes what passes; what is left unread is hashed too. */
  hashing(receive: Receive): Receive {
    return async (file) => {
      const hash = createHash('sha256')
      const stream = new Transform({
        transform(chunk: Uint8Array, _, done) {
          hash.update(chunk)
          done(null, chunk)
        },
      })
      // A fault of the form comes out of `stream` as the same error; whoever reads it hears of it there.
      pipeline(file.stream, stream, () => {})
      await receive({ ...file, stream })
      if (!stream.readableEnded) await finished(stream.resume())
      this.#files.push([file.fileName, file.mediaType, hash.digest('hex')])
    }
  }

  /** SHA-256 of the form, when all of it has passed. */
  digest(query: unknown, fields: unknown): Buffer {
    return sha256(canonicalJson([query ?? null, fields ?? null, this.#files]))
  }
}
