import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { AuditSearch } from '../api/audit.ts'
import { inside } from './root.tsx'
import { text } from './search.ts'

const settings = () => import('../pages/settings/index.ts')
const profile = createRoute({
  getParentRoute: () => inside,
  path: '/settings/profile',
  component: lazyRouteComponent(settings, 'ProfilePage'),
})
const security = createRoute({
  getParentRoute: () => inside,
  path: '/settings/security',
  component: lazyRouteComponent(settings, 'SecurityPage'),
})
const users = createRoute({
  getParentRoute: () => inside,
  path: '/settings/users',
  component: lazyRouteComponent(settings, 'UsersPage'),
})
const organization = createRoute({
  getParentRoute: () => inside,
  path: '/settings/organization',
  component: lazyRouteComponent(settings, 'OrganizationPage'),
})
const subscription = createRoute({
  getParentRoute: () => inside,
  path: '/settings/organization/subscription',
  component: lazyRouteComponent(settings, 'SubscriptionPage'),
})
const audit = createRoute({
  getParentRoute: () => inside,
  path: '/settings/audit',
  validateSearch: ({ actor, action, from, to }): AuditSearch => ({
    actor: text(actor),
    action: text(action),
    from: text(from),
    to: text(to),
  }),
  component: lazyRouteComponent(() => import('../pages/audit/audit.tsx'), 'AuditPage'),
})

/** What somebody sets for themselves, and owners for the workspace. */
export const settingsRoutes = [profile, security, users, organization, subscription, audit]
