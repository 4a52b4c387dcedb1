export { ArchiveError } from './damage.ts'
export type { Entry } from './entry.ts'
export { readArchive } from './reader.ts'
export { ArchiveWriter } from './writer.ts'
