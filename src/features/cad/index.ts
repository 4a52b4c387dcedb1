export { cadFolderService } from './folders.ts'
export { cadService } from './library.ts'
export { type PartFile, pinnedVersions, resolvePartFiles, type VersionNumberOf } from './part-files.ts'
export { cadRoutes } from './routes.ts'
