import type { Queryable, Tx } from '../../db/port.ts'
import { sql } from '../../db/query.ts'
import { openInvoiceStatuses } from '../../domain/records/invoice.ts'
import type { ToldInvoice } from './events.ts'

export type Mark = 'overdue_sent_for' | 'due_soon_sent_for'

const open = sql.join(openInvoiceStatuses.map((status) => sql.lit(status)))

/** Of invoices with a balance, those due before a day that were not told of as overdue. */
const untold = (before: string) => sql<boolean>`
  i.status IN (${open}) AND i.due_on < ${before}::date AND i.overdue_sent_for IS DISTINCT FROM i.due_on`

/** Time zones of the workspaces that may have something to tell of, with days to spare for any zone's calendar. */
export const listDueZones = async (db: Queryable, before: string): Promise<string[]> =>
  (
    await db.rows(sql<{ time_zone: string }>`
      SELECT DISTINCT w.time_zone FROM invoices i JOIN workspaces w ON w.id = i.workspace_id
      WHERE ${untold(before)}`)
  ).map(({ time_zone }) => time_zone)

export type DueInvoice = ToldInvoice & { is_test: boolean }

export interface DueSelection {
  mark: Mark
  timeZone: string
  /** The first due day that counts; null for all. */
  from: string | null
  /** The first that does not. */
  before: string
  limit: number
}

/**
 * Marks some invoices as told of for their due day and gives them back. Whoever marks one tells of it in the same
 * transaction; invoices that somebody else marks or books on at this moment are passed over, and found the next time.
 */
export const markDue = (tx: Tx, { mark, timeZone, from, before, limit }: DueSelection) =>
  tx.rows<DueInvoice>(sql<DueInvoice>`
    WITH due AS (
      SELECT i.id, o.order_no, p.project_no
      FROM invoices i
      JOIN workspaces w ON w.id = i.workspace_id
      JOIN orders o ON o.id = i.order_id
      JOIN projects p ON p.id = i.project_id
      WHERE ${untold(before)} AND w.time_zone = ${timeZone}
        AND (${from}::date IS NULL OR i.due_on >= ${from}::date)
        AND i.${sql.ref(mark)} IS DISTINCT FROM i.due_on
      ORDER BY i.due_on
      LIMIT ${limit}
      FOR NO KEY UPDATE OF i SKIP LOCKED
    )
    UPDATE invoices i SET ${sql.ref(mark)} = i.due_on
    FROM due WHERE i.id = due.id
    RETURNING i.id, i.workspace_id, i.invoice_no, due.order_no, due.project_no, i.customer_id, i.currency,
      i.due_on, i.total_minor, i.paid_minor, i.is_test`)
