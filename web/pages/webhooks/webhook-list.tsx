import { useMutation, useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import {
  ping,
  readAllWebhooks,
  refreshWebhooks,
  type Webhook,
  type WebhookFilter,
  webhooksQuery,
} from '../../api/webhooks.ts'
import { Button } from '../../ui/button.tsx'
import { EmptyAfterFilter, TableSkeleton } from '../../ui/list-states.tsx'
import { Pager } from '../../ui/pager.tsx'
import { Notice, PageHeader } from '../../ui/panel.tsx'
import { SearchAndStatus } from '../../ui/search-and-status.tsx'
import { SecretReveal } from '../../ui/secret-reveal.tsx'
import { SelectBox, SelectionBar, SelectPage } from '../../ui/selection-bar.tsx'
import { Failure, FirstRun } from '../../ui/states.tsx'
import { Cell, OnPhone, Table, wide } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { useAddress, useCreating } from '../../ui/use-address.ts'
import { type Selection, useSelection } from '../../ui/use-selection.ts'
import { CreateWebhook } from './create-webhook.tsx'
import { DeleteWebhooks } from './delete-webhooks.tsx'
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
      <Rows key={`${url} ${status}`} filter={filter} onFilter={change} create={create} />
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
  const selection = useSelection<Webhook>(data?.data ?? [])
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
  return (
    <>
      <SelectionBar
        selection={selection}
        hasMore={data.next_cursor !== null || filter.cursor !== undefined}
        readAll={() => readAllWebhooks(filter)}
      >
        <Button small kind="danger" onClick={() => setDeleting(selection.chosen)}>
          Delete selected
        </Button>
      </SelectionBar>
      <Table
        label="Webhooks"
        head={[
          <SelectPage key="select" selection={selection} />,
          'URL',
          'Events',
          'Status',
          'Last delivery',
          <Hidden key="actions">Actions</Hidden>,
        ]}
        wideColumns={[2, 3, 4]}
      >
        {data.data.map((webhook) => (
          <Row key={webhook.id} webhook={webhook} selection={selection} />
        ))}
      </Table>
      <Pager cursor={filter.cursor} next={data.next_cursor} onPage={(cursor) => onFilter({ cursor })} />
      <DeleteWebhooks
        webhooks={deleting}
        onClose={() => setDeleting([])}
        onDeleted={() => selection.set([])}
      />
    </>
  )
}

const Hidden = ({ children }: { children: ReactNode }) => <span className="sr-only">{children}</span>

function Row({ webhook, selection }: { webhook: Webhook; selection: Selection<Webhook> }) {
  const { id, url, description, event_types } = webhook
  const send = useMutation({ mutationFn: () => ping(id) })
  return (
    <>
      <tr>
        <Cell>
          <SelectBox row={webhook} name={url} selection={selection} />
        </Cell>
        <Cell>
          <WebhookLink id={id}>{url}</WebhookLink>
          {description && <p className="text-xs text-soft">{description}</p>}
          <OnPhone>
            <WebhookStatus webhook={webhook} />
          </OnPhone>
        </Cell>
        <Cell className={wide}>
          {event_types.length === 0 ? (
            'All'
          ) : (
            <span title={event_types.join(', ')}>{event_types.length} types</span>
          )}
        </Cell>
        <Cell className={wide}>
          <WebhookStatus webhook={webhook} />
        </Cell>
        <Cell className={wide}>
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
