import { useInfiniteQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { type DeliveryFilter, deliveryLogQuery } from '../../api/deliveries.ts'

export type DeliveryPages = ReturnType<typeof useDeliveryPages>

/** The pages of the log that were read, and how to read on. A page that fails is not asked for again by itself. */
export function useDeliveryPages(filter: DeliveryFilter) {
  const { data, error, isPending, refetch, hasNextPage, isFetching, fetchNextPage, errorUpdateCount } =
    useInfiniteQuery(deliveryLogQuery(filter))
  // What is shown stays when reading on fails, so the query itself tells of no error: only the count of them grows.
  const [seenErrors, setSeenErrors] = useState(errorUpdateCount)
  const failed = hasNextPage && errorUpdateCount > seenErrors
  const rows = useMemo(() => data?.pages.flatMap((page) => page.data), [data])
  return {
    /** Undefined before the first page. */
    rows,
    error,
    isPending,
    refetch,
    more: hasNextPage,
    failed,
    /** Reads the next page, unless one is under way, the last failed, or there is none. */
    next(): void {
      if (hasNextPage && !isFetching && !failed) void fetchNextPage({ cancelRefetch: false })
    },
    /** After a failure: try again. */
    readOn: () => setSeenErrors(errorUpdateCount),
  }
}
