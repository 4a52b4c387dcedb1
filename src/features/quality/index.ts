export { ncrRoutes } from './routes.ts'
export { qualityService } from './service.ts'
