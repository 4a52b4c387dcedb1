import type { Queryable, Tx } from '../../db/port.ts'
import { q } from '../../db/query.ts'

export type LinkPurpose = 'password_reset' | 'verify_email'

export interface LinkRow {
  token_hash: Buffer
  purpose: LinkPurpose
  user_id: number | null
  email: string | null
  created_at: Date
  expires_at: Date
}

export const insertLink = (tx: Tx, row: LinkRow) => tx.run(q.insertInto('mailed_links').values(row))

/** The account that a live link was sent to. */
export const findLink = (db: Queryable, purpose: LinkPurpose, tokenHash: Buffer, now: Date) =>
  db.maybe(
    q
      .selectFrom('mailed_links as l')
      .innerJoin('users as u', 'u.id', 'l.user_id')
      .select(['u.id as user_id', 'u.email as user_email', 'u.name as user_name', 'l.email'])
      .where('l.token_hash', '=', tokenHash)
      .where('l.purpose', '=', purpose)
      .where('l.expires_at', '>', now)
      .where('u.disabled_at', 'is', null),
  )

/** Uses the link up: of two who follow it at once, one gets 1. */
export const deleteLink = (tx: Tx, tokenHash: Buffer) =>
  tx.run(q.deleteFrom('mailed_links').where('token_hash', '=', tokenHash))

export const deleteLinksOf = (tx: Tx, userId: number, purpose?: LinkPurpose) => {
  const links = q.deleteFrom('mailed_links').where('user_id', '=', userId)
  return tx.run(purpose === undefined ? links : links.where('purpose', '=', purpose))
}

/** The address that the newest live verification link of a user would prove. */
export const findPendingEmail = (db: Queryable, userId: number, now: Date) =>
  db.maybe(
    q
      .selectFrom('mailed_links')
      .select('email')
      .where('user_id', '=', userId)
      .where('purpose', '=', 'verify_email')
      .where('expires_at', '>', now)
      .orderBy('created_at', 'desc')
      .limit(1),
  )

export const deleteExpiredLinks = (db: Queryable, now: Date) =>
  db.run(q.deleteFrom('mailed_links').where('expires_at', '<=', now))
