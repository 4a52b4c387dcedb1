import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrate } from '../../src/db/migrate.ts'
import { openPglite } from '../../src/db/pglite.ts'
import type { Db } from '../../src/db/port.ts'
import { connectPostgres } from '../../src/db/postgres.ts'
import { readTemplate } from '../../src/db/template.ts'
import { type Cluster, startCluster } from '../../test/harness/cluster.ts'

/** `cluster` is the server under a PostgreSQL database. */
type Work = (db: Db, cluster?: Cluster) => Promise<void>

export async function withPostgres(work: Work): Promise<void> {
  const cluster = await startCluster({ durable: true })
  const db = connectPostgres({ url: cluster.url() })
  try {
    await migrate(db)
    await work(db, cluster)
  } finally {
    await db.close()
    await cluster.remove()
  }
}

async function withPglite(work: Work): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'fabwire-bench-'))
  const template = await readTemplate()
  const db = await openPglite({
    folder: join(folder, 'database'),
    ...(template && { template }),
  })
  try {
    await migrate(db)
    await work(db)
  } finally {
    await db.close()
    await rm(folder, { recursive: true, force: true })
  }
}

/** Runs a bench on a durable throw-away PostgreSQL server and on the embedded database in a folder. */
export async function onBothDatabases(only: string | undefined, work: Work): Promise<void> {
  if (only !== 'pglite') await withPostgres(work)
  if (only !== 'postgres') await withPglite(work)
}
