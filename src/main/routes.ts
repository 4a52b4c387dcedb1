import type { RouteRow } from '../contract/route.ts'
import { accountRoutes } from '../features/accounts/index.ts'
import { apiKeyRoutes } from '../features/api-keys/index.ts'
import { auditRoutes } from '../features/audit/index.ts'
import { cadRoutes } from '../features/cad/index.ts'
import { feedRoutes } from '../features/feed/index.ts'
import { inboxRoutes } from '../features/inbox/index.ts'
import { invitationRoutes } from '../features/invitations/index.ts'
import { invoiceRoutes } from '../features/invoices/index.ts'
import { liveRoutes } from '../features/live/index.ts'
import { messageRoutes } from '../features/messages/index.ts'
import { orderRoutes, shipmentRoutes } from '../features/orders/index.ts'
import { paperRoutes } from '../features/paper/index.ts'
import { projectFileRoutes, projectRoutes } from '../features/projects/index.ts'
import { ncrRoutes } from '../features/quality/index.ts'
import { quoteRoutes } from '../features/quotes/index.ts'
import { exportRoutes } from '../features/record-exports/index.ts'
import { tokenRoutes } from '../features/tokens/index.ts'
import { webhookRoutes } from '../features/webhooks/index.ts'
import { customerRoutes, memberRoutes, workspaceRoutes } from '../features/workspace/index.ts'
import { openApiRoute } from '../http/site/index.ts'
import { version } from '../platform/version.ts'
import { operatorRoutes } from './operator-routes.ts'
import type { Services } from './wiring.ts'

/** The table of routes: every door of the API is one row of it. */
export const allRoutes = (services: Services): RouteRow[] => {
  const rows: RouteRow[] = [
    ...accountRoutes(services.accounts, services.cookie, services.deviceCookie),
    ...workspaceRoutes(services.workspaces),
    ...memberRoutes(services.members),
    ...customerRoutes(services.customers),
    ...auditRoutes(services.audit),
    ...invitationRoutes(services.invitations, services.cookie, services.deviceCookie),
    ...tokenRoutes(services.tokens, services.apiKeys),
    ...apiKeyRoutes(services.apiKeys),
    ...projectRoutes(services.projects),
    ...projectFileRoutes(services.files),
    ...cadRoutes(services.cad, services.cadFolders),
    ...quoteRoutes(services.quotes),
    ...orderRoutes(services.orders),
    ...shipmentRoutes(services.shipments),
    ...invoiceRoutes(services.invoices),
    ...paperRoutes(services.papers),
    ...exportRoutes(services.exports),
    ...webhookRoutes(services.webhooks),
    ...feedRoutes(services.feed),
    ...liveRoutes(services.live),
    ...inboxRoutes(services.inbox),
    ...messageRoutes(services.messages),
    ...ncrRoutes(services.quality),
    ...operatorRoutes(services),
    openApiRoute(() => rows, version),
  ]
  return rows
}

/** The rows alone, for documents and tests about the table. Their handlers must not be called. */
export const describeRoutes = (): RouteRow[] => allRoutes({ cookie: {} } as Services)
