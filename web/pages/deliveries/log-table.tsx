import { useVirtualizer } from '@tanstack/react-virtual'
import { type RefObject, useEffect } from 'react'
import type { DeliveryRow } from '../../api/deliveries.ts'
import { Button } from '../../ui/button.tsx'
import { LogHead, LogRow, rowPx } from './log-rows.tsx'
import { LogSelection } from './log-selection.tsx'
import type { DeliveryPages } from './use-delivery-pages.ts'
import { useLogSelection } from './use-log-selection.ts'

interface LogTableProps {
  place: RefObject<HTMLElement | null>
  rows: readonly DeliveryRow[]
  log: DeliveryPages
}

const heightPx = 520
/** So many rows before the end the next page is read. */
const ahead = 60

/** The rows in view, of as many as were read, and the choice among them. */
export function LogTable({ place, rows, log }: LogTableProps) {
  const selection = useLogSelection(rows, log)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => place.current,
    estimateSize: () => rowPx,
    overscan: 8,
    initialRect: { width: 800, height: heightPx },
  })
  const items = virtual.getVirtualItems()
  const last = items.at(-1)?.index ?? 0
  const isShort = selection.rest.reading || last >= rows.length - ahead
  // After each page anew: one page may be shorter than what is in view.
  useEffect(() => {
    if (isShort) log.next()
  })
  return (
    <>
      <LogSelection selection={selection} />
      <section
        ref={place}
        aria-label="Delivery log"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        className="relative max-h-[520px] overflow-auto rounded-lg border border-line bg-raised"
      >
        {/* biome-ignore lint/a11y/useSemanticElements: a table's rows cannot be placed one by one */}
        <div
          role="table"
          aria-label="Deliveries"
          aria-rowcount={log.more ? -1 : rows.length + 1}
          className="sm:min-w-[56rem]"
        >
          <LogHead all={selection.loaded.on} onAll={selection.loaded.toggle} />
          {/* biome-ignore lint/a11y/useSemanticElements: see above */}
          <div role="rowgroup" className="relative" style={{ height: virtual.getTotalSize() }}>
            {items.map(({ index, start }) => {
              const row = rows[index]
              return (
                row && (
                  <LogRow
                    key={row.id}
                    row={row}
                    index={index}
                    top={start}
                    selected={selection.has(row.id)}
                    onSelect={(on) => selection.toggle(row.id, on)}
                  />
                )
              )
            })}
          </div>
        </div>
      </section>
      <HowFar loaded={rows.length} log={log} />
    </>
  )
}

const HowFar = ({ loaded, log: { more, failed, readOn } }: { loaded: number; log: DeliveryPages }) => (
  <div className="mt-2 flex flex-wrap items-center justify-end gap-3">
    <p role="status" className="text-xs text-soft tabular-nums">
      {loaded.toLocaleString('en')} loaded
      {failed ? ', the next could not be read' : more ? ', more on scrolling' : ', all there are'}
    </p>
    {failed && (
      <Button small onClick={readOn}>
        Read on
      </Button>
    )}
  </div>
)
