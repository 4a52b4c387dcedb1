export { projectFileRoutes } from './file-routes.ts'
export { fileService } from './file-service.ts'
export { projectRoutes } from './routes.ts'
export { projectService } from './service.ts'
