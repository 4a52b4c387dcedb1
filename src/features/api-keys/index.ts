export { forgetMaker } from './makers.ts'
export { apiKeyRoutes } from './routes.ts'
export { type ApiKeyService, apiKeyService } from './service.ts'
