export { type DirectoryStorageOptions, openDirectoryStorage } from './directory.ts'
export { openS3Storage, type S3StorageOptions } from './s3.ts'
export {
  assertStorageKey,
  type ListedFile,
  type PutOptions,
  type Storage,
  StorageKeyError,
  StorageLimitError,
  type StorageSource,
  StorageUnavailableError,
  type StoredFile,
} from './storage.ts'
