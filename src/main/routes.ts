import type { RouteRow } from '../contract/route.ts'
import { accountRoutes } from '../features/accounts/index.ts'
import { workspaceRoutes } from '../features/workspace/index.ts'
import { operatorRoutes } from './operator-routes.ts'
import type { Services } from './wiring.ts'

/** The table of routes: every door of the API is one row of it. */
export const allRoutes = (services: Services): RouteRow[] => [
  ...accountRoutes(services.accounts, services.cookie, services.signInLimits),
  ...workspaceRoutes(services.workspaces),
  ...operatorRoutes(services),
]

/** The rows alone, for documents and tests about the table. Their handlers must not be called. */
export const describeRoutes = (): RouteRow[] => allRoutes({ cookie: {} } as Services)
