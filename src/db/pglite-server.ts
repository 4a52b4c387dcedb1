import { constants, existsSync } from 'node:fs'
import { cp, mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import type { PgliteCode } from './pglite-code.ts'
import { type DatabaseFiles, FilledMemory } from './pglite-memory.ts'
import { DatabaseUnavailableError } from './port.ts'
import { joinBytes, readPanic, splitExchanges } from './wire-messages.ts'

export interface PgliteOptions {
  /** Folder of the database's files; absent: in memory. */
  folder?: string
  /** A folder with a database to copy where `folder` has none yet: ten times faster than initialising one. */
  template?: string
  /** The same for one in memory. */
  files?: DatabaseFiles
  /** Its code where that is compiled already. */
  code?: PgliteCode
}

/** The embedded PostgreSQL as whoever talks to it knows it: bytes of its wire protocol, in and out. */
export interface PgliteServer {
  /**
   * Answers messages of the protocol, whose buffer it may take over, in the order in which they come. Rejects, for
   * ever, once it has panicked.
   */
  answer(messages: Uint8Array): Promise<Uint8Array>
  close(): Promise<void>
}

/** What WebAssembly and its file system throw by themselves. */
const machineFailures: readonly unknown[] = ['RuntimeError', 'ExitStatus', 'ErrnoError']

/** Its files are in memory already, so hardly any have to be kept there twice: it starts in less time. */
const inMemory = [...PGlite.defaultStartParams, '-c', 'shared_buffers=8MB']

/** Starts one on this thread. */
export async function startPglite({ folder, template, files, code }: PgliteOptions): Promise<PgliteServer> {
  if (folder === undefined)
    return new GuardedPglite(
      await PGlite.create({ startParams: inMemory, ...(files && { fs: new FilledMemory(files) }) }),
    )
  if (!existsSync(join(folder, 'PG_VERSION'))) await initialise(folder, template)
  return new GuardedPglite(await PGlite.create({ dataDir: folder, ...(code && { pgliteWasmModule: code }) }))
}

/** Makes the files beside `folder` and moves them there whole: killed halfway, the next start begins again. */
async function initialise(folder: string, template: string | undefined): Promise<void> {
  const partial = `${folder}.partial`
  await rm(partial, { recursive: true, force: true })
  if (template === undefined) await makeFiles(partial)
  else await cp(template, partial, { recursive: true, mode: constants.COPYFILE_FICLONE })
  await rename(partial, folder).catch(async (error) => {
    await rm(partial, { recursive: true, force: true })
    throw error
  })
}

async function makeFiles(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  const lite = await PGlite.create({ dataDir: folder })
  await lite.close()
}

/**
 * A PGlite that never runs again once its server has panicked, as when the disk is full while it writes its log: its
 * memory is in an unknown state then, and a statement could wait for ever for a lock that nobody gives back. A server
 * of its own would restart itself now. What was committed is in its files: another one opened on them finds it.
 */
class GuardedPglite implements PgliteServer {
  readonly #lite: PGlite
  #panic: DatabaseUnavailableError | undefined
  #turn: Promise<unknown> = Promise.resolve()

  constructor(lite: PGlite) {
    this.#lite = lite
  }

  answer(messages: Uint8Array): Promise<Uint8Array> {
    const answer = this.#turn.then(() => this.#answer(messages))
    this.#turn = answer.catch(() => {})
    return answer
  }

  async #answer(messages: Uint8Array): Promise<Uint8Array> {
    const answers: Uint8Array[] = []
    for (const exchange of splitExchanges(messages)) answers.push(await this.#exchange(exchange))
    return joinBytes(answers)
  }

  async close(): Promise<void> {
    await this.#turn
    if (this.#panic === undefined && !this.#lite.closed) await this.#lite.close()
  }

  async #exchange(messages: Uint8Array): Promise<Uint8Array> {
    if (this.#panic) throw this.#panic
    const parts: Uint8Array[] = []
    try {
      await this.#lite.execProtocolRawStream(messages, {
        // What it hands over is a view of its memory.
        onRawData: (bytes) => void parts.push(bytes.slice()),
      })
    } catch (error) {
      if (machineFailures.includes((error as Error).name)) throw this.#panicked(error)
      throw error
    }
    const answer = joinBytes(parts)
    const panic = readPanic(answer)
    if (panic !== undefined) throw this.#panicked(new Error(panic))
    return answer
  }

  #panicked(cause: unknown): DatabaseUnavailableError {
    this.#panic = new DatabaseUnavailableError(cause)
    return this.#panic
  }
}
