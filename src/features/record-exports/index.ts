export { exportRoutes } from './routes.ts'
export { exportService } from './service.ts'
