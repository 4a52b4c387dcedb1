import pg from 'pg'
import { clientTypes } from './parsers.ts'
import type { PgliteServer } from './pglite-server.ts'
import { PgliteStream } from './pglite-stream.ts'

/** Connects node-postgres to the embedded server, as it would to another: named statements are planned once. */
export async function connectPglite(server: PgliteServer): Promise<pg.Client> {
  const client = new pg.Client({
    user: 'postgres',
    database: 'postgres',
    stream: () => new PgliteStream(server) as never,
    types: clientTypes,
    // Statements go out while the one before is still running: the server never waits for this thread.
    pipeline: true,
  } as pg.ClientConfig)
  await client.connect()
  return client
}
