import type { Accepted } from './publishers.ts'
import type { SeenEvent } from './receivers.ts'
import { longestStallMs } from './stall.ts'

/** A delivery as the database holds it in the end. */
export interface StoredDelivery {
  eventId: number
  type: string
  /** Of the stored body, as the receivers take it of what they get. */
  digest: string
  status: 'pending' | 'delivered' | 'dead' | 'discarded'
  attemptCount: number
  /** Attempts in the log: how many, the highest number, how many with a 2xx and how many with an answer or a cause. */
  logged: number
  lastNumber: number
  good: number
  explained: number
  hasInternal: boolean
  endpointEnabled: boolean
  /** How long its next try has been due at the end, in ms; negative when it is still to come. */
  overdueMs: number
}

export interface Totals {
  accepted: number
  delivered: number
  dead: number
  waiting: number
  lost: number
  duplicates: number
  longest_stall_ms: number
  /** Duplicates per delivered event. */
  duplicate_rate: number
  /** Stored although no answer reached the publisher. They are delivered like all others. */
  unacknowledged: number
  unexplained: string[]
}

/** Due for longer than this, with an endpoint that takes it: nobody sends it. */
const stuckMs = 30_000

/** What is wrong with a row by itself; undefined when it can be explained. */
function oddity(row: StoredDelivery, seen: SeenEvent | undefined, mostTries: number): string | undefined {
  if (row.explained < row.logged) return 'an attempt without an answer or a cause'
  if (row.logged > 0 && row.lastNumber !== row.logged) return 'a gap in its attempts'
  if (seen !== undefined && seen.digest !== row.digest) return 'the receiver got other bytes than are stored'
  if (row.status === 'discarded') return 'discarded by nobody'
  if (row.status === 'dead') {
    if (row.good > 0) return 'dead with a successful attempt'
    if (!row.hasInternal && row.logged !== mostTries) return `dead after ${row.logged} tries`
  }
  if (row.status === 'delivered' && row.good !== 1) return `delivered with ${row.good} successful attempts`
  if (row.status === 'pending') {
    if (row.good > 0) return 'pending with a successful attempt'
    if (row.attemptCount !== row.logged) return `${row.attemptCount} attempts counted, ${row.logged} logged`
    if (row.endpointEnabled && row.overdueMs > stuckMs) return `due for ${row.overdueMs} ms, sent by nobody`
  }
  return undefined
}

type Fate = 'delivered' | 'dead' | 'waiting' | 'lost'

function fateOf(row: StoredDelivery | undefined, seen: SeenEvent | undefined): Fate {
  if (row === undefined) return 'lost'
  if (row.status === 'dead') return 'dead'
  if (row.status === 'pending') return 'waiting'
  return row.status === 'delivered' && seen !== undefined && seen.successes > 0 ? 'delivered' : 'lost'
}

const mostNamed = 20

/** Compares what was accepted, what is stored and what the receivers saw. */
export function balance(
  accepted: readonly Accepted[],
  stored: readonly StoredDelivery[],
  seenList: readonly SeenEvent[],
  mostTries: number,
): Totals {
  const unexplained: string[] = []
  const explain = (eventId: number, why: string | undefined) => {
    if (why !== undefined) unexplained.push(`event ${eventId}: ${why}`)
  }
  const seen = new Map(seenList.map((event) => [event.eventId, event]))
  const rows = new Map<number, StoredDelivery>()
  for (const row of stored) {
    if (rows.has(row.eventId)) explain(row.eventId, 'two deliveries')
    rows.set(row.eventId, row)
    explain(row.eventId, oddity(row, seen.get(row.eventId), mostTries))
  }
  const fates: Record<Fate, number> = { delivered: 0, dead: 0, waiting: 0, lost: 0 }
  const ids = new Set<number>()
  for (const { eventId, hook } of accepted) {
    if (ids.has(eventId)) explain(eventId, 'its id was given twice')
    ids.add(eventId)
    const row = rows.get(eventId)
    const fate = fateOf(row, seen.get(eventId))
    fates[fate]++
    if (fate === 'lost') explain(eventId, `accepted and lost (${row?.status ?? 'not stored'})`)
    else if (row?.type !== hook.type) explain(eventId, 'stored as another event')
  }
  for (const eventId of seen.keys()) if (!rows.has(eventId)) explain(eventId, 'received, but not stored')
  const duplicates = seenList.reduce((sum, { successes }) => sum + Math.max(0, successes - 1), 0)
  return {
    accepted: ids.size,
    ...fates,
    duplicates,
    longest_stall_ms: longestStallMs(accepted, seen),
    duplicate_rate: Number((duplicates / Math.max(1, fates.delivered)).toPrecision(3)),
    unacknowledged: [...rows.keys()].filter((eventId) => !ids.has(eventId)).length,
    unexplained: unexplained.slice(0, mostNamed),
  }
}
