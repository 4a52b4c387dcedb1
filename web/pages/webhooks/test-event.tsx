import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { deliveriesOfEventQuery } from '../../api/deliveries.ts'
import { useLiveDeliveries } from '../../api/live.ts'
import { eventTypesQuery, sendTest, type Webhook } from '../../api/webhooks.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog, DialogActions } from '../../ui/dialog.tsx'
import { Notice } from '../../ui/panel.tsx'
import { Scroll } from '../../ui/scroll.tsx'
import { Failure } from '../../ui/states.tsx'
import { textLink } from '../auth/frame.tsx'
import { DeliveryStatus } from './status.tsx'

/** Shows what will be sent, sends it, and follows it. */
export function TestEvent({ webhook, off }: { webhook: Webhook; off: string | null }) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button reason={off} onClick={() => setOpen(true)}>
        Send test event
      </Button>
      {open && <TestDialog webhook={webhook} onClose={() => setOpen(false)} />}
    </>
  )
}

function TestDialog({ webhook, onClose }: { webhook: Webhook; onClose(): void }) {
  const { data: types } = useQuery(eventTypesQuery)
  const send = useMutation({ mutationFn: () => sendTest(webhook.id) })
  const example = types?.data.find(({ name }) => name === 'webhook.test')?.example
  return (
    <Dialog
      open
      onClose={onClose}
      title="Send a test event"
      lead="Signed and delivered like any other, to this webhook only, whatever it subscribes to."
    >
      {send.data ? (
        <Result webhookId={webhook.id} eventId={send.data.event_id} />
      ) : (
        <Scroll label="What is sent" className="max-h-72 rounded-md bg-sunken p-3">
          <pre className="font-mono text-xs wrap-anywhere whitespace-pre-wrap">
            {example ? JSON.stringify(example, null, 2) : '…'}
          </pre>
        </Scroll>
      )}
      {send.error && <Failure error={send.error} />}
      <DialogActions>
        <Button onClick={onClose}>Close</Button>
        <Button kind="primary" busy={send.isPending} onClick={() => send.mutate()}>
          {send.data ? 'Send another' : 'Send it'}
        </Button>
      </DialogActions>
    </Dialog>
  )
}

/** How the event fares, as it comes in. */
function Result({ webhookId, eventId }: { webhookId: string; eventId: number }) {
  const { data, error, refetch } = useQuery({
    ...deliveriesOfEventQuery(webhookId, eventId),
    refetchInterval: ({ state }) => (state.data?.data[0]?.attempts.length ? 5_000 : 500),
  })
  useLiveDeliveries((change) => {
    if (change.event.id === eventId) void refetch()
  })
  const delivery = data?.data[0]
  const attempt = delivery?.attempts.at(-1)
  if (error) return <Failure error={error} />
  return (
    <Notice tone={attempt === undefined ? 'neutral' : attempt.error ? 'bad' : 'good'}>
      <div className="grid justify-items-start gap-2">
        <span className="flex flex-wrap items-center gap-2">
          Test event {eventId} {delivery && <DeliveryStatus status={delivery.status} />}
        </span>
        {attempt === undefined
          ? 'It is on its way…'
          : (attempt.error?.message ?? `It was taken within ${Math.round(attempt.duration_ms)} ms.`)}
        {delivery && (
          <Link
            to="/developers/deliveries/$deliveryId"
            params={{ deliveryId: delivery.id }}
            className={textLink}
          >
            Look at the delivery
          </Link>
        )}
      </div>
    </Notice>
  )
}
