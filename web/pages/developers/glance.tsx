import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { type Range, statisticsQuery } from '../../api/statistics.ts'
import { allTokensQuery } from '../../api/tokens.ts'
import { allWebhooksQuery } from '../../api/webhooks.ts'
import { paths } from '../../paths.ts'
import { Panel } from '../../ui/panel.tsx'
import { Failure } from '../../ui/states.tsx'
import { textLink } from '../auth/frame.tsx'
import { useListPath, WebhookLink } from '../webhooks/place.tsx'
import { reasonOf } from '../webhooks/status.tsx'
import { showLatency, showRate } from './figures.ts'
import { isExpiring, isUnused } from './token-age.ts'

interface CardProps {
  title: string
  value: string | undefined
  error: Error | null
  children: ReactNode
}

const Card = ({ title, value, error, children }: CardProps) => (
  <Panel className="grid grid-cols-1 content-start gap-1">
    <h2 className="text-sm font-medium text-soft">{title}</h2>
    {error ? (
      <Failure error={error} />
    ) : (
      <p className="text-2xl font-semibold tabular-nums">{value ?? '…'}</p>
    )}
    <div className="text-sm text-soft">{children}</div>
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
    <Card title="Tokens" value={data && n(data.length, 'token', 'tokens')} error={error}>
      {expiring > 0 && <p className="text-warn">{n(expiring, 'expires', 'expire')} within 14 days</p>}
      {unused > 0 && <p className="text-warn">{n(unused, 'is', 'are')} unused for 30 days</p>}
      <Link to={paths.developerTokens} className={`mt-1 inline-flex min-h-6 items-center ${textLink}`}>
        {data?.length === 0 ? 'Mint the first' : 'Manage tokens'}
      </Link>
    </Card>
  )
}

/** The webhooks: how many are on, and which need somebody. */
export function WebhooksCard() {
  const { data, error } = useQuery(allWebhooksQuery)
  const listPath = useListPath()
  const enabled = data?.filter(({ status }) => status === 'enabled') ?? []
  const troubled = data?.filter((one) => one.status === 'disabled' || one.consecutive_failures > 0) ?? []
  return (
    <Card title="Webhooks" value={data && `${enabled.length} of ${data.length} enabled`} error={error}>
      <ul className="grid gap-0.5">
        {troubled.slice(0, 3).map((webhook) => (
          <li key={webhook.id}>
            <WebhookLink id={webhook.id}>{webhook.url.replace(/^https?:\/\//, '')}</WebhookLink>{' '}
            {reasonOf(webhook) ?? `failed ${webhook.consecutive_failures} in a row`}
          </li>
        ))}
        {troubled.length > 3 && <li>and {troubled.length - 3} more</li>}
      </ul>
      <Link to={listPath} className={`mt-1 inline-flex min-h-6 items-center ${textLink}`}>
        {data?.length === 0 ? 'Add the first' : 'Manage webhooks'}
      </Link>
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
    >
      {data && (
        <p>
          Success rate {showRate(data.totals)}
          <br />
          95 % within {showLatency(data.totals)}
        </p>
      )}
      <Link to={paths.deliveries} className={textLink}>
        Delivery log
      </Link>
    </Card>
  )
}
