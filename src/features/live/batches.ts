import type { DeliveryChange } from '../../contract/stream.ts'

/** Told one by one in one go; what is more is counted. */
export const mostTold = 100

/** What changed for one owner since the last time it was told. */
export interface Batch {
  changes: readonly DeliveryChange[]
  /** Changed as well. */
  skipped: number
}

/** Changes by owner, the last of each delivery, and no more of them than anybody can read. */
export class Batches {
  readonly #byOwner = new Map<string, { changes: Map<string, DeliveryChange>; skipped: number }>()

  get isEmpty(): boolean {
    return this.#byOwner.size === 0
  }

  add(owner: string, change: DeliveryChange): void {
    const batch = this.#byOwner.get(owner) ?? { changes: new Map<string, DeliveryChange>(), skipped: 0 }
    this.#byOwner.set(owner, batch)
    if (batch.changes.has(change.id) || batch.changes.size < mostTold) batch.changes.set(change.id, change)
    else batch.skipped++
  }

  /** What there is, by owner; from then on it is empty. */
  take(): [owner: string, batch: Batch][] {
    const taken = [...this.#byOwner].map(([owner, { changes, skipped }]): [string, Batch] => [
      owner,
      { changes: [...changes.values()], skipped },
    ])
    this.#byOwner.clear()
    return taken
  }
}
