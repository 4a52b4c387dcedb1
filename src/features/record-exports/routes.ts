import { invoiceFilter } from '../../contract/invoices.ts'
import { orderFilter } from '../../contract/orders.ts'
import { Answer, type RouteRow, route } from '../../contract/route.ts'
import type { ExportService } from './service.ts'

const access = { kind: 'granted', key: ['api'], users: { member: 'staff' } } as const
const success = { status: 200, mediaType: 'text/csv' } as const

const headers = (file: string) => ({
  'content-type': 'text/csv; charset=utf-8; header=present',
  'content-disposition': `attachment; filename="${file}"`,
})

export const exportRoutes = (records: ExportService): RouteRow[] => [
  route({
    method: 'GET',
    path: '/orders.csv',
    operationId: 'exportOrders',
    summary: 'Orders as CSV, newest first',
    tag: 'Orders',
    access,
    query: orderFilter,
    success,
    handler: async (call) => new Answer(await records.orders(call, call.query), headers('orders.csv')),
  }),
  route({
    method: 'GET',
    path: '/invoices.csv',
    operationId: 'exportInvoices',
    summary: 'Invoices as CSV, newest first',
    tag: 'Invoices',
    access,
    query: invoiceFilter,
    success,
    handler: async (call) => new Answer(await records.invoices(call, call.query), headers('invoices.csv')),
  }),
]
