import type { Queryable, Tx } from '../../db/port.ts'
import { q } from '../../db/query.ts'

/** Time zones in which some quote can expire. */
export const listZones = async (db: Queryable): Promise<string[]> => {
  const zones = q
    .selectFrom('workspaces as w')
    .select('w.time_zone')
    .distinct()
    .where((on) =>
      on.exists(
        on
          .selectFrom('quotes')
          .select('quotes.id')
          .whereRef('quotes.workspace_id', '=', 'w.id')
          .where('quotes.status', '=', 'ready')
          .where('quotes.valid_until', 'is not', null),
      ),
    )
  return (await db.rows(zones)).map(({ time_zone }) => time_zone)
}

export interface ExpiredQuote {
  id: string
  workspace_id: string
  quote_no: string
}

/**
 * Ends ready quotes of a time zone whose last day is before `today`: at most `limit`, each once, however many workers
 * look. One that somebody accepts at this moment is left to them.
 */
export const expire = (tx: Tx, timeZone: string, today: string, limit: number): Promise<ExpiredQuote[]> => {
  const over = q
    .selectFrom('quotes')
    .innerJoin('workspaces', 'workspaces.id', 'quotes.workspace_id')
    .select('quotes.id')
    .where('quotes.status', '=', 'ready')
    .where('quotes.valid_until', '<', today)
    .where('workspaces.time_zone', '=', timeZone)
    .orderBy('quotes.id')
    .limit(limit)
    .forNoKeyUpdate('quotes')
    .skipLocked()
  return tx.rows(
    q
      .updateTable('quotes')
      .set({ status: 'expired' })
      .where('id', 'in', over)
      .where('status', '=', 'ready')
      .returning(['id', 'workspace_id', 'quote_no']),
  )
}
