import type { Queryable, Tx } from '../../db/port.ts'
import { q, sql } from '../../db/query.ts'

export const insertChallenge = (
  tx: Tx,
  row: { token_hash: Buffer; user_id: number; created_at: Date; expires_at: Date },
) => tx.run(q.insertInto('sign_in_challenges').values(row))

/** Whose challenge it is, while its time is not over. */
export const findChallenge = (db: Queryable, tokenHash: Buffer, now: Date) =>
  db.maybe(
    q
      .selectFrom('sign_in_challenges as c')
      .innerJoin('users as u', 'u.id', 'c.user_id')
      .select(['u.id', 'u.email', 'u.name'])
      .where('c.token_hash', '=', tokenHash)
      .where('c.expires_at', '>', now)
      .where('u.disabled_at', 'is', null),
  )

/** Takes one of the tries that a challenge has; 0 when they are used up. Counts at once, whatever comes of it. */
export const takeTry = (db: Queryable, tokenHash: Buffer, mostTries: number) =>
  db.run(
    q
      .updateTable('sign_in_challenges')
      .set({ tries: sql<number>`tries + 1` })
      .where('token_hash', '=', tokenHash)
      .where('tries', '<', mostTries),
  )

/** Uses the challenge up; 0 when it was used, or its account changed, before. */
export const deleteChallenge = (tx: Tx, tokenHash: Buffer) =>
  tx.run(q.deleteFrom('sign_in_challenges').where('token_hash', '=', tokenHash))

export const deleteChallengesOf = (tx: Tx, userId: number) =>
  tx.run(q.deleteFrom('sign_in_challenges').where('user_id', '=', userId))

export const deleteExpiredChallenges = (db: Queryable, now: Date) =>
  db.run(q.deleteFrom('sign_in_challenges').where('expires_at', '<=', now))
