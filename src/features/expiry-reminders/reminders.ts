import type { Db, Tx } from '../../db/port.ts'
import { formatMoment } from '../../domain/calendar.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Notices } from '../inbox/index.ts'
import { type Expiring, type ExpiringToken, markKeys, markTokens, type Selection } from './store.ts'

export interface ReminderOptions {
  db: Db
  clock: Clock
  notices: Pick<Notices, 'tellStaff' | 'tellUser'>
  /** The site's origin. */
  baseUrl(): string
}

/** Days ahead, the closest first: who is told tomorrow's is not told next week's, also after a downtime. */
const daysAhead = [1, 7] as const
const batchRows = 100

const titleOf = (thing: string, days: number): string =>
  days === 1 ? `${thing} expires within a day` : `${thing} expires soon`

const lineOf = ({ name, prefix, expires_at, time_zone }: Expiring): string =>
  `“${name}” (${prefix}…) expires on ${formatMoment(expires_at, time_zone)}.`

const tellOfToken = ({ notices, baseUrl }: ReminderOptions, tx: Tx, token: ExpiringToken, days: number) =>
  notices.tellUser(tx, {
    workspaceId: token.workspace_id,
    userId: token.user_id,
    family: 'security',
    title: titleOf('Token', days),
    message: `Your personal access token ${lineOf(token)}\nRotate it before that, and give the new secret to what uses it.`,
    projectNo: null,
    url: `${baseUrl()}/developers/tokens`,
  })

const tellOfKey = ({ notices, baseUrl }: ReminderOptions, tx: Tx, key: Expiring, days: number) =>
  notices.tellStaff(tx, {
    workspaceId: key.workspace_id,
    roles: ['owner', 'admin'],
    family: 'security',
    title: titleOf('API key', days),
    message: `The API key ${lineOf(key)}\nMake a new one before that, and give it to what uses this one.`,
    projectNo: null,
    url: `${baseUrl()}/settings/integrations/api/${key.id}`,
  })

/** Marks and tells, batch by batch, each in one transaction. */
async function remind<R>(
  db: Db,
  selection: Selection,
  mark: (tx: Tx, selection: Selection) => Promise<R[]>,
  tell: (tx: Tx, row: R) => Promise<void>,
): Promise<number> {
  let total = 0
  let count: number
  do {
    count = await db.transaction(async (tx) => {
      const rows = await mark(tx, selection)
      for (const row of rows) await tell(tx, row)
      return rows.length
    })
    total += count
  } while (count === selection.limit)
  return total
}

/**
 * Tells owners of personal access tokens, and owners and admins for tenant keys, that one expires: 7 days and 1 day
 * before, each once for each expiry. What lives no longer than that is not reminded of. Any number of nodes may do so
 * at once. Returns how many reminders there were.
 */
export async function remindOfExpiry(options: ReminderOptions): Promise<number> {
  const { db, clock } = options
  let told = 0
  for (const days of daysAhead) {
    const selection = { now: clock.now(), days, limit: batchRows }
    told += await remind(db, selection, markTokens, (tx, token) => tellOfToken(options, tx, token, days))
    told += await remind(db, selection, markKeys, (tx, key) => tellOfKey(options, tx, key, days))
  }
  return told
}
