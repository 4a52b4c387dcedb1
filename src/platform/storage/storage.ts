import type { Readable } from 'node:stream'

/** What a file body may come from: a stream, or anything that yields bytes. */
export type StorageSource = AsyncIterable<Uint8Array> | Readable

export interface PutOptions {
  /** The most bytes the source may hold; one more is a {@link StorageLimitError}. */
  maxBytes: number
  /** Kept with the object where the store has a place for it; never decides anything. */
  mediaType?: string | undefined
  /** Aborting it fails the put with the signal's reason and leaves nothing behind. */
  signal?: AbortSignal | undefined
}

export interface StoredFile {
  bytes: number
  /** Lower-case hex of the SHA-256 of the whole body. */
  sha256: string
}

export interface ListedFile {
  key: string
  bytes: number
  writtenAt: Date
}

/**
 * Where uploaded files live. Every adapter passes the same suite (`testing/conformance.ts`).
 *
 * Keys are made by us and match `[a-z0-9/_-]+`; any other key throws {@link StorageKeyError}.
 * Whatever the store itself cannot do is a {@link StorageUnavailableError}; what the source
 * throws comes out of `put` unchanged.
 */
export interface Storage {
  /**
   * Streams the source to `key`, hashing on the way; the file appears whole or not at all and
   * replaces an earlier one whole. The source is used up or destroyed in every case but a bad key.
   */
  put(key: string, source: StorageSource, options: PutOptions): Promise<StoredFile>
  /** The file, or null when there is none. The caller must consume or destroy the stream. */
  get(key: string): Promise<{ stream: Readable; bytes: number } | null>
  /** Removes the file; removing what is not there is fine. */
  delete(key: string): Promise<void>
  /** The files whose key starts with `prefix` (`''` for all), in no promised order. */
  list(prefix: string): AsyncIterable<ListedFile>
  /** Resolves when the store can be reached and used, for readiness. */
  check(): Promise<void>
}

/** A key that our code could not have made. The message does not repeat it. */
export class StorageKeyError extends Error {
  override readonly name = 'StorageKeyError'
  constructor() {
    super('a storage key holds only a-z, 0-9, "-", "_" and single inner "/", at most 512 characters')
  }
}

/** The source held more than `maxBytes`. */
export class StorageLimitError extends Error {
  override readonly name = 'StorageLimitError'
  readonly maxBytes: number
  constructor(maxBytes: number) {
    super(`the file is larger than ${maxBytes} bytes`)
    this.maxBytes = maxBytes
  }
}

/**
 * The store cannot do its work now: disk full, folder gone, S3 unreachable or refusing.
 * `reason` is one word for the log (`ENOSPC`, `AccessDenied`, `TimeoutError`).
 */
export class StorageUnavailableError extends Error {
  override readonly name = 'StorageUnavailableError'
  readonly reason: string
  constructor(reason: string, options?: ErrorOptions) {
    super(`the file storage is unavailable (${reason})`, options)
    this.reason = reason
  }
}

/** Longest accepted key; with a suffix each segment still fits a file name of 255 bytes. */
const MAX_KEY_CHARS = 512
const MAX_SEGMENT_CHARS = 200
const SEGMENT = /^[a-z0-9_-]+$/

/** Throws {@link StorageKeyError} unless every adapter can hold the key without mapping it. */
export function assertStorageKey(key: string): void {
  const good =
    typeof key === 'string' &&
    key.length <= MAX_KEY_CHARS &&
    key.split('/').every((segment) => segment.length <= MAX_SEGMENT_CHARS && SEGMENT.test(segment))
  if (!good) throw new StorageKeyError()
}
