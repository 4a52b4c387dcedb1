import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { type Range, statisticsQuery } from '../../api/statistics.ts'
import { allTokensQuery } from '../../api/tokens.ts'
import { allWebhooksQuery } from '../../api/webhooks.ts'
import { paths } from '../../paths.ts'
import { Panel } from '../../ui/panel.tsx'
import { Failure } from '../../ui/states.tsx'
import { quietLink } from '../auth/frame.tsx'
import { useListPath, WebhookLink } from '../webhooks/place.tsx'
import { reasonOf } from '../webhooks/status.tsx'
import { showLatency, showRate } from './figures.ts'
import { isExpiring, isUnused } from './token-age.ts'

interface CardProps {
  title: string
  value: string | undefined
  error: Error | null
  /** At most two lines, whose place is kept. */
  children?: ReactNode
  /** Where to do something about it. */
  to: ReactNode
}

const Card = ({ title, value, error, children, to }: CardProps) => (
  <Panel className="grid grid-cols-1 content-start gap-1">
    <h2 className="text-sm font-medium text-soft">{title}</h2>
    {error ? (
      <Failure error={error} />
    ) : (
      <p className="text-2xl font-semibold tabular-nums">{value ?? '…'}</p>
    )}
    <div className="min-h-10 text-sm text-soft">{children}</div>
    <div className="mt-1 flex min-h-6 items-center text-sm">{to}</div>
  </Panel>
)

const n = (count: number, one: string, many: string): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`

/** One's tokens: how many, and which to think about. */
export function TokensCard() {
  const { data, error } = useQuery(allTokensQuery)
  const expiring = data?.filter((token) => isExpiring(token)).length ?? 0
  const unused = data?.filter((token) => isUnused(token)).length ?? 0
  return (
    <Card
      title="Tokens"
      value={data && n(data.length, 'token', 'tokens')}
      error={error}
      to={
        <Link to={paths.developerTokens} className={quietLink}>
          {data?.length === 0 ? 'Mint the first' : 'Manage tokens'}
        </Link>
      }
    >
      {expiring > 0 && <p className="text-warn">{n(expiring, 'expires', 'expire')} within 14 days</p>}
      {unused > 0 && <p className="text-warn">{n(unused, 'is', 'are')} unused for 30 days</p>}
      {data && expiring + unused === 0 && (
        <p>{data.length === 0 ? 'For scripts and programs that act as you.' : 'All are in use.'}</p>
      )}
    </Card>
  )
}

/** The first in trouble, and how many there are more: two lines. */
const mostTroubled = 1

/** The webhooks: how many are on, and which need somebody. */
export function WebhooksCard() {
  const { data, error } = useQuery(allWebhooksQuery)
  const listPath = useListPath()
  const enabled = data?.filter(({ status }) => status === 'enabled') ?? []
  const troubled = data?.filter((one) => one.status === 'disabled' || one.consecutive_failures > 0) ?? []
  return (
    <Card
      title="Webhooks"
      value={data && `${enabled.length} of ${data.length} enabled`}
      error={error}
      to={
        <Link to={listPath} className={quietLink}>
          {data?.length === 0 ? 'Add the first' : 'Manage webhooks'}
        </Link>
      }
    >
      <ul>
        {troubled.slice(0, mostTroubled).map((webhook) => (
          <li key={webhook.id} className="truncate">
            <WebhookLink id={webhook.id}>{webhook.url.replace(/^https?:\/\//, '')}</WebhookLink>{' '}
            {reasonOf(webhook) ?? `failed ${webhook.consecutive_failures} in a row`}
          </li>
        ))}
        {troubled.length > mostTroubled && <li>and {troubled.length - mostTroubled} more in trouble</li>}
      </ul>
      {data && data.length > 0 && troubled.length === 0 && <p>All receivers answer.</p>}
      {data?.length === 0 && <p>Events are sent to your address as they happen.</p>}
    </Card>
  )
}

export function DeliveriesCard({ range }: { range: Range }) {
  const { data, error } = useQuery(statisticsQuery(range))
  return (
    <Card
      title={range === '24h' ? 'Last 24 hours' : 'Last 7 days'}
      value={data && n(data.totals.delivered, 'delivery', 'deliveries')}
      error={error}
      to={
        <Link to={paths.deliveries} className={quietLink}>
          Delivery log
        </Link>
      }
    >
      {data && (
        <p>
          Success rate {showRate(data.totals)}
          <br />
          95 % within {showLatency(data.totals)}
        </p>
      )}
    </Card>
  )
}
