export { ArchiveError } from './damage.ts'
export type { Entry } from './entry.ts'
export { readArchive } from './reader.ts'
export { ArchiveWriter, isTarName } from './writer.ts'
