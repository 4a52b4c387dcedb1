import { DatabaseUnavailableError, type Db } from '../db/port.ts'
import { maxInternalFailures } from '../domain/delivery/outcome.ts'
import type { Clock } from '../platform/clock.ts'
import type { Log } from '../platform/log.ts'
import { internalFailure } from './attempt.ts'
import { endpointRuns, GoodEndpoints } from './endpoint-runs.ts'
import { settle } from './settle-store.ts'
import type { Settlement } from './types.ts'

const windowMs = 4
const batchRows = 500
const retryMs = 250
/** Where none of so many can be written, the others need not be tried now. */
const mostTriedAlone = 8

export interface SettlerOptions {
  db: Db
  clock: Clock
  log: Log
  breakerFailures: number
  /** Asked at each flush: a node that lost its lease goes on under a new id. */
  nodeId(): string
  /** What was in the flush is settled, or belongs to another node now. */
  onSettled(settlements: readonly Settlement[], disabledWebhookIds: readonly string[]): void
  /** So many outcomes were written in one statement, which took so long. */
  onBatch?(deliveries: number, seconds: number): void
  /** The database refused to store an outcome. */
  onRefused?(): void
}

/**
 * Collects outcomes and writes them in batches, one at a time. While the database is away they wait: an outcome is
 * never forgotten, at worst it is found again by whoever holds the lane then.
 */
export class Settler {
  readonly #options: SettlerOptions
  #buffer: Settlement[] = []
  /** In the batch that the database is being told of. */
  #writing = 0
  /** Outcomes of it that were refused one by one. */
  #triedAlone = 0
  readonly #refusals = new WeakMap<Settlement, number>()
  readonly #good = new GoodEndpoints()
  #flushing: Promise<void> | undefined
  #timer: NodeJS.Timeout | undefined
  #stopped = false

  constructor(options: SettlerOptions) {
    this.#options = options
  }

  get waiting(): number {
    return this.#buffer.length + this.#writing
  }

  add(settlement: Settlement): void {
    this.#buffer.push(settlement)
    if (this.#buffer.length >= batchRows) void this.#flush()
    else this.#timer ??= setTimeout(() => void this.#flush(), windowMs)
  }

  /** Writes all there is; gives up on what the database refuses to take now. */
  async stop(): Promise<void> {
    this.#stopped = true
    while (this.#buffer.length > 0 || this.#flushing) {
      const before = this.#buffer.length
      await this.#flush()
      if (this.#buffer.length >= before && before > 0) break
    }
    clearTimeout(this.#timer)
  }

  #flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#flushing ??= this.#write().finally(() => {
      this.#flushing = undefined
      // Once stopped, only `stop` flushes: what the database refuses then is left for the next holder of the lane.
      if (this.#stopped || this.#buffer.length === 0) return
      if (this.#buffer.length >= batchRows) void this.#flush()
      else this.#timer ??= setTimeout(() => void this.#flush(), windowMs)
    })
    return this.#flushing
  }

  async #write(): Promise<void> {
    const batch = this.#buffer.splice(0, batchRows)
    if (batch.length === 0) return
    this.#writing = batch.length
    const left = new Set(batch)
    this.#triedAlone = 0
    let waits = false
    try {
      await this.#settle(batch, left)
      // Where nothing at all can be written, the database is at fault.
      waits = left.size === batch.length
      if (!waits) this.#countRefusals(left)
    } catch (error) {
      waits = true
      this.#options.log.warn({ err: error, waiting: left.size }, 'outcomes wait for the database')
    }
    const order = [...left]
    // Should those that were tried be the only ones at fault, the others come first next time.
    if (waits) order.push(...order.splice(0, this.#triedAlone))
    this.#buffer.unshift(...order)
    this.#writing = 0
    if (waits && !this.#stopped) await new Promise((resolve) => setTimeout(resolve, retryMs))
  }

  /** Settles a batch and takes it out of `left`; one that the database refuses is halved until the one at fault is found. */
  async #settle(batch: readonly Settlement[], left: Set<Settlement>): Promise<void> {
    const { db, clock, breakerFailures, nodeId, onSettled, onBatch } = this.#options
    const startedMs = performance.now()
    try {
      const runs = this.#good.news(endpointRuns(batch), nodeId(), startedMs)
      const { disabled } = await settle(db, nodeId(), batch, runs, breakerFailures, clock.now())
      this.#good.wrote(runs)
      for (const settlement of batch) left.delete(settlement)
      onBatch?.(batch.length, (performance.now() - startedMs) / 1_000)
      onSettled(batch, disabled)
    } catch (error) {
      if (error instanceof DatabaseUnavailableError) throw error
      await this.#isolate(batch, left, error)
    }
  }

  async #isolate(batch: readonly Settlement[], left: Set<Settlement>, error: unknown): Promise<void> {
    if (batch.length > 1) {
      const middle = Math.ceil(batch.length / 2)
      await this.#settle(batch.slice(0, middle), left)
      await this.#settle(batch.slice(middle), left)
      return
    }
    const [poison] = batch
    if (poison === undefined) return
    this.#options.log.error({ err: error, delivery_id: poison.delivery.id }, 'outcome cannot be stored')
    const { db, clock, breakerFailures, nodeId, onSettled, onRefused } = this.#options
    onRefused?.()
    const failure = internalFailure(poison.delivery, clock.now().getTime())
    try {
      await settle(db, nodeId(), [failure], [], breakerFailures, clock.now())
    } catch (again) {
      this.#triedAlone++
      const noneWritten = left.size === this.#writing
      if (again instanceof DatabaseUnavailableError || (noneWritten && this.#triedAlone >= mostTriedAlone))
        throw again
      return
    }
    left.delete(poison)
    onSettled([failure], [])
  }

  /**
   * One that cannot be written, not even as a failure of ours, while others can: it is given up after some tries. Its
   * delivery stays as it is in the database, and this node does not send it again.
   */
  #countRefusals(left: Set<Settlement>): void {
    for (const settlement of left) {
      const refusals = (this.#refusals.get(settlement) ?? 0) + 1
      this.#refusals.set(settlement, refusals)
      if (refusals < maxInternalFailures) continue
      left.delete(settlement)
      const { id, webhookId } = settlement.delivery
      this.#options.log.error(
        { delivery_id: id, webhook_id: webhookId },
        'outcome given up: it cannot be stored',
      )
    }
  }
}
