import type { Queryable } from '../../db/port.ts'
import { sql } from '../../db/query.ts'

export const accessChannel = 'fabwire_access'

/** A notification holds less than 8,000 bytes; a tag has 50 at most. */
const tagsPerNotification = 100

/** Told to every node when the transaction commits, and to none when it does not. */
export function notifyAccess(tx: Queryable, tags: readonly string[]) {
  const payloads: string[] = []
  for (let at = 0; at < tags.length; at += tagsPerNotification)
    payloads.push(JSON.stringify(tags.slice(at, at + tagsPerNotification)))
  return tx.run(sql`SELECT pg_notify(${accessChannel}, payload) FROM unnest(${payloads}::text[]) AS payload`)
}

export interface Use {
  id: string
  at: Date
  address: string
}

/**
 * Writes the last use of many tokens or keys in one statement; never moves one back. It leaves out rows that a
 * change holds: a note in passing must make no request wait, nor deadlock with one.
 */
export const writeLastUsed = (db: Queryable, table: 'tokens' | 'api_keys', uses: readonly Use[]) =>
  db.run(sql`
    WITH used AS (
      SELECT * FROM unnest(${uses.map((use) => use.id)}::uuid[],
                           ${uses.map((use) => use.at.toISOString())}::timestamptz[],
                           ${uses.map((use) => use.address)}::text[]) AS u (id, at, address)
    ), free AS (
      SELECT id FROM ${sql.table(table)} WHERE id IN (SELECT id FROM used) FOR NO KEY UPDATE SKIP LOCKED
    )
    UPDATE ${sql.table(table)} AS t SET last_used_at = used.at, last_used_address = used.address
    FROM used JOIN free USING (id)
    WHERE t.id = used.id AND (t.last_used_at IS NULL OR t.last_used_at < used.at)`)
