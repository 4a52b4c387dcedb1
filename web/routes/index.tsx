import { createRouter } from '@tanstack/react-router'
import { PageFailure } from '../pages/errors.tsx'
import { Skeleton } from '../ui/states.tsx'
import { authRoutes } from './auth.tsx'
import { developerRoutes } from './developers.tsx'
import { integrationRoutes } from './integrations.tsx'
import { recordRoutes } from './records.tsx'
import { inside, root } from './root.tsx'
import { settingsRoutes } from './settings.tsx'

export const router = createRouter({
  routeTree: root.addChildren([
    ...authRoutes,
    inside.addChildren([...recordRoutes, ...settingsRoutes, ...integrationRoutes, ...developerRoutes]),
  ]),
  defaultPreload: 'intent',
  scrollRestoration: true,
  defaultPendingComponent: Skeleton,
  // Of each page: what fails in one leaves the navigation in its place.
  defaultErrorComponent: PageFailure,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
