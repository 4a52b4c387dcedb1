import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { disableWebhook, enableWebhook, type Webhook, webhookQuery } from '../../api/webhooks.ts'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Notice, PageHeader } from '../../ui/panel.tsx'
import { Failure, Skeleton } from '../../ui/states.tsx'
import { toast } from '../../ui/toasts.tsx'
import { DeleteWebhooks } from './delete-webhooks.tsx'
import { useListPath } from './place.tsx'
import { ReplayPanel } from './replay.tsx'
import { RotateSecret } from './rotate-secret.tsx'
import { reasonOf, WebhookStatus } from './status.tsx'
import { TestEvent } from './test-event.tsx'
import { Deliveries, LastDay } from './webhook-deliveries.tsx'
import { WebhookSettings } from './webhook-settings.tsx'

/** One webhook: its settings, its secret, its deliveries. */
export function WebhookDetail({ id }: { id: string }) {
  const { data, error, isPending, refetch } = useQuery(webhookQuery(id))
  if (isPending) return <Skeleton />
  if (error) return <Failure error={error} retry={() => void refetch()} />
  return (
    <>
      <Header webhook={data} />
      <div className="grid grid-cols-1 gap-6">
        {data.status === 'disabled' && <Disabled webhook={data} />}
        <LastDay webhookId={id} />
        <Deliveries webhookId={id} />
        <ReplayPanel webhook={data} />
        <WebhookSettings key={id} webhook={data} />
        <RotateSecret webhook={data} />
      </div>
    </>
  )
}

function Header({ webhook }: { webhook: Webhook }) {
  const navigate = useNavigate()
  const listPath = useListPath()
  const [deleting, setDeleting] = useState(false)
  const off = webhook.status === 'disabled' ? 'Enable it first: nothing is sent to a disabled webhook' : null
  return (
    <>
      <PageHeader
        title="Webhook"
        lead={
          <span className="grid justify-items-start gap-2">
            <code className="font-mono text-sm break-all">{webhook.url}</code>
            <WebhookStatus webhook={webhook} />
          </span>
        }
        actions={
          <>
            <TestEvent webhook={webhook} off={off} />
            {webhook.status === 'enabled' && <DisableButton id={webhook.id} />}
            <Button kind="danger" onClick={() => setDeleting(true)}>
              Delete
            </Button>
          </>
        }
      />
      <DeleteWebhooks
        webhooks={deleting ? [webhook] : []}
        onClose={() => setDeleting(false)}
        onDeleted={() => void navigate({ to: listPath })}
      />
    </>
  )
}

function DisableButton({ id }: { id: string }) {
  const [asking, setAsking] = useState(false)
  return (
    <>
      <Button onClick={() => setAsking(true)}>Disable</Button>
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title="Disable this webhook?"
        action="Disable"
        onConfirm={async () => {
          await disableWebhook(id)
          toast('Webhook disabled')
        }}
      >
        Nothing is sent from now on. Events are held meanwhile, and nothing is lost.
      </Confirm>
    </>
  )
}

function Disabled({ webhook }: { webhook: Webhook }) {
  const enable = useMutation({
    mutationFn: (held: 'release' | 'discard') => enableWebhook(webhook.id, held),
    onSuccess: () => toast('Webhook enabled'),
  })
  const reason = webhook.disabled_reason === 'plan' ? 'Workspace webhooks need the Enterprise plan' : null
  return (
    <Notice tone="warn" title={`Disabled: ${reasonOf(webhook)}`}>
      <p>Its deliveries are held. Enabling sends them gently: first one, then more as it answers well.</p>
      {enable.error && <Failure error={enable.error} />}
      <div className="mt-3 flex flex-wrap gap-2">
        <Button
          small
          kind="primary"
          reason={reason}
          busy={enable.isPending}
          onClick={() => enable.mutate('release')}
        >
          Enable and send what was held
        </Button>
        <Button small reason={reason} busy={enable.isPending} onClick={() => enable.mutate('discard')}>
          Enable and discard it
        </Button>
      </div>
    </Notice>
  )
}
