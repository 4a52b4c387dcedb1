import type { Queryable, Tx } from '../../db/port.ts'
import { q } from '../../db/query.ts'

/** Puts a seed in the place of one that was never confirmed. 0 when there is a confirmed one. */
export const putPendingSeed = (tx: Tx, userId: number, seed: Buffer, at: Date) =>
  tx.run(
    q
      .insertInto('second_factors')
      .values({ user_id: userId, seed, created_at: at })
      .onConflict((conflict) =>
        conflict
          .column('user_id')
          .doUpdateSet({ seed, created_at: at })
          .where('second_factors.confirmed_at', 'is', null),
      ),
  )

/** The seed of a user, held until the transaction ends: of two codes at once the second sees what the first left. */
export const lockFactor = (tx: Tx, userId: number) =>
  tx.maybe(q.selectFrom('second_factors').selectAll().where('user_id', '=', userId).forUpdate())

/** True when the user is asked for a code. */
export const hasFactor = async (db: Queryable, userId: number): Promise<boolean> =>
  (await db.maybe(
    q
      .selectFrom('second_factors')
      .select('user_id')
      .where('user_id', '=', userId)
      .where('confirmed_at', 'is not', null),
  )) !== undefined

export const confirmFactor = (tx: Tx, userId: number, at: Date, step: number) =>
  tx.run(
    q.updateTable('second_factors').set({ confirmed_at: at, last_step: step }).where('user_id', '=', userId),
  )

/** 0 when a code of this step, or of a later one, was taken before. */
export const takeStep = (tx: Tx, userId: number, step: number) =>
  tx.run(
    q
      .updateTable('second_factors')
      .set({ last_step: step })
      .where('user_id', '=', userId)
      .where('last_step', '<', step),
  )

/** The backup codes go with it. */
export const deleteFactor = (tx: Tx, userId: number) =>
  tx.run(q.deleteFrom('second_factors').where('user_id', '=', userId))

export const insertBackupCodes = (tx: Tx, userId: number, hashes: readonly Buffer[]) =>
  tx.run(q.insertInto('backup_codes').values(hashes.map((code_hash) => ({ user_id: userId, code_hash }))))

/** Uses a backup code up; 0 when there is no such. */
export const deleteBackupCode = (tx: Tx, userId: number, codeHash: Buffer) =>
  tx.run(q.deleteFrom('backup_codes').where('user_id', '=', userId).where('code_hash', '=', codeHash))

export const countBackupCodes = async (db: Queryable, userId: number): Promise<number> =>
  (
    await db.one(
      q
        .selectFrom('backup_codes')
        .select((e) => e.fn.countAll<number>().as('n'))
        .where('user_id', '=', userId),
    )
  ).n

export const lockSeeds = (tx: Tx) =>
  tx.rows(q.selectFrom('second_factors').select(['user_id', 'seed']).orderBy('user_id').forUpdate())

export const replaceSeed = (tx: Tx, userId: number, seed: Buffer) =>
  tx.run(q.updateTable('second_factors').set({ seed }).where('user_id', '=', userId))
