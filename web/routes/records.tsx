import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { inside } from './root.tsx'
import { customerIn, recordSearch, text, texts } from './search.ts'

/** Where somebody lands after signing in. */
const home = createRoute({
  getParentRoute: () => inside,
  path: '/home',
  component: lazyRouteComponent(() => import('../pages/home/home.tsx'), 'HomePage'),
})

const records = () => import('../pages/records/index.ts')
const projectPages = () => import('../pages/project/index.ts')
const projects = createRoute({
  getParentRoute: () => inside,
  path: '/projects',
  validateSearch: recordSearch,
  component: lazyRouteComponent(projectPages, 'ProjectsPage'),
})
const project = createRoute({
  getParentRoute: () => inside,
  path: '/projects/$projectId',
  component: lazyRouteComponent(projectPages, 'ProjectPage'),
})
const quotes = createRoute({
  getParentRoute: () => inside,
  path: '/quotes',
  validateSearch: recordSearch,
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
  validateSearch: recordSearch,
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
  validateSearch: recordSearch,
  component: lazyRouteComponent(records, 'InvoicesPage'),
})
const invoice = createRoute({
  getParentRoute: () => inside,
  path: '/invoices/$invoiceId',
  component: lazyRouteComponent(records, 'InvoicePage'),
})
const qualityPages = () => import('../pages/quality/index.ts')
const quality = createRoute({
  getParentRoute: () => inside,
  path: '/quality',
  validateSearch: recordSearch,
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
  component: lazyRouteComponent(() => import('../pages/messages/messages.tsx'), 'MessagesPage'),
})
const cad = createRoute({
  getParentRoute: () => inside,
  path: '/cad',
  validateSearch: (search): { customer_id?: number; folder?: string; name?: string } => {
    const folder = text(search.folder)
    const name = text(search.name)
    return {
      ...customerIn(search),
      ...(folder !== undefined && { folder }),
      ...(name !== undefined && { name }),
    }
  },
  component: lazyRouteComponent(() => import('../pages/cad/cad.tsx'), 'CadPage'),
})
const inbox = createRoute({
  getParentRoute: () => inside,
  path: '/inbox',
  validateSearch: (search): { unread?: boolean; cursor?: string } => ({
    ...texts(search, 'cursor'),
    ...(search.unread === true && { unread: true }),
  }),
  component: lazyRouteComponent(() => import('../pages/inbox/inbox.tsx'), 'InboxPage'),
})

const customers = createRoute({
  getParentRoute: () => inside,
  path: '/customers',
  component: lazyRouteComponent(() => import('../pages/customers/customers.tsx'), 'CustomersPage'),
})
const customer = createRoute({
  getParentRoute: () => inside,
  path: '/customers/$customerId',
  component: lazyRouteComponent(() => import('../pages/customers/customer.tsx'), 'CustomerPage'),
})

/** The work itself, from the project to the paid invoice. */
export const recordRoutes = [
  ...[home, projects, project, quotes, quote, orders, order, invoices, invoice, inbox],
  ...[quality, report, messages, cad, customers, customer],
]
