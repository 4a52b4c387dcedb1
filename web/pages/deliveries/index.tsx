import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { isStaff, useAccount } from '../../api/account.ts'
import { ButtonLink } from '../../ui/button.tsx'
import { PageHeader } from '../../ui/panel.tsx'
import { FirstRun } from '../../ui/states.tsx'
import { Gated } from '../integrations/gate.tsx'
import { listPathOf, PlaceProvider, useOwnPlace } from '../webhooks/place.tsx'
import { DeliveryDetail } from './delivery.tsx'
import { DeliveryLog } from './delivery-log.tsx'

const title = 'Deliveries'
const lead = 'Everything that was sent, or waits to be: to all webhooks, newest first.'

function Log() {
  const filter = useSearch({ from: '/inside/developers/deliveries' })
  const navigate = useNavigate({ from: '/developers/deliveries' })
  const place = useOwnPlace()
  return (
    <>
      <PageHeader title={title} lead={lead} />
      <DeliveryLog
        filter={filter}
        onFilter={(members) => void navigate({ search: { ...filter, ...members }, replace: true })}
        first={
          <FirstRun
            title="No deliveries yet"
            action={
              <ButtonLink kind="primary" to={listPathOf[place]}>
                Webhooks
              </ButtonLink>
            }
          >
            Each event that a webhook subscribes to becomes a delivery here, with every attempt at it. Make a
            webhook and send a test event to see the first.
          </FirstRun>
        }
      />
    </>
  )
}

/** The log of all webhooks: a customer's own, or the workspace's where the gate lets somebody in. */
export function DeliveryLogPage() {
  const account = useAccount()
  const place = useOwnPlace()
  return (
    <PlaceProvider value={place}>
      {isStaff(account) ? (
        <Gated leaf="webhooks" title={title} lead={lead}>
          <Log />
        </Gated>
      ) : (
        <Log />
      )}
    </PlaceProvider>
  )
}

export function DeliveryPage() {
  const { deliveryId } = useParams({ from: '/inside/developers/deliveries/$deliveryId' })
  const place = useOwnPlace()
  const detail = <DeliveryDetail id={deliveryId} />
  return (
    <PlaceProvider value={place}>
      {place === 'integrations' ? (
        <Gated leaf="webhooks" title="Delivery" lead={lead}>
          {detail}
        </Gated>
      ) : (
        detail
      )}
    </PlaceProvider>
  )
}
