import type { Db, Tx } from '../../db/port.ts'
import { pauseAfterStep, type ReplayPace, replayPace, stepRoom } from '../../domain/delivery/replay.ts'
import { wakeLanes } from '../../engine/index.ts'
import type { Clock } from '../../platform/clock.ts'
import { newId } from '../../platform/ids.ts'
import type { Log } from '../../platform/log.ts'
import { insertDeliveries } from './delivery-store.ts'
import { claimReplay, countDue, moveReplay, nextStepIn } from './replay-step-store.ts'
import { endReplay, type ReplayRow, type ScannedDelivery, scanReplay } from './replay-store.ts'

/** Polling is the truth: what another node started is found by then. */
const pollMs = 1_000
/** What cannot be done now is left alone for so long, so that the other replays go on. */
const failedPauseMs = 5_000
/** What a step looks through at most, wanted or not. */
const scanRows = 2_000

export interface ReplayRunnerOptions {
  db: Db
  clock: Clock
  log: Log
  /** False on a node of role `api`. */
  replays: boolean
  pace?: ReplayPace
}

interface Step {
  chosen: readonly ScannedDelivery[]
  /** The last delivery that was looked at; null when there was none. */
  afterId: string | null
  finished: boolean
}

/** What of a scan is made now: what is wanted, until the room is used up. */
function choose(scanned: readonly ScannedDelivery[], room: number): Step {
  const chosen: ScannedDelivery[] = []
  let looked = 0
  for (const one of scanned) {
    if (one.wanted && chosen.length >= room) break
    if (one.wanted) chosen.push(one)
    looked++
  }
  return {
    chosen,
    afterId: scanned[looked - 1]?.id ?? null,
    finished: looked === scanned.length && scanned.length < scanRows,
  }
}

/**
 * Carries replays out, step by step. A step is one transaction: it makes the new deliveries, and moves the replay's
 * place in its window past them. A crash between two steps repeats nothing and leaves nothing out; whichever node has
 * time takes the next step.
 */
export class ReplayRunner {
  readonly #options: ReplayRunnerOptions
  readonly #pace: ReplayPace
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> | undefined
  #started = false

  constructor(options: ReplayRunnerOptions) {
    this.#options = options
    this.#pace = options.pace ?? replayPace
  }

  start(): void {
    this.#started = this.#options.replays
    this.kick()
  }

  async stop(): Promise<void> {
    this.#started = false
    clearTimeout(this.#timer)
    await this.#running
  }

  /** Looks for work now. */
  kick(): void {
    if (!this.#started) return
    clearTimeout(this.#timer)
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined
    })
  }

  /** Takes every step that is due, then comes back when the next one is. */
  async #run(): Promise<void> {
    let waitMs: number | null = null
    try {
      while (this.#started && (await this.step()));
      if (this.#started) waitMs = await nextStepIn(this.#options.db)
    } catch (error) {
      this.#options.log.warn({ err: error }, 'replays wait for the database')
    }
    if (!this.#started) return
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.kick(), Math.min(pollMs, Math.max(1, waitMs ?? pollMs)))
  }

  /** One step of one replay, if any is due. */
  async step(): Promise<boolean> {
    const { db, log } = this.#options
    let claimed: ReplayRow | undefined
    try {
      return await db.transaction(async (tx) => {
        claimed = await claimReplay(tx)
        if (claimed !== undefined) await this.#advance(tx, claimed)
        return claimed !== undefined
      })
    } catch (error) {
      if (claimed === undefined) throw error
      log.error({ err: error, replay_id: claimed.id }, 'a step of a replay failed')
      await db.transaction((tx) =>
        moveReplay(tx, (claimed as ReplayRow).id, { made: 0, afterId: null, pauseMs: failedPauseMs }),
      )
      return true
    }
  }

  async #advance(tx: Tx, replay: ReplayRow): Promise<void> {
    const now = this.#options.clock.now()
    const { mostWaiting } = this.#pace
    const room = stepRoom(this.#pace, await countDue(tx, replay.webhook_id, now, mostWaiting))
    const step: Step =
      room === 0
        ? { chosen: [], afterId: null, finished: false }
        : choose(await scanReplay(tx, replay, scanRows), room)
    const rows = step.chosen.map(({ id, event_id }) => ({
      id: newId(now),
      webhook_id: replay.webhook_id,
      event_id,
      redelivery_of: id,
    }))
    if (rows.length > 0) {
      await insertDeliveries(tx, rows, now)
      await wakeLanes(tx, [replay.webhook_id])
    }
    const pauseMs = pauseAfterStep(this.#pace, room, rows.length)
    await moveReplay(tx, replay.id, { made: rows.length, afterId: step.afterId, pauseMs })
    if (step.finished) await endReplay(tx, replay.id, 'done', now)
  }
}
