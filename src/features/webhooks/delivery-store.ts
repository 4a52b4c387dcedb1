import type { Selectable } from 'kysely'
import type { Queryable, Tx } from '../../db/port.ts'
import { q } from '../../db/query.ts'
import type { Tables } from '../../db/tables.gen.ts'
import type { Owner } from '../../domain/access/principal.ts'
import type { StoredDeliveryStatus } from '../../domain/delivery/states.ts'
import { lowestId } from '../../platform/ids.ts'
import { ownedBy } from './store.ts'

/** Makes what waits for a later try due now: an endpoint that was just enabled starts with what it missed. */
export const releaseHeld = (tx: Tx, webhookIds: readonly string[], now: Date) =>
  tx.run(
    q
      .updateTable('deliveries')
      .set({ next_attempt_at: now })
      .where('webhook_id', 'in', [...webhookIds])
      .where('status', '=', 'pending')
      .where('next_attempt_at', '>', now),
  )

/** Gives up what waits for these webhooks. */
export const discardPending = (db: Queryable, webhookIds: readonly string[]) =>
  db.run(
    q
      .updateTable('deliveries')
      .set({ status: 'discarded', next_attempt_at: null })
      .where('webhook_id', 'in', [...webhookIds])
      .where('status', '=', 'pending'),
  )

const deliveries = q
  .selectFrom('deliveries as d')
  .innerJoin('events as e', 'e.id', 'd.event_id')
  .innerJoin('webhooks as w', 'w.id', 'd.webhook_id')
  .select([
    'd.id',
    'd.webhook_id',
    'd.redelivery_of',
    'd.status',
    'd.attempt_count',
    'd.next_attempt_at',
    'd.discard_reason',
    'e.id as event_id',
    'e.type as event_type',
    'e.created_at as event_created_at',
    'e.is_test',
    'w.status as webhook_status',
  ])

export interface DeliveryRow {
  id: string
  webhook_id: string
  redelivery_of: string | null
  status: string
  attempt_count: number
  next_attempt_at: Date | null
  discard_reason: string | null
  event_id: number
  event_type: string
  event_created_at: Date
  is_test: boolean
  webhook_status: string
}

export interface DeliveryFilter {
  /** As stored: `held` is for the caller to decide. */
  status?: StoredDeliveryStatus | undefined
  type?: string | undefined
  from?: Date | undefined
  to?: Date | undefined
}

/** A webhook's deliveries, newest first. `after` is the last id seen. */
export function listDeliveries(
  db: Queryable,
  webhookId: string,
  filter: DeliveryFilter,
  limit: number,
  after: string | undefined,
): Promise<DeliveryRow[]> {
  const { status, type, from, to } = filter
  return db.rows(
    deliveries
      .where('d.webhook_id', '=', webhookId)
      .$if(after !== undefined, (query) => query.where('d.id', '<', after as string))
      // A delivery's id begins with the time it was made at.
      .$if(from !== undefined, (query) => query.where('d.id', '>=', lowestId(from as Date)))
      .$if(to !== undefined, (query) => query.where('d.id', '<', lowestId(to as Date)))
      .$if(status !== undefined, (query) => query.where('d.status', '=', status as string))
      .$if(type !== undefined, (query) => query.where('e.type', '=', type as string))
      .orderBy('d.id', 'desc')
      .limit(limit),
  )
}

export type DeliveryWithEvent = DeliveryRow & { audience: string; body: string }

/** A delivery of one of the owner's webhooks, with what its requests are rebuilt from. */
export const findDelivery = (
  db: Queryable,
  owner: Owner,
  id: string,
): Promise<DeliveryWithEvent | undefined> =>
  db.maybe(deliveries.select(['w.audience', 'e.body']).where(ownedBy(owner)).where('d.id', '=', id))

export type AttemptRow = Selectable<Tables['attempts']>

const inOrder = ['delivery_id', 'number'] as const

export const readAttempts = (db: Queryable, deliveryId: string): Promise<AttemptRow[]> =>
  db.rows(q.selectFrom('attempts').selectAll().where('delivery_id', '=', deliveryId).orderBy('number'))

export type AttemptInList = Omit<AttemptRow, 'response_headers' | 'response_body'>

/** The attempts of many deliveries, without what the receivers said. */
export async function listAttempts(db: Queryable, deliveryIds: readonly string[]): Promise<AttemptInList[]> {
  if (deliveryIds.length === 0) return []
  return db.rows(
    q
      .selectFrom('attempts')
      .select([
        ...inOrder,
        'started_at',
        'duration_ms',
        'timings_ms',
        'address',
        'response_status',
        'error_code',
        'error_message',
      ])
      .where('delivery_id', 'in', [...deliveryIds])
      .orderBy('delivery_id')
      .orderBy('number'),
  )
}

export interface RedeliverableRow {
  id: string
  webhook_id: string
  event_id: number
  webhook_status: string
}

/** Those of the ids that are the owner's. Their webhooks cannot be deleted until the transaction ends. */
export const lockForRedelivery = (
  tx: Tx,
  owner: Owner,
  ids: readonly string[],
): Promise<RedeliverableRow[]> =>
  tx.rows(
    q
      .selectFrom('deliveries as d')
      .innerJoin('events as e', 'e.id', 'd.event_id')
      .innerJoin('webhooks as w', 'w.id', 'd.webhook_id')
      .select(['d.id', 'd.webhook_id', 'd.event_id', 'w.status as webhook_status'])
      .where(ownedBy(owner))
      .where('d.id', 'in', [...ids])
      .forKeyShare('w'),
  )

export interface NewDelivery {
  id: string
  webhook_id: string
  event_id: number
  redelivery_of: string
}

/** New deliveries, due at once. */
export const insertDeliveries = (tx: Tx, rows: readonly NewDelivery[], now: Date) =>
  tx.run(q.insertInto('deliveries').values(rows.map((row) => ({ ...row, next_attempt_at: now }))))
