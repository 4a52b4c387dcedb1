import type { RawBuilder } from 'kysely'
import type { Tx } from '../../db/port.ts'
import { sql } from '../../db/query.ts'

const close = async (tx: Tx, userId: number, now: Date, state: RawBuilder<boolean>): Promise<string[]> =>
  (
    await tx.rows<{ id: string }>(sql<{ id: string }>`
      UPDATE webhooks
      SET closing_at = ${now}, status = 'enabled', disabled_reason = NULL, version = version + 1
      WHERE audience = 'customer' AND user_id = ${userId} AND closing_at IS NULL AND ${state}
      RETURNING id`)
  ).map((row) => row.id)

/** Lets the customer's webhooks send what waits for them and nothing new. Returns their ids. */
export const closeEnabled = (tx: Tx, userId: number, now: Date): Promise<string[]> =>
  close(tx, userId, now, sql`status = 'enabled'`)

/** The same for those that worked until their receivers failed. */
export const closeFailed = (tx: Tx, userId: number, now: Date): Promise<string[]> =>
  close(tx, userId, now, sql`disabled_reason = 'failures'`)

/** Deletes the other webhooks of the customer: those that were turned off for good. Returns their ids. */
export const deleteTurnedOff = async (tx: Tx, userId: number): Promise<string[]> =>
  (
    await tx.rows<{ id: string }>(sql<{ id: string }>`
      DELETE FROM webhooks WHERE audience = 'customer' AND user_id = ${userId} AND closing_at IS NULL RETURNING id`)
  ).map((row) => row.id)

/** Deletes webhooks that have been closing since then or longer and have nothing more to send, or may not. */
export const deleteClosed = async (tx: Tx, closingSince: Date): Promise<string[]> =>
  (
    await tx.rows<{ id: string }>(sql<{ id: string }>`
      DELETE FROM webhooks AS w
      WHERE closing_at <= ${closingSince}
        AND (status = 'disabled'
             OR NOT EXISTS (SELECT FROM deliveries AS d WHERE d.webhook_id = w.id AND d.status = 'pending'))
      RETURNING id`)
  ).map((row) => row.id)
