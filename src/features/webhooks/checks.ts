import { notFound, Problem } from '../../contract/errors.ts'
import { type Actor, ownerOf } from '../../domain/access/principal.ts'
import type { NewEvent } from '../../engine/index.ts'
import { acceptEvents } from './accept.ts'
import { explainExchange } from './failures.ts'
import { userBehind, type WebhookOptions } from './options.ts'
import { findWebhook, type WebhookRow } from './store.ts'

const pingHeaders = ['Content-Type', 'application/json', 'User-Agent', 'FabDigit-Webhook/1'] as const

/** The two tests of a webhook (product.md, "Two tests"). */
export function checkService(options: WebhookOptions) {
  const { db, clock, outbound, policyOf, timeoutMs } = options

  async function load(actor: Actor, id: string): Promise<WebhookRow> {
    const row = await findWebhook(db, ownerOf(actor.principal), id)
    if (row === undefined) throw notFound()
    return row
  }

  return {
    /** A signed test event through the whole pipeline, to this webhook only. */
    async sendTest(actor: Actor, id: string): Promise<{ event_id: number }> {
      const webhook = await load(actor, id)
      if (webhook.status === 'disabled') throw new Problem('webhook_disabled')
      const event: NewEvent = {
        workspaceId: webhook.workspace_id,
        userId: userBehind(actor.principal),
        type: 'webhook.test',
        data: {
          title: 'Test event',
          message: 'Somebody asked for it. Your receiver answers it like any other event.',
          webhook_id: webhook.id,
        },
        isTest: true,
        onlyWebhookId: webhook.id,
      }
      return acceptEvents(options, actor, [event], ([id]) => ({ event_id: id as number }))
    },

    /** One small unsigned POST, its result at once. Nothing is recorded, the breaker does not hear of it. */
    async ping(actor: Actor, id: string) {
      const webhook = await load(actor, id)
      const exchange = await outbound.post({
        url: webhook.url,
        policy: policyOf(webhook.audience as 'customer' | 'workspace'),
        headers: pingHeaders,
        body: JSON.stringify({ ping: true, webhook_id: webhook.id, sent_at: clock.now() }),
        timeoutMs,
      })
      return {
        status: exchange.response?.status ?? null,
        duration_ms: Math.round(exchange.durationMs),
        error: explainExchange(exchange, timeoutMs),
      }
    },
  }
}
