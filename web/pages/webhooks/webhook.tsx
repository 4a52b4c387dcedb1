import { useParams } from '@tanstack/react-router'
import { Gated } from '../integrations/gate.tsx'
import { PlaceProvider, shopsLead, useOwnPlace } from './place.tsx'
import { WebhookDetail } from './webhook-detail.tsx'

const ShopWebhook = ({ id }: { id: string }) => (
  <Gated leaf="webhooks" title="Webhook" lead={shopsLead}>
    <PlaceProvider value="integrations">
      <WebhookDetail id={id} />
    </PlaceProvider>
  </Gated>
)

export const ShopWebhookPage = () => (
  <ShopWebhook id={useParams({ from: '/inside/settings/integrations/webhooks/$webhookId' }).webhookId} />
)

export function OwnWebhookPage() {
  const { webhookId } = useParams({ from: '/inside/developers/webhooks/$webhookId' })
  if (useOwnPlace() === 'integrations') return <ShopWebhook id={webhookId} />
  return (
    <PlaceProvider value="developers">
      <WebhookDetail id={webhookId} />
    </PlaceProvider>
  )
}
