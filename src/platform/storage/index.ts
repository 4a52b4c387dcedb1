export { openDirectoryStorage } from './directory.ts'
export { openS3Storage } from './s3.ts'
export { type Storage, StorageLimitError, StorageUnavailableError } from './storage.ts'
