export { invitationRoutes } from './routes.ts'
export { invitationService } from './service.ts'
