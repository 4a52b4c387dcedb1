export { paperRoutes } from './routes.ts'
export { paperService } from './service.ts'
