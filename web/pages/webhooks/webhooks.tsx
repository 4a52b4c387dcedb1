import { type Account, webhooksAnswer } from '../../api/account.ts'
import { readAhead } from '../../api/query.ts'
import { type WebhookFilter, webhooksQuery } from '../../api/webhooks.ts'
import { Gated } from '../integrations/gate.tsx'
import { PlaceProvider, shopsLead, useOwnPlace } from './place.tsx'
import { WebhookList } from './webhook-list.tsx'

interface Search {
  url?: string | undefined
  status?: string | undefined
  cursor?: string | undefined
}

/** Begins to read the list that an address asks for, before it is drawn. */
export function readWebhooks(account: Account, { url, status, cursor }: Search): void {
  if (webhooksAnswer(account) !== 'full') return
  readAhead(webhooksQuery({ url, status, cursor } as WebhookFilter))
}

export const ShopWebhooksPage = () => (
  <Gated leaf="webhooks" title="Webhooks" lead={shopsLead}>
    <PlaceProvider value="integrations">
      <WebhookList lead={shopsLead} />
    </PlaceProvider>
  </Gated>
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
