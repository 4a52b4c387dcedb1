import { useParams } from '@tanstack/react-router'
import { Gated } from '../integrations/gate.tsx'
import { PlaceProvider, useOwnPlace } from './place.tsx'
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

/** A customer's own; who works in the shop has those of the workspace, behind their gate. */
export function OwnWebhooksPage() {
  if (useOwnPlace() === 'integrations') return <ShopWebhooksPage />
  return (
    <PlaceProvider value="developers">
      <WebhookList lead="Signed deliveries of your events to your own systems." />
    </PlaceProvider>
  )
}

export function OwnWebhookPage() {
  const { webhookId } = useParams({ from: '/inside/developers/webhooks/$webhookId' })
  if (useOwnPlace() === 'integrations') return <ShopWebhook id={webhookId} />
  return (
    <PlaceProvider value="developers">
      <WebhookDetail id={webhookId} />
    </PlaceProvider>
  )
}
