import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { inside } from './root.tsx'
import { newIn, texts } from './search.ts'

const developers = () => import('../pages/developers/index.ts')
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

const webhookPages = () => import('../pages/webhooks/index.tsx')
const ownWebhooks = createRoute({
  getParentRoute: () => inside,
  path: '/developers/webhooks',
  validateSearch: (search) => ({ ...texts(search, 'url', 'status', 'cursor'), ...newIn(search) }),
  component: lazyRouteComponent(webhookPages, 'OwnWebhooksPage'),
})
const ownWebhook = createRoute({
  getParentRoute: () => inside,
  path: '/developers/webhooks/$webhookId',
  component: lazyRouteComponent(webhookPages, 'OwnWebhookPage'),
})
const delivery = createRoute({
  getParentRoute: () => inside,
  path: '/developers/deliveries/$deliveryId',
  component: lazyRouteComponent(webhookPages, 'DeliveryPage'),
})

/** A person's side of what programs do, and the tools for both. */
export const developerRoutes = [tokens, events, playground, ownWebhooks, ownWebhook, delivery]
