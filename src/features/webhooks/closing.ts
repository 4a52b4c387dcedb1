import type { Db, Tx } from '../../db/port.ts'
import { endpointsChanged } from '../../engine/index.ts'
import type { Clock } from '../../platform/clock.ts'
import { closeEnabled, closeFailed, deleteClosed, deleteTurnedOff } from './closing-store.ts'
import { discardPending, releaseHeld } from './delivery-store.ts'
import { noteEnabled } from './store.ts'

/** Longer than an event can be on its way into the database: what began before the closing has arrived by then. */
const settleMs = 60_000

/**
 * For the deletion of a customer's account. What waits still goes out, `account.deleted` included, by the whole
 * schedule: there is nobody left to enable a webhook again, so the breaker leaves a closing one alone, and one that
 * it had disabled gets its last chance. Those that the customer or a 410 had turned off are deleted at once; deleting
 * discards. The others follow when nothing waits for them any more: `sweepClosed`.
 */
export async function closeWebhooksOf(tx: Tx, userId: number, now: Date): Promise<void> {
  const failed = await closeFailed(tx, userId, now)
  if (failed.length > 0) {
    await noteEnabled(tx, failed, now)
    await releaseHeld(tx, failed, now)
  }
  const enabled = await closeEnabled(tx, userId, now)
  const deleted = await deleteTurnedOff(tx, userId)
  if (deleted.length > 0) await discardPending(tx, deleted)
  await endpointsChanged(tx, [...failed, ...enabled, ...deleted])
}

/** Deletes closing webhooks, with their secrets, that have sent what they had. */
export async function sweepClosed({ db, clock }: { db: Db; clock: Clock }): Promise<void> {
  await db.transaction(async (tx) => {
    const deleted = await deleteClosed(tx, new Date(clock.now().getTime() - settleMs))
    if (deleted.length === 0) return
    await discardPending(tx, deleted)
    await endpointsChanged(tx, deleted)
  })
}
