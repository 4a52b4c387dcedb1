import type { Queryable } from './port.ts'
import { sql } from './query.ts'

/** The time of the database, in epoch ms: the one that all nodes can agree on. */
export async function readTimeMs(db: Queryable): Promise<number> {
  const { ms } = await db.one(
    sql<{ ms: number }>`SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS ms`,
  )
  return ms
}
