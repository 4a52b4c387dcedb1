import { createRootRoute, createRoute, lazyRouteComponent, Outlet, redirect } from '@tanstack/react-router'
import { type Account, accountQuery } from '../api/account.ts'
import { queryClient } from '../api/query.ts'
import { FirstFailure, NotFoundPage } from '../pages/errors.tsx'

export const root = createRootRoute({
  component: Outlet,
  notFoundComponent: NotFoundPage,
  errorComponent: FirstFailure,
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
  errorComponent: FirstFailure,
  // Not for who signs in: it brings dialogs and menus along.
  component: lazyRouteComponent(() => import('../pages/shell/index.tsx'), 'Shell'),
})

interface Arrival<S> {
  context: { account: Account }
  location: { search: S }
  cause: 'preload' | 'enter' | 'stay'
}

/**
 * The `loader` of a page that begins to read as soon as its script is there, before it is drawn: on a phone that is a
 * good deal earlier. Not where the page is only likely to be opened. That it cannot be loaded is seen where it would be.
 */
export const readsAhead =
  <M, S>(load: () => Promise<M>, work: (module: M, account: Account, search: S) => void) =>
  async ({ context, location, cause }: Arrival<S>): Promise<void> => {
    if (cause === 'preload') return
    const module = await load().catch(() => null)
    if (module !== null) work(module, context.account, location.search)
  }
