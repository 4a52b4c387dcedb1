/** One signing secret of an endpoint and when it counts. All times are epoch ms. */
export interface SecretTimes {
  createdAtMs: number
  /** From here on it keys `X-FabDigit-Signature`. */
  activateAtMs: number
  /** Once replaced: its end in `webhook-signature` (the successor's `activate_at` + overlap). */
  retireAtMs: number | null
}

export const maxActivationDelayMs = 7 * 86_400_000
export const defaultOverlapHours = 24

/** What nothing has replaced is the newest, also where a clock stood still or was set back. */
const newerFirst = (a: SecretTimes, b: SecretTimes): number =>
  Number(b.retireAtMs === null) - Number(a.retireAtMs === null) ||
  b.activateAtMs - a.activateAtMs ||
  b.createdAtMs - a.createdAtMs

/**
 * Which secrets sign at a moment (product.md, "Rotation"): `primary` keys `X-FabDigit-Signature` and gives the
 * fingerprint; `all` stand in `webhook-signature`, the primary first.
 */
export function signingKeys<S extends SecretTimes>(
  secrets: readonly S[],
  atMs: number,
): { primary: S; all: S[] } {
  const newestFirst = [...secrets].sort(newerFirst)
  const known = newestFirst.filter((secret) => secret.createdAtMs <= atMs)
  const primary = known.find((secret) => secret.activateAtMs <= atMs) ?? newestFirst.at(-1)
  if (primary === undefined) throw new RangeError('an endpoint has at least one secret')
  const valid = (secret: S) => secret !== primary && (secret.retireAtMs === null || atMs < secret.retireAtMs)
  return { primary, all: [primary, ...known.filter(valid)] }
}

/** A second rotation while the first is not over is refused (409). */
export const rotationOpen = (secrets: readonly SecretTimes[], atMs: number): boolean =>
  secrets.some((secret) => secret.retireAtMs !== null && atMs < secret.retireAtMs)
