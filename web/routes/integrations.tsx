import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { paths } from '../paths.ts'
import { inside } from './root.tsx'
import { newIn, texts } from './search.ts'
import { webhookList, webhooksPages } from './webhook-list.ts'

const integrations = () => import('../pages/integrations/index.ts')
const hub = createRoute({
  getParentRoute: () => inside,
  path: '/settings/integrations/connections',
  component: lazyRouteComponent(integrations, 'HubPage'),
})
/** Where the hub stood before. */
const legacyHub = createRoute({
  getParentRoute: () => inside,
  path: '/settings/integrations/integrations',
  beforeLoad: () => {
    throw redirect({ to: paths.integrations, replace: true })
  },
})
const keys = createRoute({
  getParentRoute: () => inside,
  path: '/settings/integrations/api',
  validateSearch: (search) => ({ ...texts(search, 'name', 'status', 'cursor'), ...newIn(search) }),
  component: lazyRouteComponent(integrations, 'KeysPage'),
})
const key = createRoute({
  getParentRoute: () => inside,
  path: '/settings/integrations/api/$keyId',
  component: lazyRouteComponent(integrations, 'KeyPage'),
})
const webhookPages = () => import('../pages/webhooks/webhook.tsx')
const shopWebhooks = createRoute({
  getParentRoute: () => inside,
  path: '/settings/integrations/webhooks',
  ...webhookList,
  component: lazyRouteComponent(webhooksPages, 'ShopWebhooksPage'),
})
const shopWebhook = createRoute({
  getParentRoute: () => inside,
  path: '/settings/integrations/webhooks/$webhookId',
  component: lazyRouteComponent(webhookPages, 'ShopWebhookPage'),
})

/** The workspace's side of what programs do. */
export const integrationRoutes = [hub, legacyHub, keys, key, shopWebhooks, shopWebhook]
