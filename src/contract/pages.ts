/**
 * Where the dashboard's pages stand, `$name` for what differs: the server answers these addresses with the dashboard,
 * and the dashboard has a page for each. A test holds both to it.
 */
export const dashboardPages = [
  '/login',
  '/signup',
  '/forgot-password',
  '/reset-password/$token',
  '/verify/$token',
  '/invitations/$token',
  '/home',
  '/settings/profile',
  '/settings/security',
  '/settings/users',
  '/settings/organization/subscription',
  '/settings/integrations/connections',
  '/settings/integrations/integrations',
  '/settings/integrations/api',
  '/settings/integrations/api/$keyId',
  '/settings/integrations/webhooks',
  '/settings/integrations/webhooks/$webhookId',
  '/developers/tokens',
  '/developers/webhooks',
  '/developers/webhooks/$webhookId',
  '/developers/deliveries/$deliveryId',
] as const
