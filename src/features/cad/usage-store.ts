import type { Queryable } from '../../db/port.ts'
import { q, sql } from '../../db/query.ts'
import type { Owner } from '../../domain/access/principal.ts'

/** Files, versions and bytes of what the owner sees; with `customerId` of that library alone. */
export const readUsage = (
  db: Queryable,
  { workspaceId, customerId: own }: Owner,
  customerId: number | undefined,
) => {
  let held = q
    .selectFrom('cad_files as f')
    .innerJoin('cad_versions as v', 'v.file_id', 'f.id')
    .select([
      sql<number>`count(DISTINCT f.id)::int`.as('files'),
      sql<number>`count(*)::int`.as('versions'),
      sql<string>`coalesce(sum(v.bytes), 0)::text`.as('bytes'),
    ])
    .where('f.workspace_id', '=', workspaceId)
  if (own !== null) held = held.where('f.customer_id', '=', own)
  if (customerId !== undefined) held = held.where('f.customer_id', '=', customerId)
  return db.one(held)
}
