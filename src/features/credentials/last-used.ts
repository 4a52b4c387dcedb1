import type { Db } from '../../db/port.ts'
import type { Log } from '../../platform/log.ts'
import { type Use, writeLastUsed } from './store.ts'

const flushEveryMs = 5_000

/** Remembers the last use of tokens and keys in memory and writes it now and then: no write per request. */
export class LastUsed {
  readonly #db: Db
  readonly #log: Log
  readonly #table: 'tokens' | 'api_keys'
  #uses = new Map<string, Use>()
  #timer: NodeJS.Timeout | undefined

  constructor(db: Db, log: Log, table: 'tokens' | 'api_keys') {
    this.#db = db
    this.#log = log
    this.#table = table
  }

  record(use: Use): void {
    this.#uses.set(use.id, use)
    this.#timer ??= setTimeout(() => void this.flush(), flushEveryMs).unref()
  }

  async flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const uses = [...this.#uses.values()]
    if (uses.length === 0) return
    this.#uses = new Map()
    try {
      await writeLastUsed(this.#db, this.#table, uses)
    } catch (error) {
      // Not worth failing anybody's request: the next use is written again.
      this.#log.warn({ err: error }, 'last use not written')
    }
  }
}
