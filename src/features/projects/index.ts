export { projectFileRoutes } from './file-routes.ts'
export { type FileService, fileService } from './file-service.ts'
export { projectRoutes } from './routes.ts'
export { type ProjectService, projectService } from './service.ts'
