import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import {
  type DeliveryFilter,
  deliveryLogQuery,
  newestDeliveriesQuery,
  noteChange,
} from '../../api/deliveries.ts'
import { type DeliveryChange, useLiveDeliveries } from '../../api/live.ts'

const fits = (filter: DeliveryFilter, change: DeliveryChange): boolean =>
  (filter.webhook_id === undefined || filter.webhook_id === change.webhook_id) &&
  (filter.type === undefined || filter.type === change.event.type) &&
  (filter.status === undefined || filter.status === change.status) &&
  filter.to === undefined

/**
 * Deliveries that came since the log was read: told by the stream, or found by asking now and then. They are counted
 * and not put in between, so that nothing moves under the reader's eyes. `show` reads the log anew.
 */
export function useNewDeliveries(filter: DeliveryFilter, newestId: string | undefined) {
  const client = useQueryClient()
  const [told, setTold] = useState<ReadonlySet<string>>(new Set())
  const { data: newest, refetch } = useQuery(newestDeliveriesQuery(filter))
  useLiveDeliveries(
    (change) => {
      if (noteChange(filter, change) || !fits(filter, change)) return
      if (newestId === undefined || change.id > newestId) setTold((before) => new Set(before).add(change.id))
    },
    () => void refetch(),
  )
  const found = newest?.data.map(({ id }) => id) ?? []
  const fresh = new Set([...told, ...found].filter((id) => newestId === undefined || id > newestId))
  return {
    count: fresh.size,
    show: async () => {
      setTold(new Set())
      await client.resetQueries({ queryKey: deliveryLogQuery(filter).queryKey })
    },
  }
}
