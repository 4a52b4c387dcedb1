import type { Db } from '../../db/port.ts'
import type { Clock } from '../../platform/clock.ts'
import type { AccountService } from '../accounts/index.ts'
import type { Outbox } from '../mail/index.ts'

/** What this feature stands on. */
export interface InvitationOptions {
  db: Db
  clock: Clock
  outbox: Outbox
  /** How accounts are found, proven and made. */
  joining: AccountService['joining']
  /** The site's origin, for the link. */
  baseUrl(): string
}
