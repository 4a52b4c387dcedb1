import type { Db } from '../db/port.ts'
import { readBacklog, readEndpointCounts, readPartitions } from '../engine/index.ts'
import type { Clock } from '../platform/clock.ts'
import type { Log } from '../platform/log.ts'
import type { DeliveryMetrics } from '../platform/metrics.ts'

/** Whoever asks more often gets the same figures: counting reads through all that waits. */
const freshMs = 15_000

export interface BacklogOptions {
  db: Db
  clock: Clock
  log: Log
  metrics: DeliveryMetrics
}

/** Figures that the database knows: what waits, for how long, and in how many tables. */
export class BacklogFigures {
  readonly #options: BacklogOptions
  #readAtMs = Number.NEGATIVE_INFINITY
  #reading: Promise<void> | undefined

  constructor(options: BacklogOptions) {
    this.#options = options
  }

  /** Brings the figures up to date. While the database is away they stay as they were: the others are still served. */
  async refresh(): Promise<void> {
    const { clock, log } = this.#options
    const nowMs = clock.now().getTime()
    if (Math.abs(nowMs - this.#readAtMs) < freshMs) return
    this.#reading ??= this.#read()
      .then(() => {
        this.#readAtMs = nowMs
      })
      .catch((error) => log.warn({ err: error }, 'figures of the backlog not read'))
      .finally(() => {
        this.#reading = undefined
      })
    await this.#reading
  }

  async #read(): Promise<void> {
    const { db, clock, metrics } = this.#options
    const now = clock.now()
    const backlog = await readBacklog(db, now)
    const endpoints = await readEndpointCounts(db)
    const partitions = await readPartitions(db)
    metrics.backlog.reset()
    metrics.backlogAge.reset()
    for (const audience of ['customer', 'workspace'] as const)
      for (const state of ['due', 'later', 'held'] as const) {
        const row = backlog.find((each) => each.audience === audience && each.state === state)
        const ageMs = row === undefined ? 0 : now.getTime() - row.oldest.getTime()
        metrics.backlog.set({ audience, state }, row?.deliveries ?? 0)
        metrics.backlogAge.set({ audience, state }, Math.max(0, ageMs) / 1_000)
      }
    metrics.endpoints.reset()
    for (const { audience, status, n } of endpoints) metrics.endpoints.set({ audience, status }, n)
    for (const [table, days] of Object.entries(partitions)) metrics.partitions.set({ table }, days.length)
  }
}
