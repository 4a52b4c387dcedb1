import type { Db } from '../db/port.ts'
import type { Log } from '../platform/log.ts'
import { endUnconnected, findUnconnected } from './lease-store.ts'

const lookMs = 1_000
/** Long enough to connect again after the server was restarted or a link was reset. */
const graceMs = 2_000

export interface NodeWatchOptions {
  db: Db
  log: Log
  nodeId(): string
  /** Lanes have become free. */
  onEnded(): void
}

/**
 * Looks for nodes whose process is gone, so that their lanes need not wait until the lease ends: a killed process has
 * no connection left. One that lives but cannot reach the database is taken for dead as well; it stops sending by
 * itself, and goes on under a new id.
 */
export class NodeWatch {
  readonly #options: NodeWatchOptions
  /** When each was first seen without a connection, and at every look since; monotonic ms. */
  #missingSinceMs = new Map<string, number>()
  #timer: NodeJS.Timeout | undefined
  #looking: Promise<void> | undefined

  constructor(options: NodeWatchOptions) {
    this.#options = options
  }

  start(): void {
    // The embedded database has one process, and no sessions to look at.
    if (this.#options.db.kind === 'pglite') return
    this.#timer = setInterval(() => {
      this.#looking ??= this.#look().finally(() => {
        this.#looking = undefined
      })
    }, lookMs)
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await this.#looking
  }

  async #look(): Promise<void> {
    const { db, log, nodeId, onEnded } = this.#options
    try {
      const missing = await findUnconnected(db, nodeId())
      const nowMs = performance.now()
      this.#missingSinceMs = new Map(missing.map((id) => [id, this.#missingSinceMs.get(id) ?? nowMs]))
      const dead = missing.filter((id) => nowMs - (this.#missingSinceMs.get(id) ?? nowMs) >= graceMs)
      if (dead.length === 0 || (await endUnconnected(db, dead)) === 0) return
      log.warn({ nodes: dead }, 'nodes without a connection: their lanes are free')
      onEnded()
    } catch {
      // Who cannot see the database cannot say who else can.
      this.#missingSinceMs.clear()
    }
  }
}
