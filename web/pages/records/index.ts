export { InvoicePage } from './invoice.tsx'
export { InvoicesPage, OrdersPage, QuotesPage } from './lists.tsx'
export { OrderPage } from './order.tsx'
export { QuotePage } from './quote.tsx'
