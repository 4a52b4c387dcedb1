import type { Machine } from './machine.ts'

export const orderStatuses = [
  'placed',
  'in_production',
  'partially_shipped',
  'shipped',
  'delivered',
  'on_hold',
  'cancelled',
] as const
export type OrderStatus = (typeof orderStatuses)[number]

/** What can be held, and comes back when it is resumed. */
export const holdableStatuses = ['placed', 'in_production'] as const satisfies readonly OrderStatus[]
export type HoldableStatus = (typeof holdableStatuses)[number]

/**
 * The first four are asked for; the others follow from what happens to the order's shipments: one is made (`pack`), a
 * carrier takes one over (`ship_part`, `ship_rest`), the last arrives (`deliver_all`), one comes back (`take_back`).
 */
export type OrderAction =
  | 'start-production'
  | 'hold'
  | 'resume'
  | 'cancel'
  | 'pack'
  | 'ship_part'
  | 'ship_rest'
  | 'deliver_all'
  | 'take_back'

export type OrderEvent = 'order.production_started' | 'order.delivered'

/**
 * domain.md, "State machines". After a shipment has come back something is left to ship again, but the time before
 * the first shipment is over: the order can be neither held nor cancelled. `resume` leads to `held`: to what was held.
 */
export const orderMachine: Machine<OrderStatus | 'held', OrderAction, never, OrderEvent> = {
  placed: {
    'start-production': { to: 'in_production', event: 'order.production_started' },
    hold: { to: 'on_hold' },
    cancel: { to: 'cancelled' },
  },
  in_production: {
    hold: { to: 'on_hold' },
    cancel: { to: 'cancelled' },
    pack: { to: 'in_production' },
    ship_part: { to: 'partially_shipped' },
    ship_rest: { to: 'shipped' },
  },
  partially_shipped: {
    pack: { to: 'partially_shipped' },
    ship_part: { to: 'partially_shipped' },
    ship_rest: { to: 'shipped' },
    take_back: { to: 'partially_shipped' },
  },
  shipped: {
    deliver_all: { to: 'delivered', event: 'order.delivered' },
    take_back: { to: 'partially_shipped' },
  },
  delivered: {},
  on_hold: {
    resume: { to: 'held' },
    cancel: { to: 'cancelled' },
  },
  cancelled: {},
  held: {},
}

/** Where an order is and, on hold, where it was. */
export interface OrderState {
  status: OrderStatus
  heldStatus: HoldableStatus | null
}

/** What an action makes of an order; null where the machine has no such step. */
export function moveOrder(
  { status, heldStatus }: OrderState,
  action: OrderAction,
): (OrderState & { event?: OrderEvent }) | null {
  const step = orderMachine[status][action]
  if (step === undefined) return null
  const event = step.event && { event: step.event }
  if (step.to === 'on_hold') return { status: 'on_hold', heldStatus: status as HoldableStatus, ...event }
  const to = step.to === 'held' ? heldStatus : step.to
  return to === null ? null : { status: to, heldStatus: null, ...event }
}
