import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useLiveDeliveries } from '../../api/live.ts'
import {
  type Figures,
  type Range,
  refreshStatistics,
  type Statistics,
  statisticsQuery,
} from '../../api/statistics.ts'
import { ChartPanel } from '../../ui/chart/chart-panel.tsx'
import type { ChartData } from '../../ui/chart/series.ts'
import { Notice } from '../../ui/panel.tsx'
import { Failure } from '../../ui/states.tsx'
import { count, milliseconds, percent, showLatency, showRate, successRate } from './figures.ts'
import { useAtMost } from './use-at-most.ts'

/** The charts stand in their places before their figures come. */
const nothingYet = { data: [] }

/** Charts draw anew no more often than this while deliveries rush by. */
const refreshMs = 5_000

const refused = ({ failures }: Figures): number =>
  failures.client_error + failures.server_error + failures.redirect
const unanswered = ({ failures }: Figures): number =>
  failures.dns + failures.connect + failures.tls + failures.timeout

function chartsOf({ data }: Pick<Statistics, 'data'>): {
  attempts: ChartData
  success: ChartData
  latency: ChartData
} {
  const times = data.map(({ start }) => Date.parse(start))
  const values = (read: (figures: Figures) => number | null) => data.map(read)
  return {
    attempts: {
      kind: 'bars',
      times,
      show: count,
      series: [
        { label: 'Delivered', colour: 'good', values: values(({ succeeded }) => succeeded) },
        { label: 'Refused', colour: 'bad', values: values(refused) },
        { label: 'No answer', colour: 'warn', values: values(unanswered) },
        {
          label: 'Other',
          colour: 'edge',
          values: values((one) => one.failed - refused(one) - unanswered(one)),
        },
      ],
    },
    success: {
      kind: 'lines',
      times,
      top: 105,
      show: percent,
      series: [{ label: 'Succeeded', colour: 'good', values: values(successRate) }],
    },
    latency: {
      kind: 'lines',
      times,
      show: milliseconds,
      series: [
        { label: 'Half within', colour: 'accent', values: values(({ p50_ms }) => p50_ms) },
        { label: '95 % within', colour: 'warn', values: values(({ p95_ms }) => p95_ms) },
      ],
    },
  }
}

/** Attempts by outcome, their success rate and how long they took, by the hour. Follows what happens. */
export function DeliveryCharts({ range, webhookId }: { range: Range; webhookId?: string }) {
  const { data, error, isPending, refetch } = useQuery(statisticsQuery(range, webhookId))
  const refresh = useAtMost(refreshMs, () => void refreshStatistics())
  useLiveDeliveries((change) => {
    if (webhookId === undefined || change.webhook_id === webhookId) refresh()
  }, refresh)
  const charts = useMemo(() => chartsOf(data ?? nothingYet), [data])
  if (error) return <Failure error={error} retry={() => void refetch()} />
  const totals = data?.totals
  return (
    <div aria-busy={isPending || undefined} className="grid grid-cols-1 gap-4 lg:grid-cols-2">
      {isPending && <span role="status" aria-label="Loading" className="sr-only" />}
      <div className="grid min-w-0 grid-cols-1 lg:col-span-2">
        <ChartPanel
          title="Attempts by outcome"
          sum={
            totals
              ? `${count(totals.attempts)} attempts, ${count(totals.delivered)} delivered, ${count(totals.dead)} given up`
              : '…'
          }
          data={charts.attempts}
        />
      </div>
      <ChartPanel title="Success rate" sum={totals ? showRate(totals) : '…'} data={charts.success} />
      <ChartPanel
        title="Latency"
        sum={totals ? `95 % within: ${showLatency(totals)}` : '…'}
        data={charts.latency}
      />
      {data && Date.parse(data.complete_to) < Date.parse(data.to) && (
        <div className="lg:col-span-2">
          <Notice tone="warn">So much is sent now that this hour is counted once it is over.</Notice>
        </div>
      )}
    </div>
  )
}
