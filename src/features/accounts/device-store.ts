import type { Queryable, Tx } from '../../db/port.ts'
import { q, sql } from '../../db/query.ts'

/** Notes that a known device was used; 0 when the account does not know it. */
export const touchDevice = (tx: Tx, userId: number, tokenHash: Buffer, at: Date) =>
  tx.run(
    q
      .updateTable('devices')
      .set({ last_seen_at: at })
      .where('user_id', '=', userId)
      .where('token_hash', '=', tokenHash),
  )

export const insertDevice = (tx: Tx, userId: number, tokenHash: Buffer, at: Date) =>
  tx.run(
    q
      .insertInto('devices')
      .values({ user_id: userId, token_hash: tokenHash, created_at: at, last_seen_at: at }),
  )

/** The one of these devices that the account with this address knows. */
export const findDeviceByEmail = (db: Queryable, email: string, tokenHashes: readonly Buffer[]) =>
  db.maybe(
    q
      .selectFrom('devices as d')
      .innerJoin('users as u', 'u.id', 'd.user_id')
      .select('d.token_hash')
      .where(sql`lower(u.email)`, '=', email.toLowerCase())
      .where('d.token_hash', 'in', [...tokenHashes])
      .limit(1),
  )

export const deleteDevicesOf = (tx: Tx, userId: number) =>
  tx.run(q.deleteFrom('devices').where('user_id', '=', userId))

/** Those whose cookies browsers have dropped by now. */
export const deleteDevicesSeenBefore = (db: Queryable, time: Date) =>
  db.run(q.deleteFrom('devices').where('last_seen_at', '<', time))
