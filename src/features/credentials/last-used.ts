import type { Db } from '../../db/port.ts'
import type { Log } from '../../platform/log.ts'
import { type Use, writeLastUsed } from './store.ts'

const flushEveryMs = 5_000

type Uses = Map<string, Use>

/** The members of a record that tell its last use. */
interface LastUse {
  id: string
  last_used_at: Date | null
  last_used_address: string | null
}

/** Remembers the last use of tokens and keys in memory and writes it now and then: no write per request. */
export class LastUsed {
  readonly #db: Db
  readonly #log: Log
  readonly #table: 'tokens' | 'api_keys'
  #uses: Uses = new Map()
  #beingWritten: Uses = new Map()
  #writes: Promise<void> = Promise.resolve()
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

  /** The row with the use that this node has seen and not written yet. */
  include<Row extends LastUse>(row: Row): Row {
    const use = this.#uses.get(row.id) ?? this.#beingWritten.get(row.id)
    if (use === undefined || (row.last_used_at !== null && row.last_used_at >= use.at)) return row
    return { ...row, last_used_at: use.at, last_used_address: use.address }
  }

  /** Resolves when all that was recorded before is written. */
  flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#writes = this.#writes.then(() => this.#write())
    return this.#writes
  }

  async #write(): Promise<void> {
    if (this.#uses.size === 0) return
    this.#beingWritten = this.#uses
    this.#uses = new Map()
    try {
      await writeLastUsed(this.#db, this.#table, [...this.#beingWritten.values()])
    } catch (error) {
      // Not worth failing anybody's request: the next use is written again.
      this.#log.warn({ err: error }, 'last use not written')
    } finally {
      this.#beingWritten = new Map()
    }
  }
}
