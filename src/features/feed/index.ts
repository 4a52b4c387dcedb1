export { feedRoutes } from './routes.ts'
export { feedService } from './service.ts'
