import { open, rm } from 'node:fs/promises'
import { type ExecProtocolOptions, PGlite } from '@electric-sql/pglite'
import { DatabaseUnavailableError } from './port.ts'

/** What WebAssembly and its file system throw by themselves. */
const machineFailures: readonly unknown[] = ['RuntimeError', 'ExitStatus', 'ErrnoError']

/** After these the server's memory is in an unknown state. A server of its own would restart itself now. */
function isPanic(error: unknown): boolean {
  const { severity, name } = error as { severity?: unknown; name?: unknown }
  return severity === 'PANIC' || severity === 'FATAL' || machineFailures.includes(name)
}

/**
 * A PGlite that never runs again once its server has panicked, as when the disk is full while it writes its log. A
 * statement after that would wait for ever for a lock that nobody gives back, and the whole process with it.
 * What was committed is in its files: another one opened on them finds it.
 */
export class GuardedPglite extends PGlite {
  /** Called once, when it has panicked. */
  onPanic: (() => void) | undefined
  #cause: unknown

  get hasPanicked(): boolean {
    return this.#cause !== undefined
  }

  /** Every way into the server goes through here. */
  override execProtocolRawSync(message: Uint8Array): Uint8Array {
    if (this.hasPanicked) throw new DatabaseUnavailableError(this.#cause)
    try {
      return super.execProtocolRawSync(message)
    } catch (error) {
      throw this.#judged(error)
    }
  }

  override execProtocol(message: Uint8Array, options?: ExecProtocolOptions) {
    return super.execProtocol(message, options).catch((error) => {
      throw this.#judged(error)
    })
  }

  override execProtocolStream(message: Uint8Array, options?: ExecProtocolOptions) {
    return super.execProtocolStream(message, options).catch((error) => {
      throw this.#judged(error)
    })
  }

  #judged(error: unknown): unknown {
    if (this.hasPanicked || !isPanic(error)) return error
    this.#cause = error
    this.onPanic?.()
    return new DatabaseUnavailableError(error)
  }
}

/** A segment of its log is 16 MiB, and recovery can need two. */
const roomBytes = 32 * 2 ** 20

/** Rejects while the disk would not take what opening the database needs: trying in vain costs far more. */
export async function assertRoom(path: string): Promise<void> {
  const chunk = new Uint8Array(2 ** 20)
  const file = await open(path, 'w', 0o600)
  try {
    for (let written = 0; written < roomBytes; written += chunk.length) await file.write(chunk)
  } finally {
    await file.close()
    await rm(path, { force: true })
  }
}
