import type { Db } from '../../db/port.ts'
import { localDate } from '../../domain/calendar.ts'
import type { Clock } from '../../platform/clock.ts'
import { recordAudit } from '../audit/index.ts'
import { expire, listZones } from './expiry-store.ts'

/** In one transaction. */
const batch = 200

/**
 * Ends the offers whose last day is over where their workspace is (ready → expired). Safe with many workers and after
 * a downtime: each quote changes once. How many did.
 */
export async function expireQuotes({ db, clock }: { db: Db; clock: Clock }): Promise<number> {
  let count = 0
  for (const timeZone of await listZones(db)) {
    for (let done = batch; done === batch; count += done) {
      const at = clock.now()
      done = await db.transaction(async (tx) => {
        const rows = await expire(tx, timeZone, localDate(at, timeZone), batch)
        await recordAudit(
          tx,
          ...rows.map(({ id, workspace_id }) => ({
            workspaceId: workspace_id,
            actor: 'scheduler' as const,
            action: 'quote.expire',
            subject: id,
            before: { status: 'ready' },
            after: { status: 'expired' },
            at,
          })),
        )
        return rows.length
      })
    }
  }
  return count
}
