import type { Queryable } from './port.ts'
import { q, sql } from './query.ts'

/** Facts about the whole deployment, by name. */
export type DeploymentFact =
  | 'master_key_fingerprint'
  /** Of events up to this id the inbox has its own copies. */
  | 'inbox_archived_through'
  /** Of events up to this id mails have been written. */
  | 'event_mails_through'

export const readFact = async (db: Queryable, key: DeploymentFact): Promise<string | undefined> =>
  (await db.maybe(q.selectFrom('deployment').select('value').where('key', '=', key)))?.value

/** Sets a fact unless it is set; returns what stands there afterwards. */
export async function claimFact(db: Queryable, key: DeploymentFact, value: string): Promise<string> {
  const row = await db.one(
    q
      .insertInto('deployment')
      .values({ key, value })
      .onConflict((conflict) => conflict.column('key').doUpdateSet({ value: sql`deployment.value` }))
      .returning('value'),
  )
  return row.value
}

export const replaceFact = (db: Queryable, key: DeploymentFact, value: string) =>
  db.run(q.updateTable('deployment').set({ value }).where('key', '=', key))

/** Resolves when the database answers. */
export const ping = async (db: Queryable): Promise<void> => void (await db.one(sql`SELECT 1`))
