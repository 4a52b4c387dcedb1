import { useInfiniteQuery } from '@tanstack/react-query'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import { type DeliveryFilter, type DeliveryRow, deliveryLogQuery } from '../../api/deliveries.ts'
import { Button } from '../../ui/button.tsx'
import { Failure, Skeleton } from '../../ui/states.tsx'
import { ReplayDialog } from '../webhooks/replay-dialog.tsx'
import { DeliveryFilters } from './filters.tsx'
import { LogHead, LogRow, rowPx } from './log-rows.tsx'
import { RedeliverSelected } from './redeliver-selected.tsx'
import { useNewDeliveries } from './use-new-deliveries.ts'

interface DeliveryLogProps {
  filter: DeliveryFilter
  /** Of one webhook alone. */
  fixed?: boolean
  onFilter(members: DeliveryFilter): void
  /** What stands in place of the list before the first delivery. */
  first: ReactNode
}

const isFiltered = ({ webhook_id, ...filter }: DeliveryFilter, fixed: boolean): boolean =>
  (!fixed && webhook_id !== undefined) || Object.values(filter).some((value) => value !== undefined)

/** The log: as long as it is, only the rows in view are in the page. */
export function DeliveryLog({ filter, fixed = false, onFilter, first }: DeliveryLogProps) {
  const { data, error, isPending, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } =
    useInfiniteQuery(deliveryLogQuery(filter))
  const rows = useMemo(() => data?.pages.flatMap((page) => page.data) ?? [], [data])
  const fresh = useNewDeliveries(filter, rows[0]?.id)
  const place = useRef<HTMLElement>(null)
  const showNew = async () => {
    await fresh.show()
    place.current?.scrollTo({ top: 0 })
  }
  return (
    <>
      <DeliveryFilters filter={filter} fixed={fixed} onChange={onFilter} />
      <div role="status" className="contents">
        {fresh.count > 0 && !isPending && (
          <div className="mb-3 flex justify-center">
            <button
              type="button"
              onClick={() => void showNew()}
              className="min-h-8 rounded-full bg-accent px-4 text-sm font-medium text-on-accent hover:bg-accent-strong"
            >
              {fresh.count} new {fresh.count === 1 ? 'delivery' : 'deliveries'}
            </button>
          </div>
        )}
      </div>
      {isPending && <Skeleton />}
      {error && <Failure error={error} retry={() => void refetch()} />}
      {data &&
        rows.length === 0 &&
        (isFiltered(filter, fixed) ? (
          <p className="py-6 text-center text-soft">No delivery fits this filter.</p>
        ) : (
          first
        ))}
      {rows.length > 0 && (
        <Rows
          key={JSON.stringify(filter)}
          place={place}
          rows={rows}
          more={hasNextPage}
          onEnd={() => {
            if (hasNextPage && !isFetchingNextPage) void fetchNextPage({ cancelRefetch: false })
          }}
        />
      )}
    </>
  )
}

interface RowsProps {
  place: React.RefObject<HTMLElement | null>
  rows: readonly DeliveryRow[]
  more: boolean
  onEnd(): void
}

const heightPx = 520
/** So many rows before the end the next page is read. */
const ahead = 60

function Rows({ place, rows, more, onEnd }: RowsProps) {
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => place.current,
    estimateSize: () => rowPx,
    overscan: 8,
    initialRect: { width: 800, height: heightPx },
  })
  const items = virtual.getVirtualItems()
  const last = items.at(-1)?.index ?? 0
  useEffect(() => {
    if (last >= rows.length - ahead) onEnd()
  })
  const select = (ids: readonly string[], on: boolean) =>
    setSelected((before) => {
      const next = new Set(before)
      for (const id of ids) on ? next.add(id) : next.delete(id)
      return next
    })
  const chosen = rows.filter(({ id }) => selected.has(id))
  return (
    <>
      <Selection rows={chosen} onClear={() => setSelected(new Set())} />
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
          aria-rowcount={more ? -1 : rows.length + 1}
          className="min-w-[56rem]"
        >
          <LogHead
            all={chosen.length === rows.length}
            onAll={(on) =>
              select(
                rows.map(({ id }) => id),
                on,
              )
            }
          />
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
                    selected={selected.has(row.id)}
                    onSelect={(on) => select([row.id], on)}
                  />
                )
              )
            })}
          </div>
        </div>
      </section>
      <p role="status" className="mt-2 text-right text-xs text-soft tabular-nums">
        {rows.length.toLocaleString('en')} loaded{more ? ', more on scrolling' : ', all there are'}
      </p>
    </>
  )
}

function Selection({ rows, onClear }: { rows: readonly DeliveryRow[]; onClear(): void }) {
  const [redelivering, setRedelivering] = useState(false)
  const [replaying, setReplaying] = useState<DeliveryRow>()
  const only = rows.length === 1 ? rows[0] : undefined
  if (rows.length === 0) return null
  return (
    <div className="mb-3 flex flex-wrap items-center gap-2">
      <span className="mr-1 text-sm text-soft">{rows.length.toLocaleString('en')} selected</span>
      <Button small kind="primary" onClick={() => setRedelivering(true)}>
        Redeliver selected
      </Button>
      <Button
        small
        reason={only ? null : 'Select the one delivery from which on'}
        onClick={() => setReplaying(only)}
      >
        Replay all failed since here
      </Button>
      <Button small kind="quiet" onClick={onClear}>
        Clear
      </Button>
      {redelivering && (
        <RedeliverSelected
          rows={rows}
          onClose={() => setRedelivering(false)}
          onDone={() => {
            setRedelivering(false)
            onClear()
          }}
        />
      )}
      {replaying && (
        <ReplayDialog
          webhookId={replaying.webhook_id}
          initial={{ from: new Date(replaying.event.created_at), status: 'dead' }}
          onClose={() => setReplaying(undefined)}
        />
      )}
    </div>
  )
}
