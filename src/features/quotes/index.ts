export { expireQuotes } from './expiry.ts'
export { quoteRoutes } from './routes.ts'
export { type QuoteService, quoteService } from './service.ts'
