import { checkService } from './checks.ts'
import { deliveryService } from './deliveries.ts'
import { endpointService } from './endpoints.ts'
import { lifecycleService } from './lifecycle.ts'
import type { WebhookOptions } from './options.ts'
import { publishService } from './publish.ts'

export type WebhookService = ReturnType<typeof webhookService>

/** Webhooks: what they are, what goes through them, and the events that a shop publishes itself. */
export const webhookService = (options: WebhookOptions) => ({
  endpoints: endpointService(options),
  lifecycle: lifecycleService(options),
  checks: checkService(options),
  deliveries: deliveryService(options),
  events: publishService(options),
})
