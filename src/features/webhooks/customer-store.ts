import type { Queryable } from '../../db/port.ts'
import { q } from '../../db/query.ts'

/** Those of the users that are customers of the workspace at this moment. */
export async function customersAmong(
  db: Queryable,
  workspaceId: string,
  userIds: readonly number[],
): Promise<ReadonlySet<number>> {
  const rows = await db.rows(
    q
      .selectFrom('user_organizations')
      .select('user_id')
      .where('workspace_id', '=', workspaceId)
      .where('user_id', 'in', [...userIds])
      .where('role', '=', 'customer'),
  )
  return new Set(rows.map((row) => row.user_id))
}
