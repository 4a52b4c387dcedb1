import type { Log } from '../platform/log.ts'
import { attempt, internalFailure, type Sender } from './attempt.ts'
import { Lane } from './lane.ts'
import { LaneReader, type LaneReaderOptions } from './lane-reader.ts'
import { LaneShare } from './lane-share.ts'
import { claimLanes, findDueLanes, releaseLanes } from './lane-store.ts'
import { Lease } from './lease.ts'
import { NodeWatch } from './node-watch.ts'
import { Settler } from './settler.ts'
import { TotalCap } from './total-cap.ts'
import type { DueDelivery, Settlement } from './types.ts'
import { WakeTimer } from './wake-timer.ts'

/** Polling is the truth: whatever a hint missed is found by then. */
const pollMs = 1_000
/** Looking may take this share of the time; where very many lanes wait, it is done less often. */
const pollShare = 1 / 40
const slowestPollMs = 4_000
/** A lane with nothing to do is given back after this. */
const idleLaneMs = 60_000
/**
 * While so many lanes have something to send and wait only for their turn, nothing is read: reading ahead for all of a
 * thousand lanes would take the thread from sending, and the database from settling.
 */
const enoughStarved = 128

export interface DispatcherOptions extends LaneReaderOptions {
  log: Log
  sender: Sender
  breakerFailures: number
  onAttempt?(settlement: Settlement, host: string | null): void
  /** So many outcomes were written in one statement, which took so long. */
  onBatch?(deliveries: number, seconds: number): void
  /** The database refused to store an outcome. */
  onRefused?(): void
  onSettled?(settlements: readonly Settlement[], disabledWebhookIds: readonly string[]): void
}

/**
 * Moves deliveries. It holds the lanes that have work, reads their due deliveries in batches, sends them within each
 * lane's cap, and settles in batches. Nothing is written to claim a delivery: holding its lane is the claim.
 */
export class Dispatcher {
  readonly #options: DispatcherOptions
  readonly #lanes = new Map<string, Lane>()
  readonly #woken = new Set<string>()
  readonly #starved = new Set<Lane>()
  readonly #reader: LaneReader
  readonly #lease: Lease
  readonly #watch: NodeWatch
  readonly #share: LaneShare
  readonly #settler: Settler
  readonly #timer: WakeTimer
  readonly #totalCap = new TotalCap(() => {
    this.#pumpStarved()
    return this.#starved.size > 0
  })
  #inFlight = 0
  #pollDue = true
  /** On the monotonic clock: not before this, unless somebody asks. */
  #nextPollMs = 0
  #pollTimer: NodeJS.Timeout | undefined
  #feeding: Promise<void> | undefined
  #feedAgain = false
  #stopped = false
  #idleWaiters: (() => void)[] = []

  constructor(options: DispatcherOptions) {
    this.#options = options
    const { db, clock, log, breakerFailures, onBatch, onRefused } = options
    this.#reader = new LaneReader(options)
    this.#lease = new Lease({ db, clock, log, onLost: () => this.#dropLanes(), onBack: () => this.poll() })
    const nodeId = () => this.#lease.nodeId
    this.#watch = new NodeWatch({ db, log, nodeId, onEnded: () => this.poll() })
    this.#share = new LaneShare({
      db,
      log,
      nodeId,
      lanes: this.#lanes,
      onLeaving: (lane) => this.#forgetQueue(lane),
      onGiven: (lane) => this.#lanes.delete(lane.webhookId),
      onKept: (lane) => this.wake([lane.webhookId]),
    })
    this.#settler = new Settler({
      db,
      clock,
      log,
      breakerFailures,
      nodeId,
      onSettled: (settlements, disabled) => this.#settled(settlements, disabled),
      ...(onBatch && { onBatch }),
      ...(onRefused && { onRefused }),
    })
    this.#timer = new WakeTimer(clock, (webhookIds) => this.wake(webhookIds))
  }

  async start(): Promise<void> {
    await this.#lease.start()
    this.#watch.start()
    this.#share.start()
    this.#pollTimer = setInterval(() => {
      if (performance.now() >= this.#nextPollMs) this.poll()
    }, pollMs)
    this.#feed()
  }

  /** Sends what is in flight to its end, settles it, and gives the lanes back. */
  async stop(): Promise<void> {
    this.#stopped = true
    clearInterval(this.#pollTimer)
    this.#timer.stop()
    this.#totalCap.stop()
    for (const lane of this.#lanes.values()) this.#forgetQueue(lane)
    await this.#watch.stop()
    await this.#share.stop()
    await this.#feeding
    while (this.#inFlight > 0) await this.#nextIdle()
    await this.#settler.stop()
    await this.#lease.stop()
  }

  /** Looks at all lanes, as it does by itself every second. */
  poll(): void {
    this.#pollDue = true
    this.#feed()
  }

  /** These lanes may have new work. */
  wake(webhookIds: readonly string[]): void {
    for (const id of webhookIds) this.#woken.add(id)
    if (webhookIds.length > 0) this.#feed()
  }

  /**
   * Called before this node stores deliveries; then, with those of each lane and all the lanes that got some. What the
   * lanes here can send at once is not read back; the others are woken.
   */
  expect(): (due: DueDelivery[][], webhookIds: readonly string[]) => void {
    const settled = this.#reader.watch()
    return (due, webhookIds) => {
      const taken = new Set<string>()
      for (const list of this.#stopped || !this.#lease.held ? [] : due) {
        const lane = this.#lanes.get(list[0]?.webhookId ?? '')
        if (lane === undefined || this.#woken.has(lane.webhookId)) continue
        if (!this.#reader.offer(lane, list, settled)) continue
        taken.add(lane.webhookId)
        this.#pumpLane(lane)
      }
      this.#reader.unwatch(settled)
      this.wake(webhookIds.filter((id) => !taken.has(id)))
    }
  }

  /** These endpoints (or all) have changed (URL, secret, status): what is known of them is stale. */
  endpointsChanged(webhookIds: readonly string[] | 'all'): void {
    const ids = webhookIds === 'all' ? [...this.#lanes.keys()] : webhookIds
    for (const id of ids) {
      const lane = this.#lanes.get(id)
      if (lane === undefined) continue
      this.#forgetQueue(lane)
      lane.outdate()
      lane.rewind(this.#now())
    }
    this.wake(ids)
  }

  /** The database, or the link to it, broke: whether the lanes are still held is asked at once. */
  linkLost(): void {
    void this.#lease.renew()
  }

  /** Deliveries this node is sending or has still to settle. */
  get busy(): number {
    return this.#inFlight + this.#settler.waiting
  }

  get lanesHeld(): number {
    return this.#lanes.size
  }

  #now(): number {
    return this.#options.clock.now().getTime()
  }

  /** One pass at a time; a wish for another during a pass is remembered. */
  #feed(): void {
    if (this.#stopped) return
    this.#feedAgain = true
    this.#feeding ??= this.#feedLoop().finally(() => {
      this.#feeding = undefined
    })
  }

  async #feedLoop(): Promise<void> {
    while (this.#feedAgain && !this.#stopped) {
      this.#feedAgain = false
      try {
        await this.#pass()
      } catch (error) {
        this.#options.log.warn({ err: error }, 'delivery engine waits for the database')
        // The next poll tries again; what was woken stays woken.
        return
      }
    }
  }

  async #pass(): Promise<void> {
    if (!this.#lease.held) return
    const woken = [...this.#woken]
    const looksAtAll = this.#pollDue
    if (looksAtAll) {
      this.#pollDue = false
      woken.push(...(await this.#due()))
      await this.#releaseIdle()
    }
    await this.#hold(woken)
    for (const id of woken) this.#woken.delete(id)
    const { served, more } = await this.#reader.read(this.#hasEnough ? [] : this.#lanes.values())
    if (more) this.#feedAgain = true
    for (const lane of looksAtAll ? this.#lanes.values() : served) this.#pumpLane(lane)
  }

  get #hasEnough(): boolean {
    return this.#starved.size >= enoughStarved
  }

  /** Lanes with due work, found in the database; those due soon are noted in the timer. */
  async #due(): Promise<string[]> {
    const { db, clock } = this.#options
    const now = clock.now()
    const horizon = new Date(now.getTime() + pollMs + slowestPollMs)
    const due: string[] = []
    const startedMs = performance.now()
    const found = await findDueLanes(db, horizon, this.#lease.nodeId)
    const endedMs = performance.now()
    this.#nextPollMs = endedMs + Math.min(slowestPollMs - pollMs, (endedMs - startedMs) / pollShare - pollMs)
    for (const lane of found) {
      if (lane.next_attempt_at > now) this.#timer.at(lane.webhook_id, lane.next_attempt_at.getTime())
      else due.push(lane.webhook_id)
    }
    return due
  }

  async #hold(webhookIds: readonly string[]): Promise<void> {
    const strangers = webhookIds.filter((id) => !this.#lanes.has(id) && this.#share.mayClaim(id))
    const nowMs = this.#now()
    if (strangers.length > 0) {
      const { db } = this.#options
      const ours = await claimLanes(db, strangers, this.#lease.nodeId)
      for (const id of ours) this.#lanes.set(id, new Lane(id, nowMs))
    }
    for (const id of webhookIds) {
      const lane = this.#lanes.get(id)
      // An idle lane has next to nothing behind its cursor: starting over is cheap, and misses nothing.
      if (lane?.idle) lane.rewind(nowMs)
      else lane?.wake()
    }
  }

  #pumpLane(lane: Lane): void {
    let room = lane.room(this.#options.breakerFailures, () => this.#now())
    while (
      room > 0 &&
      this.#inFlight < this.#totalCap.value &&
      lane.endpoint !== undefined &&
      this.#lease.held
    ) {
      const delivery = lane.queue.shift()
      if (delivery === undefined) break
      room--
      void this.#send(lane, delivery)
    }
    // For no other reason: who looks after the starved would find it here again and again.
    if (room > 0 && lane.queue.length > 0 && this.#inFlight >= this.#totalCap.value) {
      this.#starved.add(lane)
      this.#totalCap.reached()
    }
    if (!this.#hasEnough && this.#reader.wants(lane)) this.#feed()
  }

  async #send(lane: Lane, delivery: DueDelivery): Promise<void> {
    const { sender, log, onAttempt } = this.#options
    lane.inFlight++
    this.#inFlight++
    const endpoint = lane.endpoint as NonNullable<typeof lane.endpoint>
    let settlement: Settlement
    try {
      if (endpoint instanceof Error) throw endpoint
      settlement = await attempt(sender, endpoint, delivery)
    } catch (error) {
      log.error(
        { err: error, delivery_id: delivery.id, webhook_id: delivery.webhookId },
        'delivery failed on our side',
      )
      settlement = internalFailure(delivery, this.#now())
    }
    lane.inFlight--
    this.#inFlight--
    lane.learn(settlement)
    lane.unsettled++
    this.#settler.add(settlement)
    onAttempt?.(settlement, endpoint instanceof Error ? null : endpoint.host)
    if (this.#stopped) this.#wakeIdleWaiters()
    else {
      this.#pumpStarved()
      this.#pumpLane(lane)
    }
  }

  /** Lanes that only the total kept from sending come first: a busy lane must not keep its place for ever. */
  #pumpStarved(): void {
    const hadEnough = this.#hasEnough
    for (const lane of this.#starved) {
      if (this.#inFlight >= this.#totalCap.value) break
      this.#starved.delete(lane)
      this.#pumpLane(lane)
    }
    if (hadEnough && !this.#hasEnough) this.#feed()
  }

  #settled(settlements: readonly Settlement[], disabled: readonly string[]): void {
    this.#reader.forget(settlements.map(({ delivery }) => delivery.id))
    for (const { delivery, nextAttemptAt } of settlements) {
      const lane = this.#lanes.get(delivery.webhookId)
      if (lane) lane.unsettled = Math.max(0, lane.unsettled - 1)
      if (nextAttemptAt) this.#timer.at(delivery.webhookId, nextAttemptAt.getTime())
    }
    for (const id of disabled) {
      const lane = this.#lanes.get(id)
      if (lane) this.#forgetQueue(lane)
      lane?.outdate()
    }
    this.#resumeUntripped(settlements, disabled)
    this.#options.onSettled?.(settlements, disabled)
  }

  /** A lane that paused at the breaker's threshold although the endpoint was not disabled (enabled meanwhile) goes on. */
  #resumeUntripped(settlements: readonly Settlement[], disabled: readonly string[]): void {
    for (const id of new Set(settlements.map(({ delivery }) => delivery.webhookId))) {
      const lane = this.#lanes.get(id)
      if (!lane || disabled.includes(id) || lane.consecutiveFailures < this.#options.breakerFailures) continue
      // The failure that trips may be in the next flush.
      if (lane.unsettled > 0 || lane.inFlight > 0) continue
      lane.consecutiveFailures = 0
      this.#pumpLane(lane)
    }
  }

  #forgetQueue(lane: Lane): void {
    this.#reader.forget(lane.queue.splice(0).map(({ id }) => id))
    lane.readOut = true
    lane.caughtUp = false
  }

  /** The lease ended before it was renewed: others may hold the lanes by now. */
  #dropLanes(): void {
    for (const lane of this.#lanes.values()) this.#forgetQueue(lane)
    this.#lanes.clear()
    this.poll()
  }

  async #releaseIdle(): Promise<void> {
    const now = this.#now()
    const idle = [...this.#lanes.values()].filter((lane) => lane.idle && now - lane.usedAtMs > idleLaneMs)
    if (idle.length === 0) return
    for (const lane of idle) this.#lanes.delete(lane.webhookId)
    await releaseLanes(
      this.#options.db,
      idle.map((lane) => lane.webhookId),
      this.#lease.nodeId,
    )
  }

  #nextIdle(): Promise<void> {
    return new Promise((resolve) => this.#idleWaiters.push(resolve))
  }

  #wakeIdleWaiters(): void {
    for (const resolve of this.#idleWaiters.splice(0)) resolve()
  }
}
