export { deleteTokensOf, endTokensOfMembership } from './membership.ts'
export { tokenRoutes } from './routes.ts'
export { tokenService } from './service.ts'
