import { type ReactNode, useRef } from 'react'
import type { DeliveryFilter } from '../../api/deliveries.ts'
import { Failure, Skeleton } from '../../ui/states.tsx'
import { DeliveryFilters } from './filters.tsx'
import { LogTable } from './log-table.tsx'
import { useDeliveryPages } from './use-delivery-pages.ts'
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
  return (
    <>
      <DeliveryFilters filter={filter} fixed={fixed} onChange={onFilter} />
      <Log
        key={JSON.stringify(filter)}
        filter={filter}
        none={
          isFiltered(filter, fixed) ? (
            <p className="py-6 text-center text-soft">No delivery fits this filter.</p>
          ) : (
            first
          )
        }
      />
    </>
  )
}

function Log({ filter, none }: { filter: DeliveryFilter; none: ReactNode }) {
  const log = useDeliveryPages(filter)
  const { rows, error, isPending, refetch } = log
  const fresh = useNewDeliveries(filter, rows?.[0]?.id)
  const place = useRef<HTMLElement>(null)
  const showNew = async () => {
    await fresh.show()
    place.current?.scrollTo({ top: 0 })
  }
  return (
    <>
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
      {rows?.length === 0 && none}
      {rows && rows.length > 0 && <LogTable place={place} rows={rows} log={log} />}
    </>
  )
}
