import type { Queryable } from '../../db/port.ts'
import { sql } from '../../db/query.ts'

export const accessChannel = 'fabwire_access'

/** Told to every node when the transaction commits, and to none when it does not. */
export const notifyAccess = (tx: Queryable, tags: readonly string[]) =>
  tx.run(sql`SELECT pg_notify(${accessChannel}, ${JSON.stringify(tags)})`)

export interface Use {
  id: string
  at: Date
  address: string
}

/** Writes the last use of many tokens or keys in one statement; never moves one back. */
export const writeLastUsed = (db: Queryable, table: 'tokens' | 'api_keys', uses: readonly Use[]) =>
  db.run(sql`
    UPDATE ${sql.table(table)} AS t SET last_used_at = u.at, last_used_address = u.address
    FROM unnest(${uses.map((use) => use.id)}::uuid[], ${uses.map((use) => use.at.toISOString())}::timestamptz[],
                ${uses.map((use) => use.address)}::text[]) AS u (id, at, address)
    WHERE t.id = u.id AND (t.last_used_at IS NULL OR t.last_used_at < u.at)`)
