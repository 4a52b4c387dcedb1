import { pageRequest, toPage } from '../../contract/common.ts'
import type {
  DeliveryAnswer,
  DeliveryInList,
  DeliveryQuery,
  OwnDeliveryQuery,
} from '../../contract/deliveries.ts'
import { notFound, Problem } from '../../contract/errors.ts'
import { rememberAnswer } from '../../db/idempotency-store.ts'
import { type Actor, type Owner, ownerOf } from '../../domain/access/principal.ts'
import { type EndpointStatus, type StoredDeliveryStatus, shownStatus } from '../../domain/delivery/states.ts'
import { wakeLanes } from '../../engine/index.ts'
import { newId } from '../../platform/ids.ts'
import { presentAttempt, presentWholeAttempt } from './attempts.ts'
import * as log from './delivery-store.ts'
import type { WebhookOptions } from './options.ts'
import { readSigningKeys } from './secrets.ts'
import { findWebhook } from './store.ts'

type Members = Omit<DeliveryInList, 'attempts'>

function present(row: log.DeliveryRow): Members {
  const status = shownStatus(row.status as StoredDeliveryStatus, row.webhook_status as EndpointStatus)
  return {
    id: row.id,
    webhook_id: row.webhook_id,
    event: {
      id: row.event_id,
      type: row.event_type as Members['event']['type'],
      created_at: row.event_created_at.toISOString(),
      is_test: row.is_test,
    },
    status,
    redelivery_of: row.redelivery_of,
    attempt_count: row.attempt_count,
    // One that is held has no next try until its webhook is enabled.
    next_attempt_at: status === 'pending' ? (row.next_attempt_at?.toISOString() ?? null) : null,
    ...(row.discard_reason === 'expired' && { discard_reason: row.discard_reason }),
  }
}

/** The delivery log of an owner's webhooks. */
export function deliveryService({ db, clock, masterKey, timeoutMs }: WebhookOptions) {
  async function list(owner: Owner, { event_id, ...query }: OwnDeliveryQuery) {
    const { webhook_id } = query
    if (webhook_id !== undefined && (await findWebhook(db, owner, webhook_id)) === undefined) throw notFound()
    const { limit, after } = pageRequest(query)
    const event = event_id === undefined ? undefined : await log.findEventTime(db, event_id)
    if (event_id !== undefined && event === undefined) return { data: [], next_cursor: null }
    const rows = await log.listDeliveries(db, owner, { ...query, event }, limit + 1, after)
    const shownIds = rows.slice(0, limit).map((row) => row.id)
    const attempts = Map.groupBy(await log.listAttempts(db, shownIds), (attempt) => attempt.delivery_id)
    return toPage(rows, limit, (row) => ({
      ...present(row),
      attempts: (attempts.get(row.id) ?? []).map((attempt) => presentAttempt(attempt, timeoutMs)),
    }))
  }

  return {
    /** Of one webhook. */
    list: (actor: Actor, webhookId: string, query: DeliveryQuery) =>
      list(ownerOf(actor.principal), { ...query, webhook_id: webhookId }),

    /** Of all the owner's webhooks. */
    listAll: (actor: Actor, query: OwnDeliveryQuery) => list(ownerOf(actor.principal), query),

    /** One delivery with every attempt in full. */
    async read(actor: Actor, id: string): Promise<DeliveryAnswer> {
      const row = await log.findDelivery(db, ownerOf(actor.principal), id)
      if (row === undefined) throw notFound()
      const attempts = await log.readAttempts(db, row.id)
      const keys = attempts.length === 0 ? [] : await readSigningKeys(db, masterKey, row.webhook_id)
      return {
        ...present(row),
        attempts: attempts.map((attempt) => presentWholeAttempt(attempt, row, keys, timeoutMs)),
      }
    },

    /** New deliveries of the same events, due at once, with the whole schedule before them. All or none. */
    async redeliver(actor: Actor, ids: readonly string[]): Promise<{ ids: string[] }> {
      const wanted = [...new Set(ids.map((id) => id.toLowerCase()))]
      const now = clock.now()
      return db.transaction(async (tx) => {
        const found = await log.lockForRedelivery(tx, ownerOf(actor.principal), wanted)
        if (found.length !== wanted.length) throw notFound()
        if (found.some((row) => row.webhook_status === 'disabled')) throw new Problem('webhook_disabled')
        const byId = new Map(found.map((row) => [row.id, row]))
        const rows = wanted.map((id) => {
          const { webhook_id, event_id } = byId.get(id) as log.RedeliverableRow
          return { id: newId(now), webhook_id, event_id, redelivery_of: id }
        })
        await log.insertDeliveries(tx, rows, now)
        await wakeLanes(tx, [...new Set(rows.map((row) => row.webhook_id))])
        const answer = { ids: rows.map((row) => row.id) }
        await rememberAnswer(tx, actor.claim, answer)
        return answer
      })
    },
  }
}
