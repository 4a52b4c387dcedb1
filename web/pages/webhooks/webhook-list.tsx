import { useMutation, useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import {
  deleteWebhooks,
  ping,
  refreshWebhooks,
  type Webhook,
  type WebhookFilter,
  webhooksQuery,
} from '../../api/webhooks.ts'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { EmptyAfterFilter, TableSkeleton } from '../../ui/list-states.tsx'
import { Pager } from '../../ui/pager.tsx'
import { Notice, PageHeader } from '../../ui/panel.tsx'
import { SearchAndStatus } from '../../ui/search-and-status.tsx'
import { SecretReveal } from '../../ui/secret-reveal.tsx'
import { Failure, FirstRun } from '../../ui/states.tsx'
import { Cell, Table } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { toast } from '../../ui/toasts.tsx'
import { useAddress, useCreating } from '../../ui/use-address.ts'
import { CreateWebhook } from './create-webhook.tsx'
import { WebhookLink } from './place.tsx'
import { WebhookStatus } from './status.tsx'

const statuses = [
  ['', 'Any status'],
  ['enabled', 'Enabled'],
  ['disabled', 'Disabled'],
] as const

/** The webhooks of a place, with everything that is done to several of them. */
export function WebhookList({ lead }: { lead: string }) {
  const [{ url, status, cursor }, change] = useAddress<WebhookFilter>()
  const filter = { url, status, cursor }
  const [creating, setCreating] = useCreating()
  const [secret, setSecret] = useState<string>()
  const create = (
    <Button kind="primary" onClick={() => setCreating(true)}>
      New webhook
    </Button>
  )
  return (
    <>
      <PageHeader title="Webhooks" lead={lead} actions={create} />
      <SearchAndStatus
        label="URL contains"
        search={filter.url}
        status={filter.status}
        statuses={statuses}
        onSearch={(text) => change({ url: text, cursor: undefined }, { replace: true })}
        onStatus={(next) => change({ status: next, cursor: undefined })}
      />
      <Rows filter={filter} onFilter={change} create={create} />
      <CreateWebhook open={creating} onClose={() => setCreating(false)} onCreated={setSecret} />
      <SecretReveal
        secret={secret}
        title="The signing secret"
        lead="Your receiver verifies each delivery with it. This is the only time it is shown."
        onClose={() => {
          setSecret(undefined)
          void refreshWebhooks()
        }}
      />
    </>
  )
}

interface RowsProps {
  filter: WebhookFilter
  onFilter(members: WebhookFilter): void
  create: ReactNode
}

function Rows({ filter, onFilter, create }: RowsProps) {
  const { data, error, isPending, refetch } = useQuery(webhooksQuery(filter))
  const [selected, setSelected] = useState<readonly string[]>([])
  const [deleting, setDeleting] = useState<readonly Webhook[]>([])
  if (isPending) return <TableSkeleton />
  if (error) return <Failure error={error} retry={() => void refetch()} />
  if (data.data.length === 0)
    return filter.url || filter.status ? (
      <EmptyAfterFilter onClear={() => onFilter({ url: undefined, status: undefined, cursor: undefined })} />
    ) : (
      <FirstRun title="No webhooks yet" action={create}>
        Events are sent to your address as they happen, signed, and tried again for a day and a half when it
        fails. Nothing is lost while it is down.
      </FirstRun>
    )
  const chosen = data.data.filter(({ id }) => selected.includes(id))
  return (
    <>
      {chosen.length > 0 && (
        <div className="mb-3 flex items-center gap-3">
          <span className="text-sm text-soft">{chosen.length} selected</span>
          <Button small kind="danger" onClick={() => setDeleting(chosen)}>
            Delete selected
          </Button>
        </div>
      )}
      <Table
        label="Webhooks"
        head={[
          <Hidden key="select">Select</Hidden>,
          'URL',
          'Events',
          'Status',
          'Last delivery',
          <Hidden key="actions">Actions</Hidden>,
        ]}
      >
        {data.data.map((webhook) => (
          <Row
            key={webhook.id}
            webhook={webhook}
            selected={selected.includes(webhook.id)}
            onSelect={(on) =>
              setSelected(on ? [...selected, webhook.id] : selected.filter((id) => id !== webhook.id))
            }
          />
        ))}
      </Table>
      <Pager cursor={filter.cursor} next={data.next_cursor} onPage={(cursor) => onFilter({ cursor })} />
      <DeleteDialog webhooks={deleting} onClose={() => setDeleting([])} onDeleted={() => setSelected([])} />
    </>
  )
}

const Hidden = ({ children }: { children: ReactNode }) => <span className="sr-only">{children}</span>

function Row({
  webhook,
  selected,
  onSelect,
}: {
  webhook: Webhook
  selected: boolean
  onSelect(on: boolean): void
}) {
  const { id, url, description, event_types } = webhook
  const send = useMutation({ mutationFn: () => ping(id) })
  return (
    <>
      <tr>
        <Cell>
          <input
            type="checkbox"
            aria-label={`Select ${url}`}
            className="size-4 accent-accent"
            checked={selected}
            onChange={(event) => onSelect(event.target.checked)}
          />
        </Cell>
        <Cell>
          <WebhookLink id={id}>{url}</WebhookLink>
          {description && <p className="text-xs text-soft">{description}</p>}
        </Cell>
        <Cell>
          {event_types.length === 0 ? (
            'All'
          ) : (
            <span title={event_types.join(', ')}>{event_types.length} types</span>
          )}
        </Cell>
        <Cell>
          <WebhookStatus webhook={webhook} />
        </Cell>
        <Cell>
          <Time at={webhook.last_delivery_at} />
        </Cell>
        <Cell>
          <Button small busy={send.isPending} aria-label={`Send to ${url}`} onClick={() => send.mutate()}>
            Send
          </Button>
        </Cell>
      </tr>
      {(send.data || send.error) && (
        <tr>
          <td colSpan={6} className="px-4 pb-3">
            {send.error && <Failure error={send.error} />}
            {send.data && (
              <Notice tone={send.data.error ? 'bad' : 'good'}>
                {send.data.error
                  ? send.data.error.message
                  : `It answered ${send.data.status} within ${Math.round(send.data.duration_ms)} ms. That was a plain connectivity check, not a signed delivery.`}
              </Notice>
            )}
          </td>
        </tr>
      )}
    </>
  )
}

interface DeleteProps {
  webhooks: readonly Webhook[]
  onClose(): void
  onDeleted(): void
}

export function DeleteDialog({ webhooks, onClose, onDeleted }: DeleteProps) {
  const many = webhooks.length > 1
  return (
    <Confirm
      open={webhooks.length > 0}
      onClose={onClose}
      title={many ? `Delete ${webhooks.length} webhooks?` : 'Delete this webhook?'}
      action={many ? `Delete ${webhooks.length} webhooks` : 'Delete webhook'}
      onConfirm={async () => {
        const { deleted } = await deleteWebhooks(webhooks.map(({ id }) => id))
        toast(deleted.length === 1 ? 'Webhook deleted' : `${deleted.length} webhooks deleted`)
        onDeleted()
      }}
    >
      <p className="mb-2 break-all">{webhooks.map(({ url }) => url).join(', ')}</p>
      What still waits to be delivered is discarded, and the delivery log goes with it. This cannot be undone.
    </Confirm>
  )
}
