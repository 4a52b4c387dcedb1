import { Tabs } from '@base-ui/react/tabs'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { type Delivery, deliveryQuery, redeliver, webhookQuery } from '../../api/webhooks.ts'
import { Button } from '../../ui/button.tsx'
import { classes } from '../../ui/classes.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Badge, Notice, PageHeader, Panel } from '../../ui/panel.tsx'
import { Scroll } from '../../ui/scroll.tsx'
import { Failure, Skeleton } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'
import { toast } from '../../ui/toasts.tsx'
import { asCurl, pretty } from './request-text.ts'
import { DeliveryStatus } from './status.tsx'

type Attempt = Delivery['attempts'][number]

/** One delivery: its attempts on the left, what was said in one of them on the right. */
export function DeliveryDetail({ id }: { id: string }) {
  const { data, error, isPending, refetch } = useQuery(deliveryQuery(id))
  if (isPending) return <Skeleton />
  if (error) return <Failure error={error} retry={() => void refetch()} />
  return <Loaded delivery={data} />
}

function Loaded({ delivery }: { delivery: Delivery }) {
  const navigate = useNavigate()
  const { data: webhook } = useQuery(webhookQuery(delivery.webhook_id))
  const [chosen, setChosen] = useState<number>()
  const again = useMutation({
    mutationFn: () => redeliver(delivery.id),
    onSuccess: ({ ids }) => {
      toast('Sent once more')
      const deliveryId = ids[0]
      if (deliveryId !== undefined)
        void navigate({ to: '/developers/deliveries/$deliveryId', params: { deliveryId } })
    },
  })
  const off = webhook?.status === 'disabled' ? 'Its webhook is disabled' : null
  const attempt = delivery.attempts.find(({ number }) => number === chosen) ?? delivery.attempts.at(-1)
  return (
    <>
      <PageHeader
        title={`${delivery.event.type} #${delivery.event.id}`}
        lead={
          <span className="grid justify-items-start gap-2">
            <span className="break-all">{webhook?.url}</span>
            <span className="flex gap-2">
              <DeliveryStatus status={delivery.status} /> {delivery.event.is_test && <Badge>test</Badge>}
              {delivery.redelivery_of && <Badge>redelivery</Badge>}
            </span>
          </span>
        }
        actions={
          <Button kind="primary" reason={off} busy={again.isPending} onClick={() => again.mutate()}>
            Redeliver
          </Button>
        }
      />
      {again.error && <Failure error={again.error} />}
      <div className="grid grid-cols-1 gap-6 lg:grid-cols-[16rem_1fr]">
        <Timeline delivery={delivery} chosen={attempt?.number} onChoose={setChosen} />
        {attempt ? (
          <AttemptTabs attempt={attempt} url={webhook?.url ?? 'https://…'} />
        ) : (
          <Panel>It has not been tried yet.</Panel>
        )}
      </div>
    </>
  )
}

interface TimelineProps {
  delivery: Delivery
  chosen: number | undefined
  onChoose(number: number): void
}

function Timeline({ delivery, chosen, onChoose }: TimelineProps) {
  return (
    <ol aria-label="Attempts" className="grid content-start gap-2">
      {delivery.attempts.map((attempt) => (
        <li key={attempt.number}>
          <button
            type="button"
            aria-pressed={attempt.number === chosen}
            onClick={() => onChoose(attempt.number)}
            className={classes(
              'grid w-full gap-1 rounded-md border p-3 text-left',
              attempt.number === chosen
                ? 'border-accent bg-accent-soft'
                : 'border-line bg-raised hover:bg-sunken',
            )}
          >
            <span className="flex items-center justify-between gap-2 text-sm font-medium">
              Attempt {attempt.number}
              <Badge tone={attempt.error ? 'bad' : 'good'}>
                {attempt.response?.status ?? attempt.error?.code}
              </Badge>
            </span>
            <span className="text-xs text-soft">
              <Time at={attempt.started_at} /> · {Math.round(attempt.duration_ms)} ms
            </span>
          </button>
        </li>
      ))}
      {delivery.next_attempt_at && (
        <li className="p-3 text-sm text-soft">
          Next attempt <Time at={delivery.next_attempt_at} />
        </li>
      )}
    </ol>
  )
}

const tabs = ['Request', 'Response', 'Signature', 'Timing'] as const

function AttemptTabs({ attempt, url }: { attempt: Attempt; url: string }) {
  return (
    <div className="grid min-w-0 content-start gap-4">
      {attempt.error && (
        <Notice tone="bad" title="What went wrong, and what helps">
          {attempt.error.message}
        </Notice>
      )}
      <Tabs.Root key={attempt.number} defaultValue="Request">
        <Tabs.List aria-label="The attempt" className="flex gap-1 border-b border-line">
          {tabs.map((tab) => (
            <Tabs.Tab
              key={tab}
              value={tab}
              className="min-h-9 border-b-2 border-transparent px-3 text-sm text-soft aria-selected:border-accent aria-selected:text-ink"
            >
              {tab}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="Request" className="grid gap-3 pt-4">
          <div>
            <CopyButton small text={asCurl(url, attempt.request)}>
              Copy as curl
            </CopyButton>
          </div>
          <Headers headers={attempt.request.headers} />
          <Body label="Body of the request" text={attempt.request.body} />
        </Tabs.Panel>
        <Tabs.Panel value="Response" className="grid gap-3 pt-4">
          {attempt.response ? (
            <>
              <p className="text-sm">Status {attempt.response.status}</p>
              <Headers headers={attempt.response.headers} />
              <Body label="Body of the response" text={attempt.response.body} />
            </>
          ) : (
            <p className="text-sm text-soft">No answer came.</p>
          )}
        </Tabs.Panel>
        <Tabs.Panel value="Signature" className="grid gap-3 pt-4">
          <SignatureFacts headers={attempt.request.headers} />
        </Tabs.Panel>
        <Tabs.Panel value="Timing" className="pt-4">
          <Timing attempt={attempt} />
        </Tabs.Panel>
      </Tabs.Root>
    </div>
  )
}

const Headers = ({ headers }: { headers: Readonly<Record<string, string>> }) => (
  <dl className="grid gap-x-4 gap-y-1 rounded-md bg-sunken p-3 font-mono text-xs sm:grid-cols-[14rem_1fr]">
    {Object.entries(headers).map(([name, value]) => (
      <div key={name} className="contents">
        <dt className="text-soft">{name}</dt>
        <dd className="break-all">{value}</dd>
      </div>
    ))}
  </dl>
)

/** Shown as text, whatever it is. */
const Body = ({ label, text }: { label: string; text: string }) => (
  <Scroll label={label} className="max-h-96 rounded-md bg-sunken p-3">
    <pre className="font-mono text-xs break-words whitespace-pre-wrap">{pretty(text) || '(empty)'}</pre>
  </Scroll>
)

const signed = [
  'x-fabdigit-signature',
  'x-fabdigit-signature-fingerprint',
  'webhook-id',
  'webhook-timestamp',
  'webhook-signature',
]

function SignatureFacts({ headers }: { headers: Readonly<Record<string, string>> }) {
  const found = Object.entries(headers).filter(([name]) => signed.includes(name.toLowerCase()))
  return (
    <>
      <p className="text-sm text-soft">
        X-FabDigit-Signature is the HMAC-SHA256 of the body, keyed with the whole secret. webhook-signature
        (Standard Webhooks) signs id, time and body with the decoded key.
      </p>
      <Headers headers={Object.fromEntries(found)} />
    </>
  )
}

const phases: readonly (readonly [keyof Attempt['timings_ms'], string])[] = [
  ['dns', 'Name looked up'],
  ['connect', 'Connected'],
  ['tls', 'TLS agreed'],
  ['first_byte', 'First byte'],
  ['total', 'Total'],
]

function Timing({ attempt }: { attempt: Attempt }) {
  const row = (label: string, value: ReactNode) => (
    <tr key={label} className="border-b border-line last:border-0">
      <th scope="row" className="py-2 text-left font-normal text-soft">
        {label}
      </th>
      <td className="py-2 text-right tabular-nums">{value}</td>
    </tr>
  )
  return (
    <Panel>
      <table className="w-full text-sm">
        <tbody>
          {phases.map(([name, label]) => {
            const ms = attempt.timings_ms[name]
            return row(label, ms === null ? '—' : `${ms} ms`)
          })}
          {row('Address', attempt.address ?? '—')}
        </tbody>
      </table>
    </Panel>
  )
}
