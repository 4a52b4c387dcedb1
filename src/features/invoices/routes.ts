import { pathId } from '../../contract/common.ts'
import {
  invoice,
  invoiceInput,
  invoiceIssue,
  invoicePage,
  invoiceQuery,
  invoiceReadQuery,
  markPaidInput,
  payment,
  paymentInput,
} from '../../contract/invoices.ts'
import { type RouteRow, route } from '../../contract/route.ts'
import type { InvoiceService } from './service.ts'

const tag = 'Invoices'
export const readAccess = {
  kind: 'granted',
  scope: 'read:invoices',
  key: ['api'],
  users: { customer: true, member: 'staff' },
} as const
export const shopAccess = { kind: 'granted', key: ['api'], users: { member: 'staff' } } as const
const customerAccess = {
  kind: 'granted',
  scope: 'write:invoices',
  key: ['api'],
  users: { customer: true },
} as const

const readRoutes = (invoices: InvoiceService): RouteRow[] => [
  route({
    method: 'GET',
    path: '/invoices',
    summary: 'List invoices',
    tag,
    access: readAccess,
    query: invoiceQuery,
    success: { status: 200, schema: invoicePage },
    errors: ['invalid_cursor'],
    handler: (call) => invoices.list(call, call.query),
  }),
  route({
    method: 'GET',
    path: '/invoices/{id}',
    summary: 'Read an invoice',
    tag,
    access: readAccess,
    params: pathId,
    query: invoiceReadQuery,
    success: { status: 200, schema: invoice },
    handler: (call) => invoices.read(call, call.params.id, call.query.expand),
  }),
]

const shopRoutes = (invoices: InvoiceService): RouteRow[] => [
  route({
    method: 'POST',
    path: '/invoices',
    summary: 'Draft an invoice over an order or a part of it',
    tag,
    access: shopAccess,
    body: invoiceInput,
    success: { status: 201, schema: invoice },
    errors: ['invalid_transition', 'quantity_exceeded'],
    handler: (call) => invoices.create(call, call.body),
  }),
  route({
    method: 'POST',
    path: '/invoices/{id}/issue',
    summary: 'Issue a draft: it gets its number, the customer is told',
    tag,
    access: shopAccess,
    params: pathId,
    body: invoiceIssue,
    bodyOptional: true,
    success: { status: 200, schema: invoice },
    errors: ['invalid_transition'],
    handler: (call) => invoices.issue(call, call.params.id, call.body),
  }),
  route({
    method: 'POST',
    path: '/invoices/{id}/void',
    summary: 'Void an issued invoice of which nothing is paid',
    tag,
    access: shopAccess,
    params: pathId,
    success: { status: 200, schema: invoice },
    errors: ['invalid_transition'],
    handler: (call) => invoices.void(call, call.params.id),
  }),
]

const paymentRoutes = (invoices: InvoiceService): RouteRow[] => [
  route({
    method: 'POST',
    path: '/invoices/{id}/payments',
    summary: 'Enter a payment, at most the balance',
    tag,
    access: shopAccess,
    params: pathId,
    body: paymentInput,
    success: { status: 201, schema: payment },
    errors: ['invalid_transition', 'overpayment'],
    handler: (call) => invoices.pay(call, call.params.id, call.body),
  }),
  route({
    method: 'POST',
    path: '/payments/{id}/reverse',
    summary: 'Take back a payment that was none',
    tag,
    access: shopAccess,
    params: pathId,
    success: { status: 200, schema: payment },
    errors: ['invalid_transition'],
    handler: (call) => invoices.reverse(call, call.params.id),
  }),
  route({
    method: 'POST',
    path: '/invoices/{id}/mark-paid',
    summary: 'Say that an invoice is paid, where the workspace allows it',
    tag,
    access: customerAccess,
    params: pathId,
    body: markPaidInput,
    success: { status: 200, schema: invoice },
    errors: ['invalid_transition', 'overpayment', 'mark_paid_not_allowed'],
    handler: (call) => invoices.markPaid(call, call.params.id, call.body),
  }),
]

export const invoiceRoutes = (invoices: InvoiceService): RouteRow[] => [
  ...readRoutes(invoices),
  ...shopRoutes(invoices),
  ...paymentRoutes(invoices),
]
