import type { Selectable } from 'kysely'
import type { Queryable, Tx } from '../../db/port.ts'
import { q, sql } from '../../db/query.ts'
import type { Tables } from '../../db/tables.gen.ts'
import type { Owner } from '../../domain/access/principal.ts'
import type { DeliveryStatus } from '../../domain/delivery/states.ts'
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

/** Which of an owner's deliveries; `status` as it is shown. */
export interface DeliveryFilter {
  webhook_id?: string | undefined
  event?: EventTime | undefined
  status?: DeliveryStatus | undefined
  type?: string | undefined
  from?: Date | undefined
  to?: Date | undefined
}

/** The stored status behind a shown one, and what its webhook must be then. */
const storedAs = (status: DeliveryStatus) =>
  status === 'held'
    ? sql`d.status = 'pending' AND w.status = 'disabled'`
    : status === 'pending'
      ? sql`d.status = 'pending' AND w.status = 'enabled'`
      : sql`d.status = ${sql.lit(status)}`

/** An event, and when it was made. */
export interface EventTime {
  id: number
  at: Date
}

export const findEventTime = (db: Queryable, id: number): Promise<EventTime | undefined> =>
  db.maybe(q.selectFrom('events').select(['id', 'created_at as at']).where('id', '=', id))

const aroundMs = 3_600_000

/** First deliveries are made with their event, so their ids are of that time; later ones have an index of their own. */
const ofEvent = ({ id, at }: EventTime) => sql`d.id IN (
  SELECT r.id FROM deliveries r WHERE r.event_id = ${id} AND r.redelivery_of IS NOT NULL
  UNION ALL
  SELECT f.id FROM deliveries f WHERE f.webhook_id = w.id AND f.event_id = ${id} AND f.redelivery_of IS NULL
    AND f.id >= ${lowestId(new Date(at.getTime() - aroundMs))}
    AND f.id < ${lowestId(new Date(at.getTime() + aroundMs))})`

/**
 * The deliveries of all of an owner's webhooks, newest first. Each webhook gives its newest by its own index, and the
 * newest of those are the page: what it costs follows the number of webhooks, not of deliveries.
 */
export function listDeliveries(
  db: Queryable,
  owner: Owner,
  { webhook_id, event, status, type, from, to }: DeliveryFilter,
  limit: number,
  after: string | undefined,
): Promise<DeliveryRow[]> {
  const conditions = [
    sql`d.webhook_id = w.id`,
    ...(after === undefined ? [] : [sql`d.id < ${after}`]),
    // A delivery's id begins with the time it was made at.
    ...(from === undefined ? [] : [sql`d.id >= ${lowestId(from)}`]),
    ...(to === undefined ? [] : [sql`d.id < ${lowestId(to)}`]),
    ...(status === undefined ? [] : [storedAs(status)]),
    ...(type === undefined ? [] : [sql`e.type = ${type}`]),
    ...(event === undefined ? [] : [ofEvent(event)]),
  ]
  return db.rows(sql<DeliveryRow>`
    SELECT d.*, w.status AS webhook_status
    FROM webhooks w CROSS JOIN LATERAL (
      SELECT d.id, d.webhook_id, d.redelivery_of, d.status, d.attempt_count, d.next_attempt_at, d.discard_reason,
             e.id AS event_id, e.type AS event_type, e.created_at AS event_created_at, e.is_test
      FROM deliveries d JOIN events e ON e.id = d.event_id
      WHERE ${sql.join(conditions, sql` AND `)}
      ORDER BY d.id DESC LIMIT ${limit}) d
    WHERE ${ownedBy(owner)} AND (${webhook_id ?? null}::uuid IS NULL OR w.id = ${webhook_id ?? null}::uuid)
    ORDER BY d.id DESC LIMIT ${limit}`)
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
