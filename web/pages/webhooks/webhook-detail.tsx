import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import {
  disableWebhook,
  enableWebhook,
  updateWebhook,
  type Webhook,
  webhookQuery,
} from '../../api/webhooks.ts'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Check, TextField } from '../../ui/field.tsx'
import { Notice, PageHeader, Panel } from '../../ui/panel.tsx'
import { Failure, FormProblem, Skeleton } from '../../ui/states.tsx'
import { toast } from '../../ui/toasts.tsx'
import { useForm } from '../../ui/use-form.ts'
import { EventsPicker } from './events-picker.tsx'
import { useListPath } from './place.tsx'
import { ReplayPanel } from './replay.tsx'
import { RotateSecret } from './rotate-secret.tsx'
import { reasonOf, WebhookStatus } from './status.tsx'
import { TestEvent } from './test-event.tsx'
import { Deliveries, LastDay } from './webhook-deliveries.tsx'
import { DeleteDialog } from './webhook-list.tsx'

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
        <Settings key={id} webhook={data} />
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
      <DeleteDialog
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

interface Values {
  url: string
  description: string
  event_types: string[]
  disable_on_gone: boolean
}

const shown = (value: Values[keyof Values]): string =>
  Array.isArray(value)
    ? value.join(', ') || 'all events'
    : value === true
      ? 'yes'
      : value === false
        ? 'no'
        : value || '(empty)'

const labels: Readonly<Record<keyof Values, string>> = {
  url: 'URL',
  description: 'Description',
  event_types: 'Events',
  disable_on_gone: 'Disable on 410',
}

/** Changes are listed, old and new, before they are saved. */
function Settings({ webhook }: { webhook: Webhook }) {
  const { url, description, event_types, disable_on_gone } = webhook
  const before: Values = { url, description, event_types: [...event_types], disable_on_gone }
  const [confirming, setConfirming] = useState(false)
  const form = useForm<Values, unknown>(
    before,
    async () => setConfirming(true),
    () => {},
  )
  const names = (Object.keys(labels) as (keyof Values)[]).filter(
    (name) => shown(form.values[name]) !== shown(before[name]),
  )
  const save = async () => {
    await updateWebhook(webhook.id, Object.fromEntries(names.map((name) => [name, form.values[name]])))
    toast('Saved')
  }
  return (
    <Panel>
      <h2 className="mb-3 font-semibold">Settings</h2>
      <form onSubmit={form.onSubmit} className="grid gap-4">
        <FormProblem error={form.error} />
        <TextField label="URL" type="url" required {...form.text('url')} />
        <TextField label="Description" maxLength={500} {...form.text('description')} />
        <Check
          label="Disable it at once when its receiver answers 410"
          checked={form.values.disable_on_gone}
          onChange={(event) => form.set('disable_on_gone', event.target.checked)}
        />
        <EventsPicker
          audience={webhook.audience}
          chosen={form.values.event_types}
          onChange={(types) => form.set('event_types', types)}
        />
        {names.length > 0 && (
          <div className="sticky bottom-3 flex flex-wrap items-center justify-between gap-3 rounded-md border border-line bg-raised p-3 shadow-lg">
            <span className="text-sm">
              {names.length} unsaved {names.length === 1 ? 'change' : 'changes'}
            </span>
            <span className="flex gap-2">
              <Button small onClick={() => form.setValues(before)}>
                Undo
              </Button>
              <Button small type="submit" kind="primary">
                Save
              </Button>
            </span>
          </div>
        )}
      </form>
      <Confirm
        open={confirming}
        onClose={() => setConfirming(false)}
        title="Save these changes?"
        action="Save"
        danger={false}
        onConfirm={save}
      >
        <dl className="grid gap-2">
          {names.map((name) => (
            <div key={name}>
              <dt className="text-sm font-medium text-ink">{labels[name]}</dt>
              <dd className="text-sm break-all">
                {shown(before[name])} → {shown(form.values[name])}
              </dd>
            </div>
          ))}
        </dl>
      </Confirm>
    </Panel>
  )
}
