import type { Db, ListenState, Tx } from '../db/port.ts'
import type { Clock } from '../platform/clock.ts'
import { type MasterKey, randomHex } from '../platform/crypto.ts'
import type { Log } from '../platform/log.ts'
import type { Outbound } from '../platform/outbound/index.ts'
import { Dispatcher } from './dispatcher.ts'
import { newestEventAt, shiftDueTimes } from './due-store.ts'
import type { PolicyOf } from './endpoints.ts'
import { endpointsChannel, lanesChannel, notifyDispatchers } from './event-store.ts'
import { Feed } from './feed.ts'
import { enqueue as enqueueEvents, Ingest } from './ingest.ts'
import type { NewEvent, Settlement } from './types.ts'

export { attemptHeaders, wasStall } from './attempt.ts'
export { readBacklog, readEndpointCounts } from './backlog-store.ts'
export { type PolicyOf, secretContext } from './endpoints.ts'
export { CursorExpired, type Feed, type FeedPage } from './feed.ts'
export { type FeedNews, raiseFeedFloor, readBound } from './feed-store.ts'
export { HeldExpiry, type HeldNews } from './held.ts'
export { readPartitions } from './partition-store.ts'
export { Retention } from './retention.ts'
export { newWebhookSecret, prepareKey } from './signature.ts'
export type { NewEvent, Settlement } from './types.ts'

export interface EngineOptions {
  db: Db
  clock: Clock
  log: Log
  masterKey: MasterKey
  outbound: Outbound
  policyOf: PolicyOf
  /** False on a node of role `api`: it accepts events and leaves sending to others. */
  sends: boolean
  waitsMs: readonly number[]
  timeoutMs: number
  breakerFailures: number
  onAccepted?(count: number): void
  /** Every attempt; `host` is the receiver's, null where the endpoint could not be read. */
  onAttempt?(settlement: Settlement, host: string | null): void
  /** So many outcomes were written in one statement, which took so long. */
  onBatch?(deliveries: number, seconds: number): void
  /** The database refused to store an outcome. */
  onRefused?(): void
  /** Told of what is in the database by now, and which endpoints are disabled. It must return at once. */
  onSettled?(settlements: readonly Settlement[], disabledWebhookIds: readonly string[]): void
}

/**
 * The delivery engine. An event accepted here is in the database with its deliveries, in one transaction; every
 * delivery ends delivered, dead or discarded by its owner; until then it is pending (engine.md).
 */
export interface Engine {
  /** Accepts events of their own, grouped with what others publish at this moment. Ids in order. */
  publish(events: readonly NewEvent[]): Promise<number[]>
  /** Accepts events in the transaction of what caused them. Ids in order. */
  enqueue(tx: Tx, events: readonly NewEvent[]): Promise<number[]>
  start(): Promise<void>
  /** Ends what is in flight, settles it, gives the lanes back. */
  stop(): Promise<void>
  /** Looks for work now instead of within a second: for tests that move the clock. */
  poll(): void
  /**
   * The clock is about to jump by `byMs`. Where this process alone keeps the time, what waits moves along with it: no
   * storm of early tries, and none that is stuck. Times of a database of several nodes are not one node's to change.
   */
  clockJumps(byMs: number): Promise<void>
  /** Events in order, for readers that keep a cursor. */
  readonly feed: Feed
  /** In flight or not settled, and lanes held, for metrics. */
  readonly load: { busy: number; lanes: number }
}

/** Tells every node that these endpoints have new work, when the transaction commits. */
export async function wakeLanes(tx: Tx, webhookIds: readonly string[]): Promise<void> {
  if (webhookIds.length > 0) await notifyDispatchers(tx, lanesChannel, webhookIds)
}

/** Tells every node that these endpoints' URL, secrets or status are new, when the transaction commits. */
export async function endpointsChanged(tx: Tx, webhookIds: readonly string[]): Promise<void> {
  if (webhookIds.length > 0) await notifyDispatchers(tx, endpointsChannel, webhookIds)
}

function parseHint(payload: string, own: string): readonly string[] | 'all' {
  const [origin, ids = ''] = payload.split('|')
  if (ids === '*') return 'all'
  return origin === own || ids === '' ? [] : ids.split(',')
}

/** Less than this is no wrong clock, but the last digits of two right ones. */
const clockSlackMs = 2_000

/** An event from the future says that the clock was set back while nothing ran: what waits moves back with it. */
async function forgetFuture(db: Db, now: Date): Promise<void> {
  const newest = await newestEventAt(db)
  const aheadMs = newest === undefined ? 0 : newest.getTime() - now.getTime()
  if (aheadMs > clockSlackMs) await shiftDueTimes(db, -aheadMs, now)
}

/** While changes elsewhere are not heard of, endpoints are read anew this often. */
const blindRefreshMs = 2_000

/** What a dispatcher does while the notification link is down. */
function blindRefresh(dispatcher: Dispatcher): { onState(state: ListenState): void; stop(): void } {
  let timer: NodeJS.Timeout | undefined
  const stop = () => clearInterval(timer)
  return {
    stop,
    onState(state) {
      stop()
      if (state === 'up') return
      dispatcher.linkLost()
      timer = setInterval(() => dispatcher.endpointsChanged('all'), blindRefreshMs)
    },
  }
}

export function createEngine(options: EngineOptions): Engine {
  const { db, clock } = options
  const dispatcher = options.sends
    ? new Dispatcher({
        ...options,
        sender: {
          outbound: options.outbound,
          waitsMs: options.waitsMs,
          timeoutMs: options.timeoutMs,
          now: () => clock.now().getTime(),
        },
      })
    : undefined
  const origin = randomHex(4)
  const ingest = new Ingest(db, origin, {
    accepted: (count) => options.onAccepted?.(count),
    expect: () => dispatcher?.expect() ?? (() => {}),
  })
  const stopListening: (() => Promise<void>)[] = []
  const feed = new Feed(db, options.log)
  const blind = dispatcher && blindRefresh(dispatcher)

  return {
    feed,
    publish: (events) => ingest.publish(events, clock.now()),
    enqueue: (tx, events) => enqueueEvents(tx, events, clock.now()),
    async start() {
      const hear = async (
        channel: string,
        onHint: (ids: readonly string[] | 'all') => void,
        onState?: (state: ListenState) => void,
      ) =>
        stopListening.push(
          await db.listen(channel, {
            onPayload: (payload) => onHint(parseHint(payload, origin)),
            onState: (state) => {
              onHint('all')
              onState?.(state)
            },
          }),
        )
      // Every event comes with a hint for lanes, though there may be none for it.
      await hear(lanesChannel, () => feed.hint())
      if (dispatcher === undefined) return
      if (db.kind === 'pglite') await forgetFuture(db, clock.now())
      // Before it starts: that the link is up would make it look at everything once more.
      await hear(lanesChannel, (ids) => (ids === 'all' ? dispatcher.poll() : dispatcher.wake(ids)))
      await hear(endpointsChannel, (ids) => dispatcher.endpointsChanged(ids), blind?.onState)
      await dispatcher.start()
    },
    async stop() {
      for (const stop of stopListening) await stop()
      blind?.stop()
      feed.stop()
      await dispatcher?.stop()
    },
    poll: () => dispatcher?.poll(),
    async clockJumps(byMs) {
      // Set back, what was due a moment ago lies ahead, too.
      const after = new Date(clock.now().getTime() + Math.min(0, byMs))
      if (db.kind === 'pglite') await shiftDueTimes(db, byMs, after)
      // With the next look the clock has jumped, and so have the cursors of the lanes.
      setImmediate(() => dispatcher?.endpointsChanged('all'))
    },
    get load() {
      return { busy: dispatcher?.busy ?? 0, lanes: dispatcher?.lanesHeld ?? 0 }
    },
  }
}
