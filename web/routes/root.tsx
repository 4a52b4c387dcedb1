import { createRootRoute, createRoute, lazyRouteComponent, Outlet, redirect } from '@tanstack/react-router'
import { accountQuery } from '../api/account.ts'
import { queryClient } from '../api/query.ts'
import { NotFoundPage, PageFailure } from '../pages/errors.tsx'

export const root = createRootRoute({
  component: Outlet,
  notFoundComponent: NotFoundPage,
  errorComponent: PageFailure,
})

/** Pages for who is signed in; anybody else signs in first and comes back. */
export const inside = createRoute({
  getParentRoute: () => root,
  id: 'inside',
  async beforeLoad({ location }) {
    const account = await queryClient.ensureQueryData(accountQuery)
    if (account === null) throw redirect({ to: '/login', search: { from: location.href } })
    return { account }
  },
  // Not for who signs in: it brings dialogs and menus along.
  component: lazyRouteComponent(() => import('../pages/shell/index.tsx'), 'Shell'),
})
