import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ConfigError } from '../platform/config.ts'

/**
 * The mark that the embedded database was copied to a server. Two copies of one shop would both send what waits, so
 * the old one does not start again by mistake, as with a forgotten DATABASE_URL.
 */
const movedFile = (dataDir: string): string => join(dataDir, 'moved-to-postgres')

/** `place`: the server and database, without the password. */
export const markMoved = (dataDir: string, place: string, at: Date): Promise<void> =>
  writeFile(movedFile(dataDir), `${place}\n${at.toISOString()}\n`, { mode: 0o600, flush: true })

export async function refuseMoved(dataDir: string): Promise<void> {
  const place = await readFile(movedFile(dataDir), 'utf8').then(
    (text) => text.split('\n', 1)[0],
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined
      throw error
    },
  )
  if (place === undefined) return
  throw new ConfigError(
    'DATABASE_URL',
    `the database to which this one was copied (${place}); to go back to the embedded one, remove ${movedFile(dataDir)}`,
    '',
  )
}
