/** Groups of the ways in which an attempt fails, as statistics count them. */
export const failureGroups = [
  'dns',
  'connect',
  'tls',
  'timeout',
  'redirect',
  'client_error',
  'server_error',
  'blocked',
  'other',
] as const
export type FailureGroup = (typeof failureGroups)[number]
export type AttemptOutcome = 'succeeded' | FailureGroup

/** What prevented a whole exchange, by its group. Codes that are not here are `other`: our own side among them. */
export const groupOfCode: Readonly<Record<string, FailureGroup>> = {
  dns: 'dns',
  refused: 'connect',
  unreachable: 'connect',
  reset: 'connect',
  tls: 'tls',
  timeout_connect: 'timeout',
  timeout: 'timeout',
  timeout_body: 'timeout',
  blocked_target: 'blocked',
  bad_url: 'blocked',
}

/** Of a whole answer, by the first digit of its status. */
export const outcomeOfHundred: Readonly<Record<number, AttemptOutcome>> = {
  2: 'succeeded',
  3: 'redirect',
  4: 'client_error',
  5: 'server_error',
}

/** How an attempt ended, by what its row says. */
export function outcomeOf(code: string | null, status: number | null): AttemptOutcome {
  if (code !== null) return groupOfCode[code] ?? 'other'
  return outcomeOfHundred[Math.floor((status ?? 0) / 100)] ?? 'other'
}

const binsPerOctave = 4
const longestMs = 131_072

/**
 * Where the bins of durations begin, in ms: each is a fifth wider than the one before it, so that a percentile read
 * from them is right to about a tenth. Whole numbers, as durations are stored.
 */
export const binStarts: readonly number[] = [
  ...new Set(
    Array.from({ length: Math.log2(longestMs) * binsPerOctave + 1 }, (_, n) =>
      Math.ceil(2 ** (n / binsPerOctave) - 1e-9),
    ),
  ),
]

/** The bin of a duration in ms: how many of the starts are not above it. */
export function binOf(ms: number): number {
  const above = binStarts.findIndex((start) => start > ms)
  return above === -1 ? binStarts.length : above
}

/** What a duration in a bin is taken for, in ms: its geometric middle. */
function middleOf(bin: number): number {
  const from = binStarts[bin - 1] ?? 0
  const to = binStarts[bin] ?? from
  // A bin with one whole number in it is that number.
  return to - from <= 1 ? from : Math.round(Math.sqrt(from * (to - 1)))
}

/** The duration in ms that this part (0 to 1) of the attempts did not exceed; null when there were none. */
export function percentile(bins: ReadonlyMap<number, number>, part: number): number | null {
  const total = [...bins.values()].reduce((sum, count) => sum + count, 0)
  if (total === 0) return null
  let seen = 0
  for (const bin of [...bins.keys()].sort((a, b) => a - b)) {
    seen += bins.get(bin) ?? 0
    if (seen >= total * part) return middleOf(bin)
  }
  return null
}

export const hourMs = 3_600_000
/** How long after the end of an hour it is counted: by then what was in flight is written. */
const settledMs = 120_000
/** Hours that one pass counts for the first time, at most: after a long stop it takes several. */
const mostHours = 24

/** What one pass counts. `againFrom` to `rolledTo` was counted before. */
export interface Pass {
  from: Date
  to: Date
}

/** Hours before `rolledTo` are counted; those from `againFrom` on are to be counted once more. */
export interface Mark {
  againFrom: Date
  rolledTo: Date
}

export const startOfHour = (ms: number): Date => new Date(Math.floor(ms / hourMs) * hourMs)

/**
 * What is to be counted now; null while no hour has ended since. Each hour is counted twice, by the pass after its end
 * and by the next one: so what was in flight while the database was away, and is written the moment it is back, is not
 * missed. What a node that lost its lanes writes later matches no row (engine), so nothing comes after that.
 */
export function nextPass(mark: Mark, nowMs: number): Pass | null {
  const closed = startOfHour(nowMs - settledMs).getTime()
  const to = Math.min(closed, mark.rolledTo.getTime() + mostHours * hourMs)
  return to <= mark.rolledTo.getTime() ? null : { from: mark.againFrom, to: new Date(to) }
}
