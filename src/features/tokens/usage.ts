import type { Db } from '../../db/port.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Log } from '../../platform/log.ts'
import { addUsage, deleteUsageBefore, readUsage, type StatusClass, type UsageCount } from './usage-store.ts'

const flushEveryMs = 5_000
const daysShown = 30
const dayMs = 86_400_000

/** Requests of one day in UTC, by how they were answered. */
export interface UsageOfDay {
  day: string
  ok: number
  client_error: number
  server_error: number
}

type Counts = Map<string, UsageCount>

const members = { 2: 'ok', 4: 'client_error', 5: 'server_error' } as const

const classOf = (status: number): StatusClass => {
  if (status < 400) return 2
  return status < 500 ? 4 : 5
}

function add(counts: Counts, count: UsageCount): void {
  const key = `${count.tokenId} ${count.day} ${count.statusClass}`
  const known = counts.get(key)
  if (known) known.n += count.n
  else counts.set(key, { ...count })
}

function byDay(counts: readonly UsageCount[]): UsageOfDay[] {
  const days = new Map<string, UsageOfDay>()
  for (const { day, statusClass, n } of counts) {
    const one = days.get(day) ?? { day, ok: 0, client_error: 0, server_error: 0 }
    one[members[statusClass]] += n
    days.set(day, one)
  }
  return [...days.values()].sort((a, b) => (a.day < b.day ? 1 : -1))
}

/** Counts in memory how tokens are used and adds it to the database now and then: no write per request. */
export class TokenUsage {
  readonly #db: Db
  readonly #clock: Clock
  readonly #log: Log
  #counts: Counts = new Map()
  /** Reading and writing take turns, or what is just being written would be counted twice or not at all. */
  #turn: Promise<unknown> = Promise.resolve()
  #timer: NodeJS.Timeout | undefined

  constructor(db: Db, clock: Clock, log: Log) {
    this.#db = db
    this.#clock = clock
    this.#log = log
  }

  /** `status`: of the answer that a request with the token got. */
  count(tokenId: string, status: number): void {
    add(this.#counts, { tokenId, day: this.#day(0), statusClass: classOf(status), n: 1 })
    this.#timer ??= setTimeout(() => void this.flush(), flushEveryMs).unref()
  }

  /** The last 30 days, newest first, days without a request left out; with what this node has not written yet. */
  read(tokenId: string): Promise<UsageOfDay[]> {
    const from = this.#day(daysShown - 1)
    return this.#inTurn(async () => {
      const written = await readUsage(this.#db, tokenId, from)
      const pending = [...this.#counts.values()].filter(
        (count) => count.tokenId === tokenId && count.day >= from,
      )
      return byDay([...written, ...pending])
    })
  }

  /** Resolves when all that was counted before is written. */
  flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    return this.#inTurn(() => this.#write())
  }

  /** Deletes days that are shown no more. */
  sweep(): Promise<number> {
    return deleteUsageBefore(this.#db, this.#day(daysShown - 1))
  }

  #day(daysAgo: number): string {
    return new Date(this.#clock.now().getTime() - daysAgo * dayMs).toISOString().slice(0, 10)
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work)
    this.#turn = result.catch(() => {})
    return result
  }

  async #write(): Promise<void> {
    if (this.#counts.size === 0) return
    const counts = this.#counts
    this.#counts = new Map()
    try {
      await addUsage(this.#db, [...counts.values()])
    } catch (error) {
      // Not worth failing anybody's request: it is written with what comes next.
      for (const count of counts.values()) add(this.#counts, count)
      this.#log.warn({ err: error }, 'token usage not written')
    }
  }
}
