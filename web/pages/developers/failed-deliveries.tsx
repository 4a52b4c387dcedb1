import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type DeliveryRow, failedDeliveriesQuery, redeliver, refreshFailed } from '../../api/deliveries.ts'
import { useLiveDeliveries } from '../../api/live.ts'
import { allWebhooksQuery } from '../../api/webhooks.ts'
import { Button } from '../../ui/button.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Failure, Skeleton } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'
import { toast } from '../../ui/toasts.tsx'
import { quietLink } from '../auth/frame.tsx'
import { DeliveryStatus } from '../webhooks/status.tsx'
import { useAtMost } from './use-at-most.ts'

/** What failed last: why, what helps, and once more. */
export function FailedDeliveries() {
  const { data, error, isPending, refetch } = useQuery(failedDeliveriesQuery)
  const refresh = useAtMost(2_000, () => void refreshFailed())
  useLiveDeliveries(refresh, refresh)
  return (
    <section aria-labelledby="failed">
      <h2 id="failed" className="mb-3 text-lg font-semibold">
        Failed last
      </h2>
      {isPending && <Skeleton rows={3} />}
      {error && <Failure error={error} retry={() => void refetch()} />}
      {data?.length === 0 && (
        <Panel className="text-soft">Nothing has failed. Whatever fails stands here first.</Panel>
      )}
      {data && data.length > 0 && (
        <Panel className="p-0">
          <ul className="divide-y divide-line">
            {data.map((row) => (
              <FailedRow key={row.id} row={row} />
            ))}
          </ul>
        </Panel>
      )}
    </section>
  )
}

function FailedRow({ row }: { row: DeliveryRow }) {
  const { data: webhooks } = useQuery(allWebhooksQuery)
  const webhook = webhooks?.find(({ id }) => id === row.webhook_id)
  const again = useMutation({
    mutationFn: () => redeliver([row.id]),
    onSuccess: () => toast('Sent once more'),
  })
  const error = row.attempts.at(-1)?.error
  const name = `${row.event.type} #${row.event.id}`
  return (
    <li className="flex flex-wrap items-start justify-between gap-3 px-5 py-3 text-sm">
      <div className="grid min-w-0 flex-1 basis-64 grid-cols-1 gap-0.5">
        <span className="flex flex-wrap items-center gap-2">
          <Link to="/developers/deliveries/$deliveryId" params={{ deliveryId: row.id }} className={quietLink}>
            {name}
          </Link>
          <DeliveryStatus status={row.status} />
          <span className="text-xs text-soft">
            <Time at={row.event.created_at} />
          </span>
        </span>
        {webhook && <span className="truncate text-xs text-soft">{webhook.url}</span>}
        {error && (
          <span>
            <code className="font-mono text-xs text-bad">{error.code}</code> {error.message}
          </span>
        )}
        {again.error && <Failure error={again.error} />}
      </div>
      <Button
        small
        busy={again.isPending}
        reason={webhook?.status === 'disabled' ? 'Its webhook is disabled' : null}
        aria-label={`Redeliver ${name}`}
        onClick={() => again.mutate()}
      >
        Redeliver
      </Button>
    </li>
  )
}
