import { DatabaseUnavailableError, type Db } from '../db/port.ts'
import { foldOutcomes } from '../domain/delivery/breaker.ts'
import type { Clock } from '../platform/clock.ts'
import type { Log } from '../platform/log.ts'
import { internalFailure } from './attempt.ts'
import { settle } from './settle-store.ts'
import type { EndpointRun, Settlement } from './types.ts'

const windowMs = 4
const batchRows = 500
const retryMs = 250

export interface SettlerOptions {
  db: Db
  clock: Clock
  log: Log
  breakerFailures: number
  /** Asked at each flush: a node that lost its lease goes on under a new id. */
  nodeId(): string
  /** What was in the flush is settled, or belongs to another node now. */
  onSettled(settlements: readonly Settlement[], disabledWebhookIds: readonly string[]): void
}

/** What one batch means for each endpoint's breaker. Failures of ours do not count. */
export function endpointRuns(settlements: readonly Settlement[]): EndpointRun[] {
  const counted = settlements.filter(({ fault }) => fault !== 'ours')
  return [...Map.groupBy(counted, ({ delivery }) => delivery.webhookId)].map(([webhookId, list]) => ({
    webhookId,
    ...foldOutcomes(list.map(({ fault }) => fault === 'none')),
    disable: list.find(({ disable }) => disable !== null)?.disable ?? null,
  }))
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
    try {
      await this.#settle(batch)
    } catch (error) {
      this.#buffer.unshift(...batch)
      this.#options.log.warn({ err: error, waiting: this.#buffer.length }, 'outcomes wait for the database')
      this.#writing = 0
      if (!this.#stopped) await new Promise((resolve) => setTimeout(resolve, retryMs))
    } finally {
      this.#writing = 0
    }
  }

  /** Settles a batch; one that the database refuses is halved until the one at fault is found. */
  async #settle(batch: readonly Settlement[]): Promise<void> {
    const { db, clock, breakerFailures, nodeId, onSettled } = this.#options
    try {
      const { disabled } = await settle(
        db,
        nodeId(),
        batch,
        endpointRuns(batch),
        breakerFailures,
        clock.now(),
      )
      onSettled(batch, disabled)
    } catch (error) {
      if (error instanceof DatabaseUnavailableError) throw error
      await this.#isolate(batch, error)
    }
  }

  async #isolate(batch: readonly Settlement[], error: unknown): Promise<void> {
    if (batch.length > 1) {
      const middle = Math.ceil(batch.length / 2)
      await this.#settle(batch.slice(0, middle))
      await this.#settle(batch.slice(middle))
      return
    }
    const [poison] = batch
    if (poison === undefined) return
    this.#options.log.error({ err: error, delivery_id: poison.delivery.id }, 'outcome cannot be stored')
    // If even this much cannot be written, the database is at fault and the batch waits.
    const { db, clock, breakerFailures, nodeId, onSettled } = this.#options
    const failure = internalFailure(poison.delivery, clock.now().getTime())
    await settle(db, nodeId(), [failure], [], breakerFailures, clock.now())
    onSettled([failure], [])
  }
}
