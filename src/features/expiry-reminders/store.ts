import type { RawBuilder } from 'kysely'
import type { Tx } from '../../db/port.ts'
import { sql } from '../../db/query.ts'

/** Always 24 hours each: a day of the calendar can have 23 or 25. */
const hoursOf = (days: number): RawBuilder<unknown> => sql`${sql.lit(days * 24)} * interval '1 hour'`

export interface Expiring {
  id: string
  workspace_id: string
  name: string
  prefix: string
  expires_at: Date
  time_zone: string
}

export interface Selection {
  now: Date
  /** How far ahead the reminder is. */
  days: number
  limit: number
}

/**
 * What expires within so many days, has lived longer than the reminder is ahead, and was not reminded of this expiry
 * as late as this. What is expired needs none any more.
 */
const due = ({ now, days }: Selection) => sql<boolean>`
  t.expires_at > ${now} AND t.expires_at <= ${now}::timestamptz + ${hoursOf(days)}
  AND t.created_at < t.expires_at - ${hoursOf(days)}
  AND (t.reminded_for IS DISTINCT FROM t.expires_at OR t.reminded_days > ${sql.lit(days)})`

/**
 * Marks some as reminded and gives them back, for who tells of them in the same transaction. Rows that somebody else
 * is at are passed over, and found the next time.
 */
const mark = <R extends Expiring>(
  tx: Tx,
  table: 'tokens' | 'api_keys',
  selection: Selection,
  condition: RawBuilder<boolean>,
  more: RawBuilder<unknown>,
) =>
  tx.rows<R>(sql<R>`
    WITH expiring AS (
      SELECT t.id, w.time_zone FROM ${sql.table(table)} t JOIN workspaces w ON w.id = t.workspace_id
      WHERE ${due(selection)} AND ${condition}
      ORDER BY t.expires_at LIMIT ${selection.limit}
      FOR NO KEY UPDATE OF t SKIP LOCKED
    )
    UPDATE ${sql.table(table)} t SET reminded_for = t.expires_at, reminded_days = ${sql.lit(selection.days)}
    FROM expiring WHERE t.id = expiring.id
    RETURNING t.id, t.workspace_id, t.name, t.prefix, t.expires_at, expiring.time_zone${more}`)

export type ExpiringToken = Expiring & { user_id: number }

/** Tokens; those that were rotated or revoked are of no use to anybody. */
export const markTokens = (tx: Tx, selection: Selection) =>
  mark<ExpiringToken>(
    tx,
    'tokens',
    selection,
    sql<boolean>`t.revoked_at IS NULL AND t.replaced_by IS NULL`,
    sql`, t.user_id`,
  )

export const markKeys = (tx: Tx, selection: Selection) =>
  mark<Expiring>(tx, 'api_keys', selection, sql<boolean>`true`, sql``)
