import type { ChaosOptions } from './options.ts'
import type { Random } from './random.ts'

export type FaultKind = 'kill' | 'restart-database' | 'cut' | 'silence' | 'pause' | 'clock' | 'full-disk'

/** A fault, and how many events must be accepted before it strikes. */
export interface PlannedFault {
  kind: FaultKind
  atAccepted: number
}

const repeat = (kind: FaultKind, count: number): FaultKind[] =>
  Array.from({ length: Math.ceil(count) }, () => kind)

function otherFaults({ database, kills }: ChaosOptions): FaultKind[] {
  if (database === 'pglite') return [...repeat('clock', kills / 2), ...repeat('full-disk', kills / 3)]
  return [
    ...repeat('restart-database', kills / 5),
    ...repeat('cut', kills / 4),
    ...repeat('silence', kills / 10),
    ...repeat('pause', kills / 10),
    ...repeat('clock', kills / 4),
    ...repeat('full-disk', kills / 10),
  ]
}

/** Faults spread over the run, each at a random point of its share. The first tenth is left in peace. */
function spread(kinds: readonly FaultKind[], events: number, random: Random): PlannedFault[] {
  const share = (events * 0.85) / Math.max(1, kinds.length)
  return kinds.map((kind, index) => ({
    kind,
    atAccepted: Math.floor(events * 0.1 + share * (index + random.next() * 0.7)),
  }))
}

/** Two rows of faults, which strike independently of each other: kills, and all others. */
export function planFaults(options: ChaosOptions, random: Random): PlannedFault[][] {
  return [
    spread(repeat('kill', options.kills), options.events, random),
    spread(random.shuffled(otherFaults(options)), options.events, random),
  ].filter((row) => row.length > 0)
}
