import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Db } from '../../../src/db/port.ts'
import { startServer } from '../../../src/main/server.ts'
import { readConfig } from '../../../src/platform/config.ts'
import { silentLog } from '../../../src/platform/log.ts'

export interface RunningSite {
  origin: string
  /** For what no page can do: a membership that contradicts a session. */
  db: Db
  stop(): Promise<void>
}

/** The real server with an embedded database, on a port of its own. It may deliver to this machine. */
export async function startSite(): Promise<RunningSite> {
  const folder = await mkdtemp(join(tmpdir(), 'fabwire-browser-'))
  const config = readConfig({
    PORT: '0',
    FABWIRE_DATA_DIR: folder,
    FABWIRE_RATE_LIMIT: 'off',
    FABWIRE_ALLOW_INSECURE_TARGETS: '127.0.0.0/8',
    FABWIRE_RETRY_SCHEDULE: '1s,2s,4s',
  })
  const server = await startServer(config, silentLog())
  return {
    origin: `http://localhost:${new URL(server.url).port}`,
    db: server.services.parts.db,
    async stop() {
      await server.stop()
      await rm(folder, { recursive: true })
    },
  }
}
