export { createWorkspace } from './create.ts'
export { isCustomerOf, timeZoneOf } from './lookup.ts'
export { workspaceRoutes } from './routes.ts'
export { type WorkspaceService, workspaceService } from './service.ts'
