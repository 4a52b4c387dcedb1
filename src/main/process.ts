import { MigrationError } from '../db/migrate.ts'
import { DatabaseUnavailableError } from '../db/port.ts'
import { type Config, ConfigError } from '../platform/config.ts'
import { FolderLockedError } from '../platform/folder-lock.ts'
import type { Log } from '../platform/log.ts'
import { StorageUnavailableError } from '../platform/storage/index.ts'
import { type RunningServer, startServer } from './server.ts'

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

/** Serves until it is told to stop: SIGTERM and SIGINT end it in order, a second signal at once. */
export async function serve(config: Config, log: Log): Promise<RunningServer> {
  const server = await startServer(config, log)
  let stopping = false
  const stop = (signal: NodeJS.Signals) => {
    if (stopping) process.exit(1)
    stopping = true
    log.info({ signal }, 'stopping')
    server.stop().then(
      () => process.exit(0),
      (error) => {
        log.error({ err: error }, 'not stopped in order')
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  process.stdout.write(`listening on ${server.url}\n`)
  return server
}
