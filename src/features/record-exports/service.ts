import { Readable } from 'node:stream'
import type { Page } from '../../contract/common.ts'
import type { InvoiceAnswer, InvoiceFilter } from '../../contract/invoices.ts'
import type { Money } from '../../contract/money.ts'
import type { OrderFilter } from '../../contract/orders.ts'
import type { Actor } from '../../domain/access/principal.ts'
import { csvLine } from '../../domain/csv.ts'
import { majorText } from '../../domain/money.ts'
import type { InvoiceService } from '../invoices/index.ts'
import type { OrderService } from '../orders/index.ts'

export interface ExportOptions {
  orders: Pick<OrderService, 'list'>
  invoices: Pick<InvoiceService, 'list'>
}

export type ExportService = ReturnType<typeof exportService>

type Cell = string | number | null

/** A column: its name and what stands in it. */
type Columns<T> = readonly (readonly [name: string, cell: (record: T) => Cell])[]

/** Records read at a time: an export is never in memory as a whole. */
const pageRecords = 200

/** Major units, with a point. A minus is a number's own, and no formula. */
const decimal = (money: Money): Cell => (money.amount < 0 ? Number(majorText(money)) : majorText(money))

type Order = Awaited<ReturnType<OrderService['list']>>['data'][number]

const orderColumns: Columns<Order> = [
  ['order_no', (order) => order.order_no],
  ['status', (order) => order.status],
  ['created_at', (order) => order.created_at],
  ['customer', (order) => order.customer?.name ?? null],
  ['company', (order) => order.customer?.company ?? null],
  ['email', (order) => order.customer?.email ?? null],
  ['project_no', (order) => order.project_no],
  ['quote_no', (order) => order.quote?.quote_no ?? null],
  ['po_number', (order) => order.po_number],
  ['currency', (order) => order.currency],
  ['subtotal', (order) => decimal(order.subtotal)],
  ['tax', (order) => decimal(order.tax)],
  ['total', (order) => decimal(order.total)],
  ['promised_at', (order) => order.promised_at],
  ['shipped_at', (order) => order.shipped_at],
  ['delivered_at', (order) => order.delivered_at],
  ['id', (order) => order.id],
]

const invoiceColumns: Columns<InvoiceAnswer> = [
  ['invoice_no', (invoice) => invoice.invoice_no],
  ['status', (invoice) => (invoice.overdue ? 'overdue' : invoice.status)],
  ['issued_at', (invoice) => invoice.issued_at],
  ['due_on', (invoice) => invoice.due_on],
  ['customer', (invoice) => invoice.customer?.name ?? null],
  ['company', (invoice) => invoice.customer?.company ?? null],
  ['email', (invoice) => invoice.customer?.email ?? null],
  ['project_no', (invoice) => invoice.project_no],
  ['order_no', (invoice) => invoice.order_no],
  ['po_number', (invoice) => invoice.order?.po_number ?? null],
  ['currency', (invoice) => invoice.total.currency],
  ['subtotal', (invoice) => decimal(invoice.subtotal)],
  ['tax', (invoice) => decimal(invoice.tax)],
  ['total', (invoice) => decimal(invoice.total)],
  ['paid', (invoice) => decimal(invoice.paid)],
  ['balance', (invoice) => decimal(invoice.balance)],
  ['id', (invoice) => invoice.id],
]

/** Page after page as CSV, read while it is sent. The first page is there before it begins to answer. */
async function csvOf<T>(
  columns: Columns<T>,
  read: (cursor: string | undefined) => Promise<Page<T>>,
): Promise<Readable> {
  const first = await read(undefined)
  async function* text() {
    yield csvLine(columns.map(([name]) => name))
    for (let page = first; ; ) {
      yield page.data.map((record) => csvLine(columns.map(([, cell]) => cell(record)))).join('')
      if (page.next_cursor === null) return
      page = await read(page.next_cursor)
    }
  }
  return Readable.from(text(), { objectMode: false })
}

/** Records of a workspace as CSV, newest first, by the filters of their lists. */
export const exportService = ({ orders, invoices }: ExportOptions) => ({
  orders: (actor: Actor, filter: OrderFilter): Promise<Readable> =>
    csvOf(orderColumns, (cursor) =>
      orders.list(actor, {
        ...filter,
        cursor,
        limit: pageRecords,
        sort: '-created_at',
        expand: ['customer', 'quote'],
      }),
    ),

  invoices: (actor: Actor, filter: InvoiceFilter): Promise<Readable> =>
    csvOf(invoiceColumns, (cursor) =>
      invoices.list(actor, {
        ...filter,
        cursor,
        limit: pageRecords,
        sort: '-created_at',
        expand: ['customer', 'order'],
      }),
    ),
})
