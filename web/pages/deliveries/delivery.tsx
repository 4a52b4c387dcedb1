import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import {
  type Delivery,
  deliveriesOfEventQuery,
  deliveryQuery,
  redeliver,
  refreshDelivery,
} from '../../api/deliveries.ts'
import { useLiveDeliveries } from '../../api/live.ts'
import { type Webhook, webhookQuery } from '../../api/webhooks.ts'
import { Button } from '../../ui/button.tsx'
import { Badge, PageHeader, Panel } from '../../ui/panel.tsx'
import { Failure, Skeleton } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'
import { toast } from '../../ui/toasts.tsx'
import { textLink } from '../auth/frame.tsx'
import { WebhookLink } from '../webhooks/place.tsx'
import { ReplayDialog } from '../webhooks/replay-dialog.tsx'
import { DeliveryStatus } from '../webhooks/status.tsx'
import { AttemptTabs } from './attempt-tabs.tsx'
import { Timeline } from './timeline.tsx'

/** One delivery: its attempts on the left, what was said in one of them on the right. */
export function DeliveryDetail({ id }: { id: string }) {
  const { data, error, isPending, refetch } = useQuery(deliveryQuery(id))
  useLiveDeliveries((change) => {
    if (change.id === id) void refreshDelivery(id)
  })
  if (isPending) return <Skeleton />
  if (error) return <Failure error={error} retry={() => void refetch()} />
  return <Loaded key={id} delivery={data} />
}

function Loaded({ delivery }: { delivery: Delivery }) {
  const { data: webhook } = useQuery(webhookQuery(delivery.webhook_id))
  const [chosen, setChosen] = useState<number>()
  const attempt = delivery.attempts.find(({ number }) => number === chosen) ?? delivery.attempts.at(-1)
  return (
    <>
      <Header delivery={delivery} webhook={webhook} />
      <div className="grid grid-cols-1 gap-6 lg:grid-cols-[17rem_minmax(0,1fr)]">
        <div className="grid grid-cols-1 content-start gap-6">
          <Timeline delivery={delivery} chosen={attempt?.number} onChoose={setChosen} />
          <OfSameEvent delivery={delivery} />
        </div>
        {attempt ? (
          <AttemptTabs attempt={attempt} url={webhook?.url ?? 'https://…'} />
        ) : (
          <Panel className="self-start">It has not been tried yet.</Panel>
        )}
      </div>
    </>
  )
}

function Header({ delivery, webhook }: { delivery: Delivery; webhook: Webhook | undefined }) {
  const navigate = useNavigate()
  const [replaying, setReplaying] = useState(false)
  const again = useMutation({
    mutationFn: () => redeliver([delivery.id]),
    onSuccess: ({ ids }) => {
      toast('Sent once more')
      const deliveryId = ids[0]
      if (deliveryId !== undefined)
        void navigate({ to: '/developers/deliveries/$deliveryId', params: { deliveryId } })
    },
  })
  const off = webhook?.status === 'disabled' ? 'Its webhook is disabled' : null
  return (
    <>
      <PageHeader
        title={`${delivery.event.type} #${delivery.event.id}`}
        lead={
          <span className="grid justify-items-start gap-2">
            <WebhookLink id={delivery.webhook_id}>{webhook?.url ?? 'Its webhook'}</WebhookLink>
            <span className="flex flex-wrap items-center gap-2 text-sm">
              <DeliveryStatus status={delivery.status} /> {delivery.event.is_test && <Badge>test</Badge>}
              {delivery.redelivery_of && <Badge>redelivery</Badge>}
              <span>
                event of <Time at={delivery.event.created_at} />
              </span>
            </span>
          </span>
        }
        actions={
          <>
            <Button reason={off} onClick={() => setReplaying(true)}>
              Replay all failed since here
            </Button>
            <Button kind="primary" reason={off} busy={again.isPending} onClick={() => again.mutate()}>
              Redeliver
            </Button>
          </>
        }
      />
      {again.error && <Failure error={again.error} />}
      {replaying && (
        <ReplayDialog
          webhookId={delivery.webhook_id}
          initial={{ from: new Date(delivery.event.created_at), status: 'dead' }}
          onClose={() => setReplaying(false)}
        />
      )}
    </>
  )
}

/** The first delivery of the event and all that repeated it, where there is more than this one. */
function OfSameEvent({ delivery }: { delivery: Delivery }) {
  const { data } = useQuery(deliveriesOfEventQuery(delivery.webhook_id, delivery.event.id))
  if (data === undefined || data.data.length < 2) return null
  return (
    <section aria-labelledby="same-event">
      <h2 id="same-event" className="mb-2 text-sm font-semibold">
        Deliveries of this event
      </h2>
      <ul className="grid gap-1.5 text-sm">
        {data.data.map(({ id, status, redelivery_of, attempt_count }) => (
          <li key={id} className="flex flex-wrap items-center gap-2">
            {id === delivery.id ? (
              <span aria-current="page">this one</span>
            ) : (
              <Link to="/developers/deliveries/$deliveryId" params={{ deliveryId: id }} className={textLink}>
                {redelivery_of ? `redelivery …${id.slice(-4)}` : 'the first'}
              </Link>
            )}
            <DeliveryStatus status={status} />
            <span className="text-xs text-soft">
              {attempt_count} {attempt_count === 1 ? 'attempt' : 'attempts'}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
