export { liveRoutes } from './routes.ts'
export { liveService } from './service.ts'
