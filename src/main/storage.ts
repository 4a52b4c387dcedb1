import { join } from 'node:path'
import type { Config } from '../platform/config.ts'
import { openDirectoryStorage, openS3Storage, type Storage } from '../platform/storage/index.ts'

/** Where the files lie that are in no bucket. */
export const filesFolder = (dataDir: string): string => join(dataDir, 'files')

/** The file storage of the configuration. Who is alone with it clears away what uploads left unfinished. */
export const openStorage = (config: Config, { alone }: { alone: boolean }): Promise<Storage> | Storage =>
  config.s3
    ? openS3Storage(config.s3)
    : openDirectoryStorage({ directory: filesFolder(config.dataDir), ...(alone && { orphanAgeMs: 0 }) })
