import type { Db } from '../../db/port.ts'
import type { Clock } from '../../platform/clock.ts'
import { deleteExpiredChallenges } from './challenge-store.ts'
import { deviceLifetimeMs } from './cookies.ts'
import { deleteDevicesSeenBefore } from './device-store.ts'
import { deleteExpiredLinks } from './link-store.ts'
import { deleteExpiredSessions } from './session-store.ts'

/** Clears away what is over: it is refused already, this only frees the room. */
export async function sweepAccounts({ db, clock }: { db: Db; clock: Clock }): Promise<void> {
  const now = clock.now()
  await deleteExpiredSessions(db, now)
  await deleteExpiredLinks(db, now)
  await deleteExpiredChallenges(db, now)
  await deleteDevicesSeenBefore(db, new Date(now.getTime() - deviceLifetimeMs))
}
