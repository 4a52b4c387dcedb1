import { composeNumber, type NumberKind } from '../../../domain/numbers.ts'

/** Gives records their numbers, each day from 1, and knows in the end how far each day's counter went. */
export class NumberBook {
  readonly #counters = new Map<string, { kind: NumberKind; day: string; n: number }>()

  /** The next number of a kind on the day (UTC) of a moment. */
  next(kind: NumberKind, at: Date): string {
    const day = at.toISOString().slice(0, 10).replaceAll('-', '')
    const key = `${kind} ${day}`
    const counter = this.#counters.get(key) ?? { kind, day, n: 0 }
    counter.n++
    this.#counters.set(key, counter)
    return composeNumber(kind, day, counter.n)
  }

  counters(workspaceId: string) {
    return [...this.#counters.values()].map((counter) => ({ workspace_id: workspaceId, ...counter }))
  }
}
