import { useState } from 'react'

/** Rows that are chosen, by id; they stay chosen while one leads through the pages of a list. */
export interface Selection<T> {
  chosen: readonly T[]
  has(id: string): boolean
  toggle(row: T, on: boolean): void
  /** All rows of the page that is shown: chosen, some of them, or none. */
  page: { state: 'all' | 'some' | 'none'; toggle(on: boolean): void }
  /** Takes these instead, or none. */
  set(rows: readonly T[]): void
}

/** The selection over a list of which these rows are shown. A new filter is a new list: give the hook's part a key. */
export function useSelection<T extends { id: string }>(rows: readonly T[]): Selection<T> {
  const [chosen, setChosen] = useState<ReadonlyMap<string, T>>(new Map())
  const change = (changed: readonly T[], on: boolean) =>
    setChosen((before) => {
      const next = new Map(before)
      for (const row of changed)
        if (on) next.set(row.id, row)
        else next.delete(row.id)
      return next
    })
  const count = rows.filter(({ id }) => chosen.has(id)).length
  return {
    chosen: [...chosen.values()],
    has: (id) => chosen.has(id),
    toggle: (row, on) => change([row], on),
    page: {
      state: count === 0 ? 'none' : count === rows.length ? 'all' : 'some',
      toggle: (on) => change(rows, on),
    },
    set: (next) => setChosen(new Map(next.map((row) => [row.id, row]))),
  }
}
