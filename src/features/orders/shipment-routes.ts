import { pathId } from '../../contract/common.ts'
import { type RouteRow, route } from '../../contract/route.ts'
import { shipment, shipmentInput } from '../../contract/shipments.ts'
import { shopAccess } from './routes.ts'
import type { ShipmentService } from './shipments.ts'

const tag = 'Shipments'

const steps = [
  ['ship', 'Say that a carrier has taken a shipment over'],
  ['deliver', 'Say that a shipment has arrived'],
  ['exception', 'Say that something is wrong with a shipment'],
  ['resume', 'Say that a shipment is on its way again'],
  ['return', 'Say that a shipment came back'],
] as const

export function shipmentRoutes(shipments: ShipmentService): RouteRow[] {
  return [
    route({
      method: 'POST',
      path: '/orders/{id}/shipments',
      summary: 'Pack a shipment of an order',
      tag,
      access: shopAccess,
      params: pathId,
      body: shipmentInput,
      success: { status: 201, schema: shipment },
      errors: ['invalid_transition', 'quantity_exceeded'],
      handler: (call) => shipments.create(call, call.params.id, call.body),
    }),
    ...steps.map(([action, summary]) =>
      route({
        method: 'POST',
        path: `/shipments/{id}/${action}`,
        summary,
        tag,
        access: shopAccess,
        params: pathId,
        success: { status: 200, schema: shipment },
        errors: ['invalid_transition'],
        handler: (call) => shipments[action](call, call.params.id),
      }),
    ),
  ]
}
