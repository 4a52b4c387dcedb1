import { checkService } from './checks.ts'
import { deliveryService } from './deliveries.ts'
import { endpointService } from './endpoints.ts'
import { lifecycleService } from './lifecycle.ts'
import type { WebhookOptions } from './options.ts'
import { publishService } from './publish.ts'
import { ReplayRunner } from './replay-runner.ts'
import { replayService } from './replays.ts'
import { statisticsService } from './statistics.ts'
import { rollUpStatistics } from './statistics-roll-up.ts'

export type WebhookService = ReturnType<typeof webhookService>

/** Webhooks: what they are, what goes through them, and the events that a shop publishes itself. */
export function webhookService(options: WebhookOptions) {
  const replayRunner = new ReplayRunner(options)
  return {
    endpoints: endpointService(options),
    lifecycle: lifecycleService(options),
    checks: checkService(options),
    deliveries: deliveryService(options),
    replays: replayService(options, replayRunner),
    replayRunner,
    statistics: statisticsService(options),
    rollUpStatistics: () => rollUpStatistics(options),
    events: publishService(options),
  }
}
