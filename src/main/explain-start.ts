import { MigrationError } from '../db/migrate.ts'
import { DatabaseUnavailableError } from '../db/port.ts'
import { ConfigError } from '../platform/config.ts'
import { FolderLockedError } from '../platform/folder-lock.ts'
import { StorageUnavailableError } from '../platform/storage/index.ts'

/** What a file system says of a folder that cannot be used. */
const folderCodes: readonly unknown[] = ['EACCES', 'EDQUOT', 'EEXIST', 'ENOSPC', 'ENOTDIR', 'EPERM', 'EROFS']

/** The one line for what stops a start; undefined for what is no fault of the operator's. */
export function explainStart(error: unknown): string | undefined {
  if (error instanceof ConfigError || error instanceof MigrationError || error instanceof FolderLockedError)
    return error.message
  if (error instanceof DatabaseUnavailableError)
    return `DATABASE_URL: the database does not answer (${(error.cause as Error | undefined)?.message ?? 'no reason given'})`
  if (error instanceof StorageUnavailableError)
    return `the file storage cannot be used (${(error.cause as Error | undefined)?.message ?? error.message})`
  const { code, message, syscall, path } = error as NodeJS.ErrnoException
  // A start touches no other folder than the data folder.
  if (path !== undefined && folderCodes.includes(code)) return `FABWIRE_DATA_DIR: ${message}`
  if (code === 'EADDRINUSE') return `PORT: the port is in use (${message})`
  if (code === 'EACCES' || code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `${syscall ?? 'start'}: ${message}`
  // A wrong password, a missing database: PostgreSQL's own words say it best.
  if (typeof code === 'string' && /^(28|3D)/.test(code)) return `DATABASE_URL: ${message}`
  return undefined
}
