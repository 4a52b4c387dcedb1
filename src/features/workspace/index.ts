export { createWorkspace } from './create.ts'
export { workspaceRoutes } from './routes.ts'
export { type WorkspaceService, workspaceService } from './service.ts'
