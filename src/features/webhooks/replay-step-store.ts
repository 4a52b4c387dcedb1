import type { Queryable, Tx } from '../../db/port.ts'
import { sql } from '../../db/query.ts'
import type { ReplayRow } from './replay-store.ts'

/** Replays that may go on: a disabled webhook pauses its own. */
const going = sql`replays r JOIN webhooks w ON w.id = r.webhook_id AND w.status = 'enabled' AND w.closing_at IS NULL
                  WHERE r.status = 'running'`

/**
 * A replay whose next step is due, locked to the end of the transaction. The lock is the lease: while a node works on
 * a replay the others pass over it, and when that node dies the lock goes with it.
 */
export const claimReplay = (tx: Tx): Promise<ReplayRow | undefined> =>
  tx.maybe(sql<ReplayRow>`
    SELECT r.* FROM ${going} AND r.next_step_at <= now()
    ORDER BY r.next_step_at LIMIT 1 FOR UPDATE OF r SKIP LOCKED FOR KEY SHARE OF w SKIP LOCKED`)

/** How many ms until the next step of any replay is due; null when none runs. */
export async function nextStepIn(db: Queryable): Promise<number | null> {
  const { ms } = await db.one(sql<{ ms: number | null }>`
    SELECT ceil(extract(epoch FROM min(r.next_step_at) - now()) * 1000)::int AS ms FROM ${going}`)
  return ms
}

/** How many deliveries of a webhook are due, counted up to `most`. */
export async function countDue(tx: Tx, webhookId: string, now: Date, most: number): Promise<number> {
  const { n } = await tx.one(sql<{ n: number }>`
    SELECT count(*) AS n FROM (
      SELECT FROM deliveries WHERE webhook_id = ${webhookId} AND status = 'pending' AND next_attempt_at <= ${now}
      LIMIT ${most}) AS due`)
  return n
}

/** Moves a replay on, in the transaction that makes its new deliveries. Pauses are by the clock of the database. */
export const moveReplay = (
  tx: Tx,
  id: string,
  { made, afterId, pauseMs }: { made: number; afterId: string | null; pauseMs: number },
) =>
  tx.run(sql`
    UPDATE replays SET done = done + ${made}, after_id = coalesce(${afterId}::uuid, after_id),
                       next_step_at = now() + ${pauseMs} * interval '1 millisecond'
    WHERE id = ${id}`)
