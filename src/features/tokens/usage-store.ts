import type { Queryable } from '../../db/port.ts'
import { q, sql } from '../../db/query.ts'

/** Below 400; the caller's fault; ours. */
export type StatusClass = 2 | 4 | 5

export interface UsageCount {
  tokenId: string
  /** `2026-05-15`, in UTC. */
  day: string
  statusClass: StatusClass
  n: number
}

/** Adds many counts in one statement, in one order, so that nodes which add at once do not deadlock. */
export const addUsage = (db: Queryable, counts: readonly UsageCount[]) =>
  db.run(sql`
    INSERT INTO token_usage (token_id, day, status_class, n)
    SELECT * FROM unnest(${counts.map((count) => count.tokenId)}::uuid[],
                         ${counts.map((count) => count.day)}::text[],
                         ${counts.map((count) => count.statusClass)}::smallint[],
                         ${counts.map((count) => count.n)}::bigint[]) AS u (token_id, day, status_class, n)
    ORDER BY token_id, day, status_class
    ON CONFLICT (token_id, day, status_class) DO UPDATE SET n = token_usage.n + excluded.n`)

/** What a token was used for from a day on, in no order. */
export async function readUsage(db: Queryable, tokenId: string, from: string): Promise<UsageCount[]> {
  const rows = await db.rows<{ day: string; status_class: number; n: number }>(
    q
      .selectFrom('token_usage')
      .select(['day', 'status_class', 'n'])
      .where('token_id', '=', tokenId)
      .where('day', '>=', from),
  )
  return rows.map(({ day, status_class, n }) => ({
    tokenId,
    day,
    statusClass: status_class as StatusClass,
    n,
  }))
}

/** Deletes what was counted before a day. */
export const deleteUsageBefore = (db: Queryable, day: string) =>
  db.run(q.deleteFrom('token_usage').where('day', '<', day))
