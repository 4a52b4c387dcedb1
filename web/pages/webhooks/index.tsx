import { useParams } from '@tanstack/react-router'
import { Gated } from '../integrations/gate.tsx'
import { PlaceProvider } from './place.tsx'
import { WebhookDetail } from './webhook-detail.tsx'
import { WebhookList } from './webhook-list.tsx'

const shopsLead = 'Signed deliveries of the events of all your customers.'

export const ShopWebhooksPage = () => (
  <Gated leaf="webhooks" title="Webhooks" lead={shopsLead}>
    <PlaceProvider value="integrations">
      <WebhookList lead={shopsLead} />
    </PlaceProvider>
  </Gated>
)

export function ShopWebhookPage() {
  const { webhookId } = useParams({ from: '/inside/settings/integrations/webhooks/$webhookId' })
  return (
    <Gated leaf="webhooks" title="Webhook" lead={shopsLead}>
      <PlaceProvider value="integrations">
        <WebhookDetail id={webhookId} />
      </PlaceProvider>
    </Gated>
  )
}

export const OwnWebhooksPage = () => (
  <PlaceProvider value="developers">
    <WebhookList lead="Signed deliveries of your events to your own systems." />
  </PlaceProvider>
)

export function OwnWebhookPage() {
  const { webhookId } = useParams({ from: '/inside/developers/webhooks/$webhookId' })
  return (
    <PlaceProvider value="developers">
      <WebhookDetail id={webhookId} />
    </PlaceProvider>
  )
}
