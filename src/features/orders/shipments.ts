import { invalidTransition, notFound, Problem } from '../../contract/errors.ts'
import type { ShipmentAnswer, ShipmentInput } from '../../contract/shipments.ts'
import { rememberAnswer } from '../../db/idempotency-store.ts'
import type { Tx } from '../../db/port.ts'
import { type Actor, actsAsTest, type Owner, ownerOf } from '../../domain/access/principal.ts'
import { moveOrder, type OrderAction } from '../../domain/records/order.ts'
import {
  isComplete,
  isDelivered,
  packShipment,
  type ShipmentAction,
  shipmentMachine,
} from '../../domain/records/shipment.ts'
import { newId } from '../../platform/ids.ts'
import { recordAudit } from '../audit/index.ts'
import { nextNumber } from '../numbering/index.ts'
import { presentShipment } from './answer.ts'
import { orderDelivered, shipmentShipped } from './events.ts'
import type { OrdersOptions } from './options.ts'
import { changeOrder, lockOrder, type OrderChange, type OrderRow } from './order-store.ts'
import { listShipments, type ShipmentRow } from './parts-store.ts'
import * as store from './shipment-store.ts'

export type ShipmentService = ReturnType<typeof shipmentService>

/** What a shipment is afterwards, in a sentence that refuses. */
const done: Readonly<Record<ShipmentAction, string>> = {
  ship: 'shipped',
  deliver: 'delivered',
  exception: 'reported as an exception',
  resume: 'resumed',
  return: 'returned',
}

/** Refuses what cannot be packed, in the words of the order. */
function refusePacking(
  packing: Extract<ReturnType<typeof packShipment>, { refused: string }>,
  lines: readonly store.PackableLine[],
  wanted: NonNullable<ShipmentInput['lines']>,
): Problem {
  if (packing.refused === 'nothing_left')
    return new Problem('quantity_exceeded', { detail: 'Nothing of the order is left to ship.' })
  const { index, left } = packing
  if (packing.refused === 'unknown') {
    const path = `lines[${index}].order_line_id`
    return new Problem('validation_failed', { errors: [{ path, message: 'is not a line of this order' }] })
  }
  const line = lines.find(({ id }) => id === wanted[index]?.order_line_id)
  return new Problem('quantity_exceeded', {
    detail: `Of ${line?.part_name}, ${left} of ${line?.quantity} are left to ship.`,
    members: { order_line_id: line?.id, left },
  })
}

export function shipmentService({ db, clock, engine, baseUrl }: OrdersOptions) {
  async function read(tx: Tx, { workspaceId }: Owner, orderId: string, id: string): Promise<ShipmentRow> {
    const row = (await listShipments(tx, workspaceId, [orderId])).find((one) => one.id === id)
    if (row === undefined) throw notFound()
    return row
  }

  /** Takes the order along. Null when it does not go where the shipment's step would lead it. */
  async function moveAlong(tx: Tx, { workspaceId }: Owner, order: OrderRow, action: OrderAction, at: Date) {
    const step = moveOrder({ status: order.status, heldStatus: order.held_status }, action)
    if (step === null) return null
    const change: OrderChange = {
      status: step.status,
      held_status: step.heldStatus,
      ...(action === 'ship_rest' && { shipped_at: at }),
      ...(action === 'take_back' && { shipped_at: null }),
      ...(action === 'deliver_all' && { delivered_at: at }),
    }
    if (!(await changeOrder(tx, workspaceId, order, change))) return null
    return { ...order, ...change, event: step.event }
  }

  /** What the step of a shipment means for its order; each event once, in this transaction. */
  async function settle(
    tx: Tx,
    actor: Actor,
    order: OrderRow,
    shipment: ShipmentRow,
    action: ShipmentAction,
    at: Date,
  ): Promise<void> {
    const owner = ownerOf(actor.principal)
    const { workspaceId } = owner
    const cause = { workspaceId, isTest: actsAsTest(actor.principal), baseUrl: baseUrl() }
    if (action === 'ship' || action === 'return')
      await store.countShipped(tx, workspaceId, shipment.id, action === 'ship' ? 1 : -1)
    const progress = await store.readProgress(tx, workspaceId, order.id)
    if (action === 'ship') {
      const complete = isComplete(progress)
      if ((await moveAlong(tx, owner, order, complete ? 'ship_rest' : 'ship_part', at)) === null)
        throw invalidTransition('order', order.status, 'shipped')
      await engine.enqueue(tx, [shipmentShipped(cause, order, shipment, complete)])
    }
    if (action === 'return' && (await moveAlong(tx, owner, order, 'take_back', at)) === null)
      throw invalidTransition('order', order.status, 'brought back')
    if (action === 'deliver' && isDelivered(progress)) {
      if ((await moveAlong(tx, owner, order, 'deliver_all', at)) === null)
        throw invalidTransition('order', order.status, 'delivered')
      await engine.enqueue(tx, [orderDelivered(cause, order)])
    }
  }

  /** One step of a shipment. The order is locked first, so that steps of one order take turns. */
  async function move(tx: Tx, actor: Actor, id: string, action: ShipmentAction): Promise<ShipmentAnswer> {
    const owner = ownerOf(actor.principal)
    const { workspaceId } = owner
    const place = await store.findOrderOf(tx, workspaceId, id)
    const order = place && (await lockOrder(tx, owner, place.order_id))
    if (order === undefined) throw notFound()
    const before = await read(tx, owner, order.id, id)
    const step = shipmentMachine[before.status][action]
    if (step === undefined) throw invalidTransition('shipment', before.status, done[action])
    const at = clock.now()
    const change = {
      status: step.to,
      ...(action === 'ship' && { shipped_at: at }),
      ...(action === 'deliver' && { delivered_at: at }),
    }
    if (!(await store.changeShipment(tx, workspaceId, before, change)))
      throw invalidTransition('shipment', before.status, done[action])
    const after = { ...before, ...change }
    await settle(tx, actor, order, after, action, at)
    await recordAudit(tx, {
      workspaceId,
      actor,
      action: `shipment.${action}`,
      subject: id,
      before: { status: before.status },
      after: { status: after.status, order_id: order.id },
      at,
    })
    return presentShipment(after)
  }

  const asked = (action: ShipmentAction) => (actor: Actor, id: string) =>
    db.transaction((tx) => move(tx, actor, id, action))

  return {
    /** Packs pieces of an order; a carrier has not taken them over yet. */
    async create(actor: Actor, orderId: string, input: ShipmentInput): Promise<ShipmentAnswer> {
      const owner = ownerOf(actor.principal)
      const { workspaceId } = owner
      const at = clock.now()
      return db.transaction(async (tx) => {
        const order = await lockOrder(tx, owner, orderId)
        if (order === undefined) throw notFound()
        if (moveOrder({ status: order.status, heldStatus: order.held_status }, 'pack') === null)
          throw invalidTransition('order', order.status, 'packed')
        const lines = await store.listPackable(tx, workspaceId, orderId)
        const packing = packShipment(lines, input.lines)
        if ('refused' in packing) throw refusePacking(packing, lines, input.lines ?? [])
        const id = newId(at)
        const row = {
          id,
          shipment_no: await nextNumber(tx, workspaceId, 'shipment', at),
          status: 'pending' as const,
          carrier: input.carrier,
          tracking_no: input.tracking_no,
          tracking_url: input.tracking_url ?? null,
          created_at: at,
        }
        const of = { workspace_id: workspaceId, order_id: orderId }
        await store.insertShipment(tx, { ...row, ...of }, packing.lines)
        const after = { shipment_no: row.shipment_no, order_id: orderId, lines: packing.lines }
        await recordAudit(tx, { workspaceId, actor, action: 'shipment.create', subject: id, after, at })
        const answer = presentShipment(await read(tx, owner, orderId, id))
        await rememberAnswer(tx, actor.claim, answer)
        return answer
      })
    },

    ship: asked('ship'),
    deliver: asked('deliver'),
    exception: asked('exception'),
    resume: asked('resume'),
    return: asked('return'),
  }
}
