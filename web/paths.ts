/** Where each page stands: the one place that knows addresses. */
export const paths = {
  home: '/home',
  login: '/login',
  signup: '/signup',
  forgot: '/forgot-password',
  projects: '/projects',
  quotes: '/quotes',
  orders: '/orders',
  invoices: '/invoices',
  quality: '/quality',
  messages: '/messages',
  cad: '/cad',
  inbox: '/inbox',
  developers: '/developers',
  developerTokens: '/developers/tokens',
  playground: '/developers/playground',
  events: '/developers/events',
  developerWebhooks: '/developers/webhooks',
  deliveries: '/developers/deliveries',
  profile: '/settings/profile',
  customers: '/customers',
  security: '/settings/security',
  users: '/settings/users',
  audit: '/settings/audit',
  organization: '/settings/organization',
  subscription: '/settings/organization/subscription',
  integrations: '/settings/integrations/connections',
  integrationKeys: '/settings/integrations/api',
  integrationWebhooks: '/settings/integrations/webhooks',
} as const

export type Path = (typeof paths)[keyof typeof paths]

/** Pages of the server's own, which the dashboard links to like to any other site. */
export const guide = '/docs'
export const apiReference = '/docs/api'
