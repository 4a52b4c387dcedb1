import type { Machine } from './machine.ts'

export const shipmentStatuses = ['pending', 'shipped', 'delivered', 'exception', 'returned'] as const
export type ShipmentStatus = (typeof shipmentStatuses)[number]

export type ShipmentAction = 'ship' | 'deliver' | 'exception' | 'resume' | 'return'

/** domain.md, "State machines". The event is that of the order, once for each shipment. */
export const shipmentMachine: Machine<ShipmentStatus, ShipmentAction, never, 'order.shipped'> = {
  pending: { ship: { to: 'shipped', event: 'order.shipped' } },
  shipped: { deliver: { to: 'delivered' }, exception: { to: 'exception' } },
  delivered: {},
  exception: { resume: { to: 'shipped' }, return: { to: 'returned' } },
  returned: {},
}

/** A line of an order as shipments see it. */
export interface ShippableLine {
  id: string
  quantity: number
  /** In all shipments that did not come back, those that still wait included. */
  packed: number
}

export interface ShippedLine {
  order_line_id: string
  quantity: number
}

export const leftToPack = ({ quantity, packed }: ShippableLine): number => Math.max(0, quantity - packed)

export type Packing =
  | { lines: ShippedLine[] }
  | { refused: 'unknown' | 'too_many'; index: number; left: number }
  | { refused: 'nothing_left' }

/**
 * What goes into a new shipment: what is asked for, each line once, or all that is left. Never more than is left of
 * a line. `index` says which of `wanted` is refused.
 */
export function packShipment(
  lines: readonly ShippableLine[],
  wanted: readonly ShippedLine[] | undefined,
): Packing {
  if (wanted === undefined) {
    const rest = lines.filter((line) => leftToPack(line) > 0)
    if (rest.length === 0) return { refused: 'nothing_left' }
    return { lines: rest.map((line) => ({ order_line_id: line.id, quantity: leftToPack(line) })) }
  }
  for (const [index, { order_line_id, quantity }] of wanted.entries()) {
    const line = lines.find(({ id }) => id === order_line_id)
    if (line === undefined) return { refused: 'unknown', index, left: 0 }
    if (quantity > leftToPack(line)) return { refused: 'too_many', index, left: leftToPack(line) }
  }
  return { lines: [...wanted] }
}

/** What the state of an order's lines and shipments means for the order. */
export interface OrderProgress {
  lines: readonly { quantity: number; qtyShipped: number }[]
  shipments: readonly ShipmentStatus[]
}

/** True when carriers have taken over every piece. */
export const isComplete = ({ lines }: Pick<OrderProgress, 'lines'>): boolean =>
  lines.every(({ quantity, qtyShipped }) => qtyShipped === quantity)

/** True when every piece is out and each shipment that did not come back has arrived. */
export const isDelivered = (progress: OrderProgress): boolean =>
  isComplete(progress) &&
  progress.shipments.every((status) => status === 'delivered' || status === 'returned')
