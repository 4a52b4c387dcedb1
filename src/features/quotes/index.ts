export { expireQuotes } from './expiry.ts'
export { quoteRoutes } from './routes.ts'
export { quoteService } from './service.ts'
