import type { Db } from '../db/port.ts'
import { excessLanes } from '../domain/delivery/lane-share.ts'
import type { Log } from '../platform/log.ts'
import type { Lane } from './lane.ts'
import { giveLanes, otherNodesLanes } from './lane-share-store.ts'

const lookMs = 1_000
/** A lane whose attempts take longer than this to end is kept: it would stand still meanwhile. */
const leavingMs = 2_000
/** The others have this long to take what was given up. */
const hopeMs = 5_000

export interface LaneShareOptions {
  db: Db
  log: Log
  nodeId(): string
  lanes: ReadonlyMap<string, Lane>
  /** Takes back what waits in a lane's queue. */
  onLeaving(lane: Lane): void
  /** The lane is not this node's any more. */
  onGiven(lane: Lane): void
  /** The lane stays after all. */
  onKept(lane: Lane): void
}

/**
 * Shares the work with other nodes: one that holds more busy lanes than its share lets some of them run empty and
 * gives them up, so that a node that comes later does not stand idle beside one that has too much.
 */
export class LaneShare {
  readonly #options: LaneShareOptions
  /** When each began to leave; monotonic ms. */
  readonly #leavingSinceMs = new Map<Lane, number>()
  readonly #givenUntilMs = new Map<string, number>()
  #timer: NodeJS.Timeout | undefined
  #looking: Promise<void> | undefined

  constructor(options: LaneShareOptions) {
    this.#options = options
  }

  start(): void {
    // The embedded database has one node.
    if (this.#options.db.kind === 'pglite') return
    this.#timer = setInterval(() => {
      this.#looking ??= this.#look()
        // Without the database there is nothing to share.
        .catch(() => {})
        .finally(() => {
          this.#looking = undefined
        })
    }, lookMs)
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await this.#looking
  }

  /** False for what was just given up. */
  mayClaim(webhookId: string): boolean {
    const untilMs = this.#givenUntilMs.get(webhookId)
    if (untilMs === undefined) return true
    if (performance.now() < untilMs) return false
    this.#givenUntilMs.delete(webhookId)
    return true
  }

  async #look(): Promise<void> {
    await this.#give()
    const { db, nodeId, lanes, onLeaving } = this.#options
    const busy = [...lanes.values()].filter((lane) => !lane.idle && !lane.leaving)
    if (busy.length < 2 || this.#leavingSinceMs.size > 0) return
    const others = await otherNodesLanes(db, nodeId())
    for (const lane of busy.slice(0, excessLanes(busy.length, others))) {
      lane.leaving = true
      this.#leavingSinceMs.set(lane, performance.now())
      onLeaving(lane)
    }
  }

  /** Gives up what has run empty; keeps what does not. */
  async #give(): Promise<void> {
    const { db, log, nodeId, lanes, onLeaving, onGiven, onKept } = this.#options
    const given: Lane[] = []
    for (const [lane, sinceMs] of this.#leavingSinceMs) {
      const isOurs = lanes.get(lane.webhookId) === lane
      const isEmpty = lane.inFlight === 0 && lane.unsettled === 0
      if (isOurs && !isEmpty && performance.now() - sinceMs < leavingMs) continue
      this.#leavingSinceMs.delete(lane)
      if (!isOurs) continue
      if (isEmpty) given.push(lane)
      else {
        lane.leaving = false
        onKept(lane)
      }
    }
    if (given.length === 0) return
    for (const lane of given) {
      onLeaving(lane)
      onGiven(lane)
      this.#givenUntilMs.set(lane.webhookId, performance.now() + hopeMs)
    }
    const ids = given.map(({ webhookId }) => webhookId)
    await giveLanes(db, ids, nodeId())
    log.info({ lanes: ids.length }, 'lanes given to other nodes')
  }
}
