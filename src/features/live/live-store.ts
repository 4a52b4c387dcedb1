import type { Queryable } from '../../db/port.ts'
import { q, sql } from '../../db/query.ts'
import type { Owner } from '../../domain/access/principal.ts'

export const liveChannel = 'fabwire_live'

/** PostgreSQL takes less than 8,000 bytes. */
export const notifyLive = (db: Queryable, payload: string) =>
  db.run(sql`SELECT pg_notify(${liveChannel}, ${payload})`)

/** Whose these webhooks are. It never changes. */
export async function readOwners(db: Queryable, webhookIds: readonly string[]): Promise<Map<string, Owner>> {
  const rows = await db.rows(
    q
      .selectFrom('webhooks')
      .select(['id', 'workspace_id', 'audience', 'user_id'])
      .where('id', 'in', [...webhookIds]),
  )
  return new Map(
    rows.map((row) => [
      row.id,
      { workspaceId: row.workspace_id, customerId: row.audience === 'customer' ? row.user_id : null },
    ]),
  )
}
