import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { DeliveryFilter } from '../../api/deliveries.ts'
import { useLiveDeliveries } from '../../api/live.ts'
import { refreshStatistics, statisticsQuery } from '../../api/statistics.ts'
import { paths } from '../../paths.ts'
import { Panel } from '../../ui/panel.tsx'
import { Failure } from '../../ui/states.tsx'
import { textLink } from '../auth/frame.tsx'
import { DeliveryLog } from '../deliveries/delivery-log.tsx'
import { count, showLatency, showRate } from '../developers/figures.ts'
import { useAtMost } from '../developers/use-at-most.ts'

/** The figures are read anew no more often than this while deliveries rush by. */
const refreshMs = 5_000

/** How one webhook does, in figures; the charts have a page of their own, which loads what draws them. */
export function LastDay({ webhookId }: { webhookId: string }) {
  const { data, error, refetch } = useQuery(statisticsQuery('24h', webhookId))
  const refresh = useAtMost(refreshMs, () => void refreshStatistics())
  useLiveDeliveries((change) => {
    if (change.webhook_id === webhookId) refresh()
  }, refresh)
  const figures = data?.totals
  const shown = [
    ['Attempts', figures && count(figures.attempts)],
    ['Delivered', figures && count(figures.delivered)],
    ['Given up', figures && count(figures.dead)],
    ['Success rate', figures && showRate(figures)],
    ['95 % within', figures && showLatency(figures)],
  ] as const
  return (
    <section aria-labelledby="last-day">
      <div className="mb-3 flex flex-wrap items-baseline justify-between gap-3">
        <h2 id="last-day" className="text-lg font-semibold">
          Last 24 hours
        </h2>
        <Link to={paths.developers} search={{ webhook_id: webhookId }} className={`${textLink} text-sm`}>
          Charts by the hour
        </Link>
      </div>
      {error ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : (
        <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-line bg-line sm:grid-cols-5">
          {shown.map(([name, value]) => (
            <div key={name} className="bg-raised px-4 py-3 last:col-span-2 sm:last:col-span-1">
              <dt className="text-sm text-soft">{name}</dt>
              <dd className="font-semibold tabular-nums">{value ?? '…'}</dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  )
}

/** The log of one webhook. */
export function Deliveries({ webhookId }: { webhookId: string }) {
  const [filter, setFilter] = useState<DeliveryFilter>({ webhook_id: webhookId })
  return (
    <section aria-labelledby="deliveries">
      <h2 id="deliveries" className="mb-3 text-lg font-semibold">
        Deliveries
      </h2>
      <DeliveryLog
        fixed
        filter={filter}
        onFilter={(members) => setFilter({ ...filter, ...members })}
        first={<Panel className="text-soft">No deliveries yet. Send a test event to see the first.</Panel>}
      />
    </section>
  )
}
