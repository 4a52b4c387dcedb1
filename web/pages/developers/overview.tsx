import { useNavigate, useSearch } from '@tanstack/react-router'
import { gateOf, isStaff, useAccount } from '../../api/account.ts'
import { PageHeader } from '../../ui/panel.tsx'
import { GateNotice } from '../integrations/gate.tsx'
import { PlaceProvider, useOwnPlace } from '../webhooks/place.tsx'
import { DeliveryCharts } from './charts.tsx'
import { FailedDeliveries } from './failed-deliveries.tsx'
import { DeliveriesCard, TokensCard, WebhooksCard } from './glance.tsx'
import { RangePicker } from './range-picker.tsx'

/** What one's programs do, at a glance: a customer's own, or the workspace's where the gate lets somebody in. */
export function OverviewPage() {
  const account = useAccount()
  const place = useOwnPlace()
  const { range = '24h' } = useSearch({ from: '/inside/developers' })
  const navigate = useNavigate({ from: '/developers' })
  const gate = isStaff(account) ? gateOf(account, 'webhooks').answer : 'full'
  return (
    <PlaceProvider value={place}>
      <PageHeader
        title="Developers"
        lead={
          isStaff(account)
            ? 'Your tokens, and how the webhooks of the workspace are doing.'
            : 'Your tokens and webhooks, and how their deliveries are doing.'
        }
        actions={
          gate === 'full' && (
            <RangePicker
              range={range}
              onChange={(next) =>
                void navigate({ search: next === '24h' ? {} : { range: next }, replace: true })
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
        {gate === 'full' ? (
          <>
            <section aria-labelledby="charts">
              <h2 id="charts" className="mb-3 text-lg font-semibold">
                By the hour
              </h2>
              <DeliveryCharts range={range} />
            </section>
            <FailedDeliveries />
          </>
        ) : (
          <GateNotice answer={gate} />
        )}
      </div>
    </PlaceProvider>
  )
}
