import type { Tx } from '../../db/port.ts'
import { q, sql } from '../../db/query.ts'

/** One more of a kind on a day. The row stays locked to the end of the transaction, so no number is given twice. */
export const countUp = async (tx: Tx, workspaceId: string, kind: string, day: string): Promise<number> => {
  const { n } = await tx.one(
    q
      .insertInto('counters')
      .values({ workspace_id: workspaceId, kind, day, n: 1 })
      .onConflict((conflict) =>
        conflict.columns(['workspace_id', 'kind', 'day']).doUpdateSet({ n: sql`counters.n + 1` }),
      )
      .returning('n'),
  )
  return n
}
