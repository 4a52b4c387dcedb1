export { invoiceRoutes } from './routes.ts'
export { invoiceService } from './service.ts'
