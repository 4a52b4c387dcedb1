import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import { accountQuery, isStaff } from './api/account.ts'
import type { AuditSearch } from './api/audit.ts'
import { queryClient } from './api/query.ts'
import { signUpOptionsQuery } from './api/sign-up.ts'
import { NotFoundPage, PageFailure } from './pages/errors.tsx'
import { Shell } from './pages/shell.tsx'
import { paths } from './paths.ts'
import { Skeleton } from './ui/states.tsx'

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined

/** Only addresses of this site: a link must not send anybody elsewhere after signing in. */
const ownAddress = (value: unknown): string | undefined => {
  const address = text(value)
  return address?.startsWith('/') && !address.startsWith('//') && !address.includes('\\')
    ? address
    : undefined
}

/** Whose things the shop looks at. */
const customerIn = (search: Record<string, unknown>): { customer_id?: number } => {
  const id = Number(search.customer_id)
  return Number.isSafeInteger(id) && id > 0 ? { customer_id: id } : {}
}

const root = createRootRoute({
  component: Outlet,
  notFoundComponent: NotFoundPage,
  errorComponent: PageFailure,
})

const auth = () => import('./pages/auth/links.tsx')

const login = createRoute({
  getParentRoute: () => root,
  path: '/login',
  validateSearch: (search): { from?: string } => {
    const from = ownAddress(search.from)
    return from === undefined ? {} : { from }
  },
  component: lazyRouteComponent(() => import('./pages/auth/login.tsx'), 'LoginPage'),
})

const signup = createRoute({
  getParentRoute: () => root,
  path: '/signup',
  validateSearch: (search): { shop?: string } => {
    const shop = text(search.shop)
    return shop === undefined ? {} : { shop }
  },
  loader: () => queryClient.ensureQueryData(signUpOptionsQuery),
  component: lazyRouteComponent(() => import('./pages/auth/signup.tsx'), 'SignUpPage'),
})

const forgot = createRoute({
  getParentRoute: () => root,
  path: '/forgot-password',
  component: lazyRouteComponent(auth, 'ForgotPasswordPage'),
})
const reset = createRoute({
  getParentRoute: () => root,
  path: '/reset-password/$token',
  component: lazyRouteComponent(auth, 'ResetPasswordPage'),
})
const verify = createRoute({
  getParentRoute: () => root,
  path: '/verify/$token',
  component: lazyRouteComponent(auth, 'VerifyPage'),
})
const invitation = createRoute({
  getParentRoute: () => root,
  path: '/invitations/$token',
  component: lazyRouteComponent(auth, 'InvitationPage'),
})

/** Pages for who is signed in; anybody else signs in first and comes back. */
const inside = createRoute({
  getParentRoute: () => root,
  id: 'inside',
  async beforeLoad({ location }) {
    const account = await queryClient.ensureQueryData(accountQuery)
    if (account === null) throw redirect({ to: '/login', search: { from: location.href } })
    return { account }
  },
  component: Shell,
})

/** Where somebody lands after signing in. */
const home = createRoute({
  getParentRoute: () => inside,
  path: '/home',
  beforeLoad({ context }) {
    throw redirect({ to: isStaff(context.account) ? paths.orders : paths.projects })
  },
})

const settings = () => import('./pages/settings/index.ts')
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
const subscription = createRoute({
  getParentRoute: () => inside,
  path: '/settings/organization/subscription',
  component: lazyRouteComponent(settings, 'SubscriptionPage'),
})

const integrations = () => import('./pages/integrations/index.ts')
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
  component: lazyRouteComponent(integrations, 'KeysPage'),
})
const key = createRoute({
  getParentRoute: () => inside,
  path: '/settings/integrations/api/$keyId',
  component: lazyRouteComponent(integrations, 'KeyPage'),
})
const developers = () => import('./pages/developers/index.ts')
const tokens = createRoute({
  getParentRoute: () => inside,
  path: '/developers/tokens',
  component: lazyRouteComponent(developers, 'TokensPage'),
})

const playground = createRoute({
  getParentRoute: () => inside,
  path: '/developers/playground',
  component: lazyRouteComponent(developers, 'PlaygroundPage'),
})

const webhookPages = () => import('./pages/webhooks/index.tsx')
const shopWebhooks = createRoute({
  getParentRoute: () => inside,
  path: '/settings/integrations/webhooks',
  component: lazyRouteComponent(webhookPages, 'ShopWebhooksPage'),
})
const shopWebhook = createRoute({
  getParentRoute: () => inside,
  path: '/settings/integrations/webhooks/$webhookId',
  component: lazyRouteComponent(webhookPages, 'ShopWebhookPage'),
})
const ownWebhooks = createRoute({
  getParentRoute: () => inside,
  path: '/developers/webhooks',
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

const records = () => import('./pages/records/index.ts')
const projects = createRoute({
  getParentRoute: () => inside,
  path: '/projects',
  component: lazyRouteComponent(records, 'ProjectsPage'),
})
const project = createRoute({
  getParentRoute: () => inside,
  path: '/projects/$projectId',
  component: lazyRouteComponent(records, 'ProjectPage'),
})
const quotes = createRoute({
  getParentRoute: () => inside,
  path: '/quotes',
  component: lazyRouteComponent(records, 'QuotesPage'),
})
const quote = createRoute({
  getParentRoute: () => inside,
  path: '/quotes/$quoteId',
  component: lazyRouteComponent(records, 'QuotePage'),
})
const orders = createRoute({
  getParentRoute: () => inside,
  path: '/orders',
  component: lazyRouteComponent(records, 'OrdersPage'),
})
const order = createRoute({
  getParentRoute: () => inside,
  path: '/orders/$orderId',
  component: lazyRouteComponent(records, 'OrderPage'),
})
const invoices = createRoute({
  getParentRoute: () => inside,
  path: '/invoices',
  component: lazyRouteComponent(records, 'InvoicesPage'),
})
const invoice = createRoute({
  getParentRoute: () => inside,
  path: '/invoices/$invoiceId',
  component: lazyRouteComponent(records, 'InvoicePage'),
})
const qualityPages = () => import('./pages/quality/index.ts')
const quality = createRoute({
  getParentRoute: () => inside,
  path: '/quality',
  component: lazyRouteComponent(qualityPages, 'QualityPage'),
})
const report = createRoute({
  getParentRoute: () => inside,
  path: '/quality/$ncrId',
  component: lazyRouteComponent(qualityPages, 'ReportPage'),
})
const messages = createRoute({
  getParentRoute: () => inside,
  path: '/messages',
  validateSearch: customerIn,
  component: lazyRouteComponent(() => import('./pages/messages/messages.tsx'), 'MessagesPage'),
})
const cad = createRoute({
  getParentRoute: () => inside,
  path: '/cad',
  validateSearch: (search): { customer_id?: number; folder?: string } => {
    const folder = text(search.folder)
    return { ...customerIn(search), ...(folder !== undefined && { folder }) }
  },
  component: lazyRouteComponent(() => import('./pages/cad/cad.tsx'), 'CadPage'),
})
const inbox = createRoute({
  getParentRoute: () => inside,
  path: '/inbox',
  component: lazyRouteComponent(records, 'InboxPage'),
})

const customers = createRoute({
  getParentRoute: () => inside,
  path: '/customers',
  component: lazyRouteComponent(() => import('./pages/customers/customers.tsx'), 'CustomersPage'),
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
  component: lazyRouteComponent(() => import('./pages/audit/audit.tsx'), 'AuditPage'),
})

const insidePages = [
  ...[projects, project, quotes, quote, orders, order, invoices, invoice, inbox],
  ...[quality, report, messages, cad],
  ...[home, profile, security, users, subscription, customers, audit],
  ...[hub, legacyHub, keys, key, shopWebhooks, shopWebhook],
  ...[tokens, playground, ownWebhooks, ownWebhook, delivery],
]

export const router = createRouter({
  routeTree: root.addChildren([
    ...[login, signup, forgot, reset, verify, invitation],
    inside.addChildren(insidePages),
  ]),
  defaultPreload: 'intent',
  scrollRestoration: true,
  defaultPendingComponent: Skeleton,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
