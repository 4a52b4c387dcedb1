import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { deliveryStatuses } from '../../src/domain/delivery/states.ts'
import type { DeliveryFilter } from '../api/deliveries.ts'
import type { Range } from '../api/statistics.ts'
import { inside, readsAhead } from './root.tsx'
import { newIn, text, texts } from './search.ts'
import { webhookList, webhooksPages } from './webhook-list.ts'

const time = (value: unknown): string | undefined =>
  Number.isNaN(Date.parse(text(value) ?? '')) ? undefined : text(value)

/** Which deliveries an address asks for; what makes no sense asks for nothing. */
function deliveryFilter(search: Record<string, unknown>): DeliveryFilter {
  const filter: DeliveryFilter = {
    webhook_id: text(search.webhook_id),
    status: deliveryStatuses.find((status) => status === search.status),
    type: text(search.type),
    from: time(search.from),
    to: time(search.to),
  }
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined))
}

/** How far back the charts reach, and of which webhook they are, if not of all. */
interface OverviewSearch {
  range?: Range
  webhook_id?: string | undefined
}

const rangeOf = (search: { range?: unknown }): { range?: Range } =>
  search.range === '7d' ? { range: '7d' } : {}

const developers = () => import('../pages/developers/index.ts')
const overviewPage = () => import('../pages/developers/overview.tsx')
const overview = createRoute({
  getParentRoute: () => inside,
  path: '/developers',
  validateSearch: (search): OverviewSearch => ({
    ...rangeOf(search),
    ...texts(search, 'webhook_id'),
  }),
  loader: readsAhead(overviewPage, (page, account, search: object) =>
    page.readOverview(account, rangeOf(search).range),
  ),
  component: lazyRouteComponent(overviewPage, 'OverviewPage'),
})
const tokens = createRoute({
  getParentRoute: () => inside,
  path: '/developers/tokens',
  validateSearch: (search) => ({ ...texts(search, 'name', 'cursor'), ...newIn(search) }),
  component: lazyRouteComponent(developers, 'TokensPage'),
})

const playground = createRoute({
  getParentRoute: () => inside,
  path: '/developers/playground',
  component: lazyRouteComponent(developers, 'PlaygroundPage'),
})

const events = createRoute({
  getParentRoute: () => inside,
  path: '/developers/events',
  validateSearch: (search) => texts(search, 'q'),
  component: lazyRouteComponent(() => import('../pages/events/index.tsx'), 'EventsPage'),
})

const webhookPages = () => import('../pages/webhooks/webhook.tsx')
const ownWebhooks = createRoute({
  getParentRoute: () => inside,
  path: '/developers/webhooks',
  ...webhookList,
  component: lazyRouteComponent(webhooksPages, 'OwnWebhooksPage'),
})
const ownWebhook = createRoute({
  getParentRoute: () => inside,
  path: '/developers/webhooks/$webhookId',
  component: lazyRouteComponent(webhookPages, 'OwnWebhookPage'),
})
const deliveryPages = () => import('../pages/deliveries/index.tsx')
const deliveries = createRoute({
  getParentRoute: () => inside,
  path: '/developers/deliveries',
  validateSearch: (search): DeliveryFilter => deliveryFilter(search),
  component: lazyRouteComponent(deliveryPages, 'DeliveryLogPage'),
})
const delivery = createRoute({
  getParentRoute: () => inside,
  path: '/developers/deliveries/$deliveryId',
  component: lazyRouteComponent(deliveryPages, 'DeliveryPage'),
})

/** A person's side of what programs do, and the tools for both. */
export const developerRoutes = [
  overview,
  tokens,
  events,
  playground,
  ownWebhooks,
  ownWebhook,
  deliveries,
  delivery,
]
