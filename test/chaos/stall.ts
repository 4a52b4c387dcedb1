import type { Accepted } from './publishers.ts'
import type { SeenEvent } from './receivers.ts'

/**
 * The longest time in which events for well-behaved receivers waited and none arrived, in ms: what the faults cost.
 * An event that arrived before its publisher had the answer was accepted when it arrived.
 */
export function longestStallMs(accepted: readonly Accepted[], seen: ReadonlyMap<number, SeenEvent>): number {
  const moments: { atMs: number; arrived: boolean }[] = []
  for (const { eventId, hook, atMs } of accepted) {
    const arrivedMs = seen.get(eventId)?.firstSuccessMs ?? 0
    if (hook.manner !== 'well' || arrivedMs === 0) continue
    moments.push({ atMs: Math.min(atMs, arrivedMs), arrived: false }, { atMs: arrivedMs, arrived: true })
  }
  moments.sort((a, b) => a.atMs - b.atMs || Number(a.arrived) - Number(b.arrived))
  let waiting = 0
  let sinceMs = 0
  let longestMs = 0
  for (const { atMs, arrived } of moments) {
    if (arrived) {
      longestMs = Math.max(longestMs, atMs - sinceMs)
      waiting--
      sinceMs = atMs
    } else if (waiting++ === 0) sinceMs = atMs
  }
  return longestMs
}
