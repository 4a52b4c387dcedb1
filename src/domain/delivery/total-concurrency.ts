/** In flight over all endpoints: at the start and at least, and at most. */
export const minTotalConcurrency = 64
export const maxTotalConcurrency = 1_024

/** Shares of the sending thread's time spent at work: above, more in flight would only wait for it; below, it waits. */
const saturated = 0.95
const idling = 0.7

/**
 * The next cap on all attempts in flight, while endpoints wait for it: as many as keep the sending thread busy.
 * Receivers that answer at once need few, and few cost least (sockets, memory, time in our own queues); receivers that
 * hang need many, and leave the thread idle. `utilization` is its share of time at work, 0 to 1.
 */
export function nextTotalConcurrency(total: number, utilization: number): number {
  if (utilization > saturated) return Math.max(minTotalConcurrency, Math.floor(total * 0.8))
  return utilization < idling ? Math.min(maxTotalConcurrency, total * 2) : total
}
