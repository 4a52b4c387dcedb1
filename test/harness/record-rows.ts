import type { Credential, Reply, TestApp } from './app.ts'
import { type Jobs, parcel, part, pricesFor, selectionsOf } from './job.ts'

/** The rows of quotes, orders and shipments in the tests that walk the whole table of routes. */

interface World {
  app: TestApp
  jobs: Jobs
  customer: Credential
  staff: Credential
}

const asked = (projectId: string) => ({ project_id: projectId, lines: [{ ...part, quantities: [10] }] })
const written = (projectId: string) => ({
  project_id: projectId,
  lines: [{ ...part, quantity: 10, unit_price: '12.5' }],
})

/** For `audit-walk`: what each row writes down. */
export function recordChanges(world: () => World) {
  const send = async (path: string, as: keyof World, body?: unknown, method = 'POST'): Promise<Reply> =>
    world().app.call(method, path, { as: world()[as] as Credential, body })
  const step = (
    action: string,
    from: Parameters<Jobs['quoteIn']>[0],
    as: 'customer' | 'staff' = 'staff',
  ) => ({
    action: `quote.${action}`,
    run: async () => send(`/quotes/${(await world().jobs.quoteIn(from)).id}/${action}`, as),
  })
  const orderStep = (action: string, from: Parameters<Jobs['orderIn']>[0]) => ({
    action: `order.${action.replace('-', '_')}`,
    run: async () => send(`/orders/${(await world().jobs.orderIn(from)).id}/${action}`, 'staff'),
  })
  const shipmentStep = (action: string, from: Parameters<Jobs['shipmentIn']>[0]) => ({
    action: `shipment.${action}`,
    run: async () => send(`/shipments/${(await world().jobs.shipmentIn(from)).id}/${action}`, 'staff'),
  })
  return {
    'POST /quotes': {
      action: 'quote.create',
      run: async () => send('/quotes', 'customer', asked((await world().jobs.project()).id)),
    },
    'PUT /quotes/{id}/pricing': {
      action: 'quote.price',
      async run() {
        const quote = await world().jobs.request()
        return send(`/quotes/${quote.id}/pricing`, 'staff', pricesFor(quote), 'PUT')
      },
    },
    'POST /quotes/{id}/submit': step('submit', 'draft'),
    'POST /quotes/{id}/ready': {
      action: 'quote.ready',
      async run() {
        const quote = await world().jobs.request()
        await world().jobs.price(quote)
        return send(`/quotes/${quote.id}/ready`, 'staff')
      },
    },
    'POST /quotes/{id}/revise': step('revise', 'ready'),
    'POST /quotes/{id}/accept': {
      action: 'order.place',
      async run() {
        const quote = await world().jobs.ready()
        return send(`/quotes/${quote.id}/accept`, 'customer', { selections: selectionsOf(quote) })
      },
    },
    'POST /quotes/{id}/decline': step('decline', 'ready', 'customer'),
    'POST /quotes/{id}/cancel': step('cancel', 'in_review', 'customer'),
    'POST /orders': {
      action: 'order.place',
      run: async () => send('/orders', 'staff', written((await world().jobs.project()).id)),
    },
    'POST /orders/{id}/start-production': orderStep('start-production', 'placed'),
    'POST /orders/{id}/hold': orderStep('hold', 'placed'),
    'POST /orders/{id}/resume': orderStep('resume', 'on_hold'),
    'POST /orders/{id}/cancel': orderStep('cancel', 'placed'),
    'POST /orders/{id}/shipments': {
      action: 'shipment.create',
      run: async () => send(`/orders/${(await world().jobs.started()).id}/shipments`, 'staff', parcel),
    },
    'POST /shipments/{id}/ship': shipmentStep('ship', 'pending'),
    'POST /shipments/{id}/deliver': shipmentStep('deliver', 'shipped'),
    'POST /shipments/{id}/exception': shipmentStep('exception', 'shipped'),
    'POST /shipments/{id}/resume': shipmentStep('resume', 'exception'),
    'POST /shipments/{id}/return': shipmentStep('return', 'exception'),
  }
}

/** For `idempotency`: one request for each row that makes something. */
export const recordAttempts = (world: () => World) => ({
  '/quotes': async () => ({ path: '/quotes', body: asked((await world().jobs.project()).id) }),
  '/quotes/{id}/accept': async () => {
    const quote = await world().jobs.ready()
    return { path: `/quotes/${quote.id}/accept`, body: { selections: selectionsOf(quote) } }
  },
  '/quotes/{id}/revise': async () => ({
    path: `/quotes/${(await world().jobs.ready()).id}/revise`,
    as: world().staff,
  }),
  '/orders': async () => ({
    path: '/orders',
    as: world().staff,
    body: written((await world().jobs.project()).id),
  }),
  '/orders/{id}/shipments': async () => ({
    path: `/orders/${(await world().jobs.started()).id}/shipments`,
    as: world().staff,
    body: parcel,
  }),
})

const stepsOf = (record: string, path: string, actions: string) =>
  Object.fromEntries(actions.split(' ').map((action) => [`POST ${path}/${action}`, { of: [record] }]))

/** For `other-owners`: how a stranger would go about it. */
export const recordThefts = {
  'GET /quotes/{id}': { of: ['quote'] },
  'POST /quotes/{id}/accept': {
    of: ['quote'],
    body: { selections: [{ line_id: '0196d3a0-6f00-7c31-9a55-2f1f0c3a7b11', quantity: 10 }] },
  },
  'PUT /quotes/{id}/pricing': {
    of: ['quote'],
    body: {
      currency: 'USD',
      lines: [
        {
          line_id: '0196d3a0-6f00-7c31-9a55-2f1f0c3a7b11',
          breaks: [{ quantity: 10, unit_price: '1', lead_time_days: 1 }],
        },
      ],
    },
  },
  ...stepsOf('quote', '/quotes/{id}', 'submit ready revise decline cancel'),
  'GET /orders/{id}': { of: ['order'] },
  ...stepsOf('order', '/orders/{id}', 'start-production hold resume cancel'),
  'POST /orders/{id}/shipments': { of: ['order'], body: parcel },
  ...stepsOf('shipment', '/shipments/{id}', 'ship deliver exception resume return'),
}

/** Records for those thefts. */
export const recordTargets = async (jobs: Jobs) => {
  const shipment = await jobs.shipmentIn('pending')
  return { quote: (await jobs.ready()).id, order: shipment.order_id, shipment: shipment.id }
}
