import { useState } from 'react'
import type { DeliveryFilter } from '../../api/deliveries.ts'
import type { Range } from '../../api/statistics.ts'
import { Panel } from '../../ui/panel.tsx'
import { DeliveryLog } from '../deliveries/delivery-log.tsx'
import { DeliveryCharts } from '../developers/charts.tsx'
import { RangePicker } from '../developers/range-picker.tsx'

/** How one webhook is doing. */
export function Charts({ webhookId }: { webhookId: string }) {
  const [range, setRange] = useState<Range>('24h')
  return (
    <section aria-labelledby="charts">
      <div className="mb-3 flex flex-wrap items-center justify-between gap-3">
        <h2 id="charts" className="text-lg font-semibold">
          By the hour
        </h2>
        <RangePicker range={range} onChange={setRange} />
      </div>
      <DeliveryCharts range={range} webhookId={webhookId} />
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
