import type { Queryable, Tx } from '../../db/port.ts'
import { q, sql } from '../../db/query.ts'

/** Hint for the senders of every node: there may be a mail. */
export const mailChannel = 'fabwire_mail'

export interface MailInsert {
  id: string
  kind: string
  user_id: number | null
  ciphertext: Buffer
  decoy: boolean
  next_attempt_at: Date
  created_at: Date
  expires_at: Date
}

/** Told to the senders when the transaction commits. */
export async function insertMails(tx: Tx, rows: readonly MailInsert[]): Promise<void> {
  await tx.run(q.insertInto('outbox').values([...rows]))
  await tx.run(sql`SELECT pg_notify(${mailChannel}, '')`)
}

export interface ClaimedMail {
  id: string
  kind: string
  ciphertext: Buffer
  decoy: boolean
  attempt_count: number
  expires_at: Date
}

/**
 * Takes mails that are due, and puts them off to `leaseUntil`: should this process die, others send them then. A
 * mail that another node takes at this moment is left out.
 */
export const claimMails = (db: Queryable, now: Date, leaseUntil: Date, limit: number) =>
  db.rows<ClaimedMail>(sql<ClaimedMail>`
    UPDATE outbox SET next_attempt_at = ${leaseUntil}, attempt_count = attempt_count + 1
    WHERE id IN (SELECT id FROM outbox WHERE next_attempt_at <= ${now}
                 ORDER BY next_attempt_at LIMIT ${limit} FOR UPDATE SKIP LOCKED)
    RETURNING id, kind, ciphertext, decoy, attempt_count, expires_at`)

export const deleteMail = (db: Queryable, id: string) => db.run(q.deleteFrom('outbox').where('id', '=', id))

export const postponeMail = (db: Queryable, id: string, until: Date) =>
  db.run(q.updateTable('outbox').set({ next_attempt_at: until }).where('id', '=', id))

/** Those whose links are dead. */
export const deleteExpiredMails = (db: Queryable, now: Date) =>
  db.run(q.deleteFrom('outbox').where('expires_at', '<=', now))

export const deleteMailsAbout = (tx: Tx, userId: number) =>
  tx.run(q.deleteFrom('outbox').where('user_id', '=', userId))

/** Mails that wait, oldest first. */
export const readWaiting = (db: Queryable, now: Date) =>
  db.rows(
    q
      .selectFrom('outbox')
      .select(['id', 'kind', 'ciphertext', 'created_at', 'attempt_count'])
      .where('decoy', '=', false)
      .where('expires_at', '>', now)
      .orderBy('id'),
  )

export const lockMails = (tx: Tx) =>
  tx.rows(q.selectFrom('outbox').select(['id', 'ciphertext']).orderBy('id').forUpdate())

export const replaceCiphertext = (tx: Tx, id: string, ciphertext: Buffer) =>
  tx.run(q.updateTable('outbox').set({ ciphertext }).where('id', '=', id))
