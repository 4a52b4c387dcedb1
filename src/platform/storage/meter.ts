import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { type PutOptions, StorageLimitError, type StorageSource, type StoredFile } from './storage.ts'

/** A source with its bytes counted, capped and hashed as they pass. */
export interface Meter {
  /** The chunks, to be read once. Throws what the source throws, the cap, or the abort reason. */
  chunks: AsyncGenerator<Uint8Array, void, void>
  /** Set when the reading itself failed, so that a store can tell that from its own faults. */
  failure(): { error: unknown } | undefined
  /** Size and digest; only right after `chunks` ended by itself. */
  result(): StoredFile
  /** Lets go of the source; needed in every case, harmless twice. */
  close(): void
}

/**
 * Wraps a source for `put`. From here on an `error` event of the source cannot end the process,
 * also when it comes before the first read or after the last.
 */
export function meter(source: StorageSource, { maxBytes, signal }: PutOptions): Meter {
  if (!Number.isSafeInteger(maxBytes) || maxBytes < 0) {
    throw new RangeError('maxBytes must be a whole number, 0 or more')
  }
  if (source instanceof Readable) source.on('error', () => {})
  const hash = createHash('sha256')
  const iterator = source[Symbol.asyncIterator]()
  const abort = abortOf(signal)
  let failure: { error: unknown } | undefined
  let bytes = 0

  /** The next chunk, or null at the end. Only what goes wrong in here is the source's failure. */
  async function step(): Promise<Uint8Array | null> {
    try {
      signal?.throwIfAborted()
      const next = await abort.orElse(iterator.next())
      if (next.done) return null
      const chunk = asBytes(next.value)
      bytes += chunk.byteLength
      if (bytes > maxBytes) throw new StorageLimitError(maxBytes)
      hash.update(chunk)
      return chunk
    } catch (error) {
      failure = { error }
      throw error
    }
  }

  async function* read(): AsyncGenerator<Uint8Array, void, void> {
    for (let chunk = await step(); chunk; chunk = await step()) {
      if (chunk.byteLength > 0) yield chunk
    }
  }

  return {
    chunks: read(),
    failure: () => failure,
    result: () => ({ bytes, sha256: hash.digest('hex') }),
    close: () => {
      abort.forget()
      // Not awaited: a generator that hangs in a read would never answer.
      if (source instanceof Readable) source.destroy()
      else Promise.resolve(iterator.return?.()).catch(() => {})
    },
  }
}

interface Abort {
  /** The step's outcome, or the abort reason if the signal aborts first. */
  orElse<T>(step: Promise<T>): Promise<T>
  forget(): void
}

function abortOf(signal: AbortSignal | undefined): Abort {
  if (!signal) return { orElse: (step) => step, forget: () => {} }
  let onAbort = () => {}
  const aborted = new Promise<never>((_resolve, reject) => {
    onAbort = () => reject(signal.reason)
    signal.addEventListener('abort', onAbort, { once: true })
  })
  // An abort while nobody is reading must not count as an unhandled rejection.
  aborted.catch(() => {})
  return {
    orElse: (step) => Promise.race([step, aborted]),
    forget: () => signal.removeEventListener('abort', onAbort),
  }
}

function asBytes(chunk: unknown): Uint8Array {
  // A stream with an encoding set yields strings: storing those would alter the file.
  if (!(chunk instanceof Uint8Array)) throw new TypeError('a storage source must yield bytes')
  return chunk
}
