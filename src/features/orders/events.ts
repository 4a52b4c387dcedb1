import type { EventDataOf } from '../../contract/events/index.ts'
import type { NewEvent } from '../../engine/index.ts'
import type { OrderRow } from './order-store.ts'
import type { ShipmentRow } from './parts-store.ts'

/** What an event of an order tells of the order itself. */
const aboutOrder = ({ id, order_no, project_no }: OrderRow, baseUrl: string) => ({
  project_no,
  order_id: id,
  order_no,
  url: `${baseUrl}/orders/${id}`,
})

type OrderEventType = 'order.placed' | 'order.production_started' | 'order.shipped' | 'order.delivered'

const orderEvent = <T extends OrderEventType>(
  { workspaceId, isTest }: { workspaceId: string; isTest: boolean },
  order: OrderRow,
  type: T,
  data: EventDataOf<T>,
): NewEvent => ({ workspaceId, userId: order.customer_id, type, data, isTest: isTest || order.is_test })

/** In whose workspace, and whether a test principal does it. Orders made by one are test orders for good. */
export interface Cause {
  workspaceId: string
  isTest: boolean
  baseUrl: string
}

export const orderPlaced = (cause: Cause, order: OrderRow): NewEvent =>
  orderEvent(cause, order, 'order.placed', {
    title: 'Order confirmed',
    message: `Order ${order.order_no} is confirmed.`,
    ...aboutOrder(order, cause.baseUrl),
    ...(order.quote_no !== null && { quote_no: order.quote_no }),
    ...(order.po_number !== null && { po_number: order.po_number }),
    total: { amount: order.total_minor, currency: order.currency },
  })

export const productionStarted = (cause: Cause, order: OrderRow): NewEvent =>
  orderEvent(cause, order, 'order.production_started', {
    title: 'Production started',
    message: `Your order ${order.order_no} is being made.`,
    ...aboutOrder(order, cause.baseUrl),
    ...(order.promised_at !== null && { promised_at: order.promised_at }),
  })

export const shipmentShipped = (
  cause: Cause,
  order: OrderRow,
  shipment: ShipmentRow,
  complete: boolean,
): NewEvent =>
  orderEvent(cause, order, 'order.shipped', {
    title: complete ? 'Your order shipped' : 'Part of your order shipped',
    message: `Tracking #${shipment.tracking_no}`,
    ...aboutOrder(order, cause.baseUrl),
    shipment_id: shipment.id,
    shipment_no: shipment.shipment_no,
    carrier: shipment.carrier,
    tracking_no: shipment.tracking_no,
    ...(shipment.tracking_url !== null && { tracking_url: shipment.tracking_url }),
    complete,
  })

export const orderDelivered = (cause: Cause, order: OrderRow): NewEvent =>
  orderEvent(cause, order, 'order.delivered', {
    title: 'Your order was delivered',
    message: `Order ${order.order_no} has arrived.`,
    ...aboutOrder(order, cause.baseUrl),
  })
