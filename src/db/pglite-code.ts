import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** A compiled WebAssembly module, which threads can share. */
export interface PgliteCode {
  readonly [Symbol.toStringTag]: string
}

// Without the types of a browser there are none of this.
const { WebAssembly } = globalThis as unknown as {
  WebAssembly: { compile(bytes: Uint8Array): Promise<PgliteCode> }
}

/** The folder of PGlite's files. */
export const pgliteFolder = (): string =>
  dirname(createRequire(import.meta.url).resolve('@electric-sql/pglite'))

let compiled: Promise<PgliteCode> | undefined

/**
 * The code of the embedded database, compiled once for all threads of this process. A thread that comes later, as when
 * a backup is written or a panic is over, starts with what the earlier ones made of it: in half the time.
 */
export function compilePglite(): Promise<PgliteCode> {
  compiled ??= readFile(join(pgliteFolder(), 'pglite.wasm')).then((bytes) => WebAssembly.compile(bytes))
  return compiled
}
