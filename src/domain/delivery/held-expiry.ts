import { dayMs } from './days.ts'

/** What is held for a disabled endpoint, and what its owner has been told. Times are epoch ms. */
export interface HeldState {
  /** When the oldest held delivery was made. */
  oldestAtMs: number
  notices: number
  noticedAtMs: number | null
}

/** Notices before anything is given up (engine.md, "Retention"). */
export const noticesBeforeExpiry = 2

/** How long before the end each notice goes out, and the least time between two steps. */
function leads(heldRetentionMs: number): { first: number; second: number; between: number } {
  return {
    first: Math.min(14 * dayMs, heldRetentionMs / 3),
    second: Math.min(3 * dayMs, heldRetentionMs / 9),
    between: Math.min(dayMs, heldRetentionMs / 30),
  }
}

/**
 * What is due: a notice, giving up what is too old, or nothing. A server that was off for months still tells the
 * owner twice, a day apart, before it gives anything up.
 */
export function heldStep(
  { oldestAtMs, notices, noticedAtMs }: HeldState,
  nowMs: number,
  heldRetentionMs: number,
): 'notice' | 'expire' | null {
  const { first, second, between } = leads(heldRetentionMs)
  const endsAtMs = oldestAtMs + heldRetentionMs
  if (noticedAtMs !== null && nowMs - noticedAtMs < between) return null
  if (notices >= noticesBeforeExpiry) return nowMs >= endsAtMs ? 'expire' : null
  return nowMs >= endsAtMs - (notices === 0 ? first : second) ? 'notice' : null
}

/** Nothing is asked of an endpoint whose oldest held delivery is younger than this. */
export const heldNoticeAgeMs = (heldRetentionMs: number): number =>
  heldRetentionMs - leads(heldRetentionMs).first
