import type { Readable } from 'node:stream'
import { addAbortSignal } from 'node:stream'
import type { Db } from '../../db/port.ts'
import type { Clock } from '../../platform/clock.ts'
import { computeGeometry, type GeometryOutcome } from '../../platform/geometry/index.ts'
import type { Log } from '../../platform/log.ts'
import type { Storage } from '../../platform/storage/index.ts'
import { keepPreview, removePreview } from './preview.ts'
import * as store from './store.ts'

/** Polling is the truth: whatever a hint missed is found by then. */
const pollMs = 5_000
/** Of one file: reading it from the storage, computing, keeping the preview. */
const transferMs = 120_000
/** Longer than one file can take. After it a file whose node died is taken by another. */
const leaseMs = 10 * 60_000
/** A file that has ended this many nodes, or lost them by chance, is not tried again. */
const mostAttempts = 3
const retryMs = 30_000
/** Larger ones are kept and served like any other. The models of STEP and IGES are many times as large in memory. */
const mostMeshBytes = 256 * 1024 * 1024
const mostModelBytes = 64 * 1024 * 1024
const megabyte = 1024 * 1024

export interface GeometryOptions {
  db: Db
  clock: Clock
  log: Log
  storage: Storage
  /** False on a node of role `api`: it asks and leaves computing to others. */
  computes: boolean
  /** How long a thread may take for one file. */
  timeoutMs?: number
  /** Of a thread's heap. */
  heapMegabytes?: number
}

const failed = (reason: string): GeometryOutcome => ({ status: 'failed', reason })

const limitOf = (format: store.GeometryJob['format']): number =>
  format === 'step' || format === 'iges' ? mostModelBytes : mostMeshBytes

async function collect(stream: Readable, bytes: number, signal: AbortSignal): Promise<Uint8Array> {
  const whole = new Uint8Array(bytes)
  let at = 0
  for await (const chunk of addAbortSignal(signal, stream) as AsyncIterable<Uint8Array>) {
    whole.set(chunk, at)
    at += chunk.byteLength
  }
  if (at !== bytes) throw new Error('the storage gave fewer bytes than it said')
  return whole
}

/**
 * Computes geometries, one file at a time on each node. The queue is the table: several nodes share it, and what was
 * begun by a node that died is taken up by another when its lease ends.
 */
export class GeometryRunner {
  readonly #options: GeometryOptions
  readonly #stop = new AbortController()
  #timer: NodeJS.Timeout | undefined
  #stopListening: (() => Promise<void>) | undefined
  #working: Promise<void> | undefined
  #again = false

  constructor(options: GeometryOptions) {
    this.#options = options
  }

  async start(): Promise<void> {
    const { db, clock, computes } = this.#options
    if (!computes) return
    if (db.kind === 'pglite') await store.endLeases(db, clock.now())
    this.#stopListening = await db.listen(store.geometryChannel, {
      onPayload: () => this.poll(),
      onState: () => this.poll(),
    })
    this.#timer = setInterval(() => this.poll(), pollMs)
    this.poll()
  }

  /** Gives back what is under way. */
  async stop(): Promise<void> {
    this.#stop.abort(new Error('the server stops'))
    clearInterval(this.#timer)
    await this.#stopListening?.()
    await this.#working
  }

  /** Computes what waits, as it does by itself every few seconds. */
  poll(): void {
    this.#again = true
    this.#working ??= this.#workAll().finally(() => {
      this.#working = undefined
    })
  }

  async #workAll(): Promise<void> {
    const { db, clock, log } = this.#options
    try {
      while (this.#again) {
        this.#again = false
        while (!this.#stop.signal.aborted) {
          const now = clock.now()
          const job = await store.claimGeometry(db, now, new Date(now.getTime() + leaseMs))
          if (job === undefined) break
          await this.#work(job)
        }
      }
    } catch (error) {
      log.warn({ err: error }, 'geometry is left for later')
    }
  }

  /** Throws only when the database does; then the lease ends by itself. */
  async #work(job: store.GeometryJob): Promise<void> {
    const { db, clock, log } = this.#options
    try {
      const outcome = await this.#compute(job)
      if (outcome === undefined) return
      if (outcome.status === 'failed' && outcome.fault !== undefined)
        log.warn({ file: job.id, format: job.format, fault: outcome.fault }, 'a shape could not be read')
      await this.#settle(job, outcome)
    } catch (error) {
      const isStopping = this.#stop.signal.aborted
      if (!isStopping) log.warn({ err: error, file: job.id }, 'a shape could not be computed now')
      const now = clock.now().getTime()
      await store.releaseGeometry(db, job, new Date(isStopping ? now : now + retryMs))
    }
  }

  /** Undefined when the file was deleted meanwhile. */
  async #compute(job: store.GeometryJob): Promise<GeometryOutcome | undefined> {
    const { storage, timeoutMs = 60_000, heapMegabytes = 1_024 } = this.#options
    if (job.attempts > mostAttempts) return failed('Reading the file was broken off several times.')
    const stored = await storage.get(job.source_key)
    if (stored === null) return undefined
    const most = limitOf(job.format)
    if (stored.bytes > most) {
      stored.stream.destroy()
      return failed(`The file is larger than the ${most / megabyte} MB that are read of this format.`)
    }
    const signal = AbortSignal.any([this.#stop.signal, AbortSignal.timeout(transferMs)])
    const bytes = await collect(stored.stream, stored.bytes, signal)
    return computeGeometry(
      { bytes, format: job.format, statedUnit: job.stated_units },
      { timeoutMs, heapMegabytes, signal: this.#stop.signal },
    )
  }

  async #settle(job: store.GeometryJob, outcome: GeometryOutcome): Promise<void> {
    const { db } = this.#options
    if (outcome.status === 'failed') {
      const { reason } = outcome
      await store.settleGeometry(db, job, { status: 'failed', figures: null, reason, preview_key: null })
      return
    }
    const { figures, preview } = outcome.found
    const previewKey = preview && (await keepPreview(this.#options, job, preview))
    const status = figures.units === null ? 'needs_units' : 'ready'
    const isWanted = await store.settleGeometry(db, job, {
      status,
      figures,
      reason: null,
      preview_key: previewKey,
    })
    if (!isWanted && previewKey !== null) await removePreview(this.#options, previewKey)
  }
}
