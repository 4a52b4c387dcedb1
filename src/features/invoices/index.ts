export { invoiceRoutes } from './routes.ts'
export { type InvoiceService, invoiceService } from './service.ts'
