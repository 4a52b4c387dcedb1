import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startServer } from '../../../src/main/server.ts'
import { readConfig } from '../../../src/platform/config.ts'
import { silentLog } from '../../../src/platform/log.ts'

/** The real server with an embedded database, on a port of its own. */
export async function startSite(): Promise<{ origin: string; stop(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'fabwire-browser-'))
  const config = readConfig({ PORT: '0', FABWIRE_DATA_DIR: folder, FABWIRE_RATE_LIMIT: 'off' })
  const server = await startServer(config, silentLog())
  return {
    origin: `http://localhost:${new URL(server.url).port}`,
    async stop() {
      await server.stop()
      await rm(folder, { recursive: true })
    },
  }
}
