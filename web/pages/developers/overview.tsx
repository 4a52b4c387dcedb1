import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useDeferredValue } from 'react'
import { type Account, isStaff, useAccount, webhooksAnswer } from '../../api/account.ts'
import { failedDeliveriesQuery } from '../../api/deliveries.ts'
import { readAhead } from '../../api/query.ts'
import { type Range, statisticsQuery } from '../../api/statistics.ts'
import { allTokensQuery } from '../../api/tokens.ts'
import { allWebhooksQuery } from '../../api/webhooks.ts'
import { PageHeader } from '../../ui/panel.tsx'
import { textLink } from '../auth/frame.tsx'
import { GateNotice } from '../integrations/gate.tsx'
import { PlaceProvider, useOwnPlace, WebhookLink } from '../webhooks/place.tsx'
import { DeliveryCharts } from './charts.tsx'
import { FailedDeliveries } from './failed-deliveries.tsx'
import { DeliveriesCard, TokensCard, WebhooksCard } from './glance.tsx'
import { RangePicker } from './range-picker.tsx'

/** Begins to read what the page shows, before it is drawn. */
export function readOverview(account: Account, range: Range = '24h'): void {
  readAhead(allTokensQuery)
  if (webhooksAnswer(account) !== 'full') return
  readAhead(allWebhooksQuery)
  readAhead(statisticsQuery(range))
  readAhead(failedDeliveriesQuery)
}

/** By the hour, of all webhooks or of the one that the address names. */
function Charts({ range, webhookId }: { range: Range; webhookId: string | undefined }) {
  const { data } = useQuery(allWebhooksQuery)
  const webhook = data?.find(({ id }) => id === webhookId)
  return (
    <section aria-labelledby="charts">
      <h2 id="charts" className="mb-3 text-lg font-semibold">
        By the hour
      </h2>
      {webhookId !== undefined && (
        <p className="mb-3 text-sm text-soft">
          Of {webhook ? <WebhookLink id={webhook.id}>{webhook.url}</WebhookLink> : 'one webhook'} alone.{' '}
          <Link to="/developers" search={range === '24h' ? {} : { range }} className={textLink}>
            Show all webhooks
          </Link>
        </p>
      )}
      <DeliveryCharts range={range} {...(webhookId !== undefined && { webhookId })} />
    </section>
  )
}

/** What one's programs do, at a glance: a customer's own, or the workspace's where the gate lets somebody in. */
export function OverviewPage() {
  const account = useAccount()
  const place = useOwnPlace()
  const { range = '24h', webhook_id } = useSearch({ from: '/inside/developers' })
  const navigate = useNavigate({ from: '/developers' })
  const gate = webhooksAnswer(account)
  // Below the cards: drawn when these are seen, piece by piece.
  const isBelowDrawn = useDeferredValue(true, false)
  return (
    <PlaceProvider value={place}>
      <PageHeader
        title="Developers"
        lead={
          isStaff(account) && gate === 'full'
            ? 'Your tokens, and how the webhooks of the workspace are doing.'
            : gate === 'full'
              ? 'Your tokens and webhooks, and how their deliveries are doing.'
              : 'Your tokens, and the tools for who writes programs.'
        }
        actions={
          gate === 'full' && (
            <RangePicker
              range={range}
              onChange={(next) =>
                void navigate({
                  search: { webhook_id, ...(next !== '24h' && { range: next }) },
                  replace: true,
                })
              }
            />
          )
        }
      />
      <div className="grid grid-cols-1 gap-6">
        <div className="grid grid-cols-1 gap-4 sm:grid-cols-3">
          <TokensCard />
          {gate === 'full' && <WebhooksCard />}
          {gate === 'full' && <DeliveriesCard range={range} />}
        </div>
        {gate !== 'full' && <GateNotice answer={gate} />}
        {gate === 'full' && isBelowDrawn && (
          <>
            <Charts range={range} webhookId={webhook_id} />
            <FailedDeliveries />
          </>
        )}
      </div>
    </PlaceProvider>
  )
}
