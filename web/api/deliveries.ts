import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { DeliveryAnswer, DeliveryInList } from '../../src/contract/deliveries.ts'
import type { DeliveryChange } from '../../src/contract/stream.ts'
import { api, type Page, query } from './client.ts'
import { unlessLive } from './live.ts'
import { queryClient, readChanged } from './query.ts'

export type Delivery = DeliveryAnswer
export type DeliveryRow = DeliveryInList
export type DeliveryStatusName = DeliveryRow['status']

export interface DeliveryFilter {
  webhook_id?: string | undefined
  status?: DeliveryStatusName | undefined
  type?: string | undefined
  /** ISO 8601. */
  from?: string | undefined
  to?: string | undefined
}

// Not below `webhooks`: what changes a webhook must not read thousands of rows again.
const log = ['delivery-log'] as const
const pageRows = 200

/** The log, newest first, page after page. Only who scrolls reads on; changes of rows come through the stream. */
export const deliveryLogQuery = (filter: DeliveryFilter) =>
  infiniteQueryOptions({
    queryKey: [...log, filter],
    queryFn: ({ pageParam }) =>
      api.get<Page<DeliveryRow>>(
        `/webhooks/deliveries${query({ ...filter, limit: pageRows, cursor: pageParam })}`,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  })

/** What is newer than the first row that is shown. */
export const newestDeliveriesQuery = (filter: DeliveryFilter) =>
  queryOptions({
    queryKey: ['newest-deliveries', filter],
    queryFn: () => api.get<Page<DeliveryRow>>(`/webhooks/deliveries${query({ ...filter, limit: 50 })}`),
    refetchInterval: unlessLive(10_000),
  })

/** Writes into the rows that are shown what the stream tells of them. True when one of them was meant. */
export function noteChange(filter: DeliveryFilter, change: DeliveryChange): boolean {
  let known = false
  queryClient.setQueryData(deliveryLogQuery(filter).queryKey, (data) => {
    if (data === undefined) return data
    const pages = data.pages.map((page) => {
      if (!page.data.some(({ id }) => id === change.id)) return page
      known = true
      const { status, attempt_count, next_attempt_at } = change
      return {
        ...page,
        data: page.data.map((row) =>
          row.id === change.id ? { ...row, status, attempt_count, next_attempt_at } : row,
        ),
      }
    })
    return known ? { ...data, pages } : data
  })
  return known
}

const one = ['webhooks', 'delivery'] as const

export const deliveryQuery = (id: string) =>
  queryOptions({
    queryKey: [...one, id],
    queryFn: () => api.get<Delivery>(`/webhooks/deliveries/${id}`),
    refetchInterval: ({ state }) => (state.data?.status === 'pending' ? unlessLive(2_000)() : false),
  })

export const refreshDelivery = (id: string) => queryClient.invalidateQueries({ queryKey: [...one, id] })

/** All deliveries of an event to one webhook, newest first. */
export const deliveriesOfEventQuery = (webhookId: string, eventId: number) =>
  queryOptions({
    queryKey: ['webhooks', 'of-event', webhookId, eventId],
    queryFn: () =>
      api.get<Page<DeliveryRow>>(
        `/webhooks/deliveries${query({ webhook_id: webhookId, event_id: eventId, limit: 50 })}`,
      ),
    refetchInterval: unlessLive(5_000),
  })

const failed = ['webhooks', 'failed'] as const

/** What was given up last, and what has failed and is tried again. */
export const failedDeliveriesQuery = queryOptions({
  queryKey: failed,
  async queryFn() {
    const read = (status: string, limit: number) =>
      api.get<Page<DeliveryRow>>(`/webhooks/deliveries${query({ status, limit })}`)
    const [dead, pending] = await Promise.all([read('dead', 5), read('pending', 50)])
    return [...dead.data, ...pending.data.filter(({ attempts }) => attempts.at(-1)?.error)]
      .sort((a, b) => (a.id < b.id ? 1 : -1))
      .slice(0, 5)
  },
  refetchInterval: unlessLive(15_000),
})

export const refreshFailed = () => queryClient.invalidateQueries({ queryKey: failed })

/** Many at once, all or none of them; at the end of a row of such calls comes `refreshAfterRedelivery`. */
export const sendAgain = (ids: readonly string[]) =>
  api.post<{ ids: string[] }>('/webhooks/deliveries/redeliver', { ids })

export const refreshAfterRedelivery = () => readChanged(['webhooks'])

export async function redeliver(ids: readonly string[]): Promise<{ ids: string[] }> {
  const made = await sendAgain(ids)
  await refreshAfterRedelivery()
  return made
}
