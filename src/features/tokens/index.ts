export { endTokensOfMembership } from './membership.ts'
export { tokenRoutes } from './routes.ts'
export { type TokenService, tokenService } from './service.ts'
