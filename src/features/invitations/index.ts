export { forgetInvitee } from './forget.ts'
export { invitationRoutes } from './routes.ts'
export { invitationService } from './service.ts'
