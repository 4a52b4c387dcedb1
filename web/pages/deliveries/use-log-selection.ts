import { useEffect, useState } from 'react'
import type { DeliveryRow } from '../../api/deliveries.ts'
import type { DeliveryPages } from './use-delivery-pages.ts'

/** Whoever wants more sent again is better off with a replay, which the server does by itself. */
export const mostSelected = 10_000

/** Which rows of the log are chosen. To choose what was not read yet, `all` reads it first, page by page. */
export function useLogSelection(rows: readonly DeliveryRow[], { more, failed, readOn }: DeliveryPages) {
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const [wantsAll, setWantsAll] = useState(false)
  const isRead = !more || rows.length >= mostSelected
  useEffect(() => {
    if (!wantsAll || !isRead) return
    setWantsAll(false)
    setSelected(new Set(rows.slice(0, mostSelected).map(({ id }) => id)))
  }, [wantsAll, isRead, rows])
  const chosen = rows.filter(({ id }) => selected.has(id))
  const isAllLoaded = chosen.length === rows.length
  return {
    chosen,
    has: (id: string) => selected.has(id),
    /** All rows that were read. */
    loaded: {
      count: rows.length,
      on: isAllLoaded,
      toggle: (on: boolean) => setSelected(new Set(on ? rows.map(({ id }) => id) : [])),
    },
    toggle: (id: string, on: boolean) =>
      setSelected((before) => {
        const next = new Set(before)
        if (on) next.add(id)
        else next.delete(id)
        return next
      }),
    clear(): void {
      setWantsAll(false)
      setSelected(new Set())
    },
    /** What was not read yet: `offered` once all that was read is chosen, `reading` while it is on its way. */
    rest: {
      offered: isAllLoaded && !isRead,
      reading: wantsAll && !isRead && !failed,
      /** There is more than can be chosen. */
      left: more && chosen.length >= mostSelected,
      choose(): void {
        if (failed) readOn()
        setWantsAll(true)
      },
      stop: () => setWantsAll(false),
    },
  }
}

export type LogChoice = ReturnType<typeof useLogSelection>
