import { pathId } from '../../contract/common.ts'
import { order, orderInput, orderPage, orderQuery, orderReadQuery } from '../../contract/orders.ts'
import { type RouteRow, route } from '../../contract/route.ts'
import type { OrderService } from './service.ts'

const tag = 'Orders'
const readAccess = {
  kind: 'granted',
  scope: 'read:projects',
  key: ['api'],
  users: { customer: true, member: 'staff' },
} as const
/** The shop's own work: no scope covers it, so of tokens only those with full access pass. */
export const shopAccess = { kind: 'granted', key: ['api'], users: { member: 'staff' } } as const

/** A step of an order: no body, the whole record afterwards. */
const step = (action: string, summary: string, handler: (orders: OrderService) => OrderService['hold']) => ({
  action,
  summary,
  handler,
})

const steps = [
  step('start-production', 'Start the production of an order', (orders) => orders.startProduction),
  step('hold', 'Put an order on hold', (orders) => orders.hold),
  step('resume', 'Resume what was held', (orders) => orders.resume),
  step('cancel', 'Cancel an order', (orders) => orders.cancel),
]

export function orderRoutes(orders: OrderService): RouteRow[] {
  return [
    route({
      method: 'GET',
      path: '/orders',
      summary: 'List orders',
      tag,
      access: readAccess,
      query: orderQuery,
      success: { status: 200, schema: orderPage },
      errors: ['invalid_cursor'],
      handler: (call) => orders.list(call, call.query),
    }),
    route({
      method: 'GET',
      path: '/orders/{id}',
      summary: 'Read an order',
      tag,
      access: readAccess,
      params: pathId,
      query: orderReadQuery,
      success: { status: 200, schema: order },
      handler: (call) => orders.read(call, call.params.id, call.query.expand),
    }),
    route({
      method: 'POST',
      path: '/orders',
      summary: 'Write down an order that came without a quote',
      tag,
      access: shopAccess,
      body: orderInput,
      success: { status: 201, schema: order },
      errors: ['not_found'],
      handler: (call) => orders.create(call, call.body),
    }),
    ...steps.map(({ action, summary, handler }) =>
      route({
        method: 'POST',
        path: `/orders/{id}/${action}`,
        summary,
        tag,
        access: shopAccess,
        params: pathId,
        success: { status: 200, schema: order },
        errors: ['invalid_transition'],
        handler: (call) => handler(orders)(call, call.params.id),
      }),
    ),
  ]
}
