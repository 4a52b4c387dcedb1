export { cadFolderService } from './folders.ts'
export { cadService } from './library.ts'
export { type PartFile, resolvePartFile } from './part-files.ts'
export { cadRoutes } from './routes.ts'
