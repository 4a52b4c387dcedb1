import { pathId } from '../../contract/common.ts'
import { order } from '../../contract/orders.ts'
import {
  quote,
  quoteAcceptance,
  quoteInput,
  quotePage,
  quotePricing,
  quoteQuery,
  quoteReadQuery,
  quoteRefusal,
} from '../../contract/quotes.ts'
import { type RouteRow, route } from '../../contract/route.ts'
import type { QuoteService } from './service.ts'

const tag = 'Quotes'
const everyone = { customer: true, member: 'staff' } as const
const readAccess = { kind: 'granted', scope: 'read:quotes', key: ['api'], users: everyone } as const
const writeAccess = { kind: 'granted', scope: 'write:quotes', key: ['api'], users: everyone } as const
/** Binding: of tokens only those with full access pass. */
const customerAccess = { kind: 'granted', key: ['api'], users: { customer: true } } as const
const shopAccess = { kind: 'granted', key: ['api'], users: { member: 'staff' } } as const

/** What everybody who sees a quote can do. */
const sharedRoutes = (quotes: QuoteService): RouteRow[] => [
  route({
    method: 'GET',
    path: '/quotes',
    summary: 'List quotes',
    tag,
    access: readAccess,
    query: quoteQuery,
    success: { status: 200, schema: quotePage },
    errors: ['invalid_cursor'],
    handler: (call) => quotes.list(call, call.query),
  }),
  route({
    method: 'GET',
    path: '/quotes/{id}',
    summary: 'Read a quote',
    tag,
    access: readAccess,
    params: pathId,
    query: quoteReadQuery,
    success: { status: 200, schema: quote },
    handler: (call) => quotes.read(call, call.params.id, call.query.expand),
  }),
  route({
    method: 'POST',
    path: '/quotes',
    summary: 'Ask for a quote, or draft one',
    tag,
    access: writeAccess,
    body: quoteInput,
    success: { status: 201, schema: quote },
    errors: ['not_found'],
    handler: (call) => quotes.create(call, call.body),
  }),
  route({
    method: 'POST',
    path: '/quotes/{id}/cancel',
    summary: 'Cancel a quote',
    tag,
    access: { kind: 'granted', key: ['api'], users: everyone },
    params: pathId,
    success: { status: 200, schema: quote },
    errors: ['invalid_transition'],
    handler: (call) => quotes.cancel(call, call.params.id),
  }),
]

/** The customer's answer. */
const answerRoutes = (quotes: QuoteService): RouteRow[] => [
  route({
    method: 'POST',
    path: '/quotes/{id}/accept',
    summary: 'Accept a quote, which makes it an order',
    tag,
    access: customerAccess,
    params: pathId,
    body: quoteAcceptance,
    success: { status: 201, schema: order },
    errors: ['invalid_transition'],
    handler: (call) => quotes.accept(call, call.params.id, call.body),
  }),
  route({
    method: 'POST',
    path: '/quotes/{id}/decline',
    summary: 'Decline a quote',
    tag,
    access: customerAccess,
    params: pathId,
    body: quoteRefusal,
    bodyOptional: true,
    success: { status: 200, schema: quote },
    errors: ['invalid_transition'],
    handler: (call) => quotes.decline(call, call.params.id, call.body),
  }),
]

const steps = [
  ['submit', 'Hand a drafted quote out'],
  ['ready', 'Offer a priced quote to the customer'],
] as const

/** The shop's work. */
const shopRoutes = (quotes: QuoteService): RouteRow[] => [
  route({
    method: 'PUT',
    path: '/quotes/{id}/pricing',
    summary: 'Price a quote',
    tag,
    access: shopAccess,
    params: pathId,
    body: quotePricing,
    success: { status: 200, schema: quote },
    errors: ['invalid_transition'],
    handler: (call) => quotes.price(call, call.params.id, call.body),
  }),
  ...steps.map(([action, summary]) =>
    route({
      method: 'POST',
      path: `/quotes/{id}/${action}`,
      summary,
      tag,
      access: shopAccess,
      params: pathId,
      success: { status: 200, schema: quote },
      errors: ['invalid_transition'],
      handler: (call) => quotes[action](call, call.params.id),
    }),
  ),
  route({
    method: 'POST',
    path: '/quotes/{id}/revise',
    summary: 'Make a new revision of a quote',
    tag,
    access: shopAccess,
    params: pathId,
    success: { status: 201, schema: quote },
    errors: ['invalid_transition'],
    handler: (call) => quotes.revise(call, call.params.id),
  }),
]

export const quoteRoutes = (quotes: QuoteService): RouteRow[] => [
  ...sharedRoutes(quotes),
  ...answerRoutes(quotes),
  ...shopRoutes(quotes),
]
